"""Measures what a disturbed plan costs at full size: the candidates for a visit, and the repair after an illness.

`python -m bench.repair DATABASE [--rounds N]` draws the same visits in each run, saves nothing, prints ms.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random

from sqlmodel import select

from basicplus.acts.repair import candidates, proposal
from basicplus.assignments import planning
from basicplus.assignments.models import Visit
from basicplus.assignments.repair import Disturbance
from basicplus.assignments.repair.reading import planned_days
from basicplus.store import open_store
from basicplus.workers import Worker
from bench.clock import clock

TOLD_BEFORE = timedelta(days=30)


def main() -> None:
    """Draw visits of the plan, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.repair", description=__doc__)
    parser.add_argument("database")
    parser.add_argument("--rounds", type=int, default=40)
    arguments = parser.parse_args()
    database = open_store(arguments.database)
    with database.reading() as session:
        numbers = {row.id: row.number for row in session.exec(select(Worker))}
        visits = planning.visits_of(session, planned_days(session), published=False)
    drawn = Random(1).sample(visits, min(arguments.rounds, len(visits)))

    def instead(visit: Visit) -> object:
        return candidates(database, None, visit.id, 5, told_on=visit.day - TOLD_BEFORE)

    def ill(days: int) -> Callable[[Visit], object]:
        return lambda visit: proposal(
            database,
            None,
            Disturbance(
                kind="absence",
                worker=numbers[visit.worker_id],
                from_on=visit.day,
                until_on=visit.day + timedelta(days=days),
                told_on=visit.day - TOLD_BEFORE,
            ),
        )

    _measure("candidates for a visit", drawn, instead)
    _measure("repair after a day of illness", drawn, ill(1))
    _measure("repair after a week of illness", drawn, ill(7))
    database.close()


def _measure(label: str, visits: Sequence[Visit], act: Callable[[Visit], object]) -> None:
    times = []
    for visit in visits:
        with clock() as taken:
            act(visit)
        times.append(taken.seconds * 1000)
    times.sort()
    half, most = (times[len(times) * percent // 100] for percent in (50, 99))
    print(f"{label:<34} p50 {half:7.0f} ms   p99 {most:7.0f} ms")


if __name__ == "__main__":
    main()
