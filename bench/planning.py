"""Measures the plan at full size: one checked move, undo, publishing, the board and the conflicts of a month.

`python -m bench.planning [--members N] [--workers N] [--moves N] [--db URL]`. Prints the median and p99, and how
long the process computed; on one database, a temporary SQLite file unless --db names an empty PostgreSQL one.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from operator import attrgetter
from pathlib import Path
from random import Random

from basicplus.assignments import planning
from basicplus.assignments.models import Visit
from basicplus.clock import BRUSSELS, Span, at, month_of, parse_period, year_span
from basicplus.db import Database, WriteSession
from basicplus.demo import year as story
from basicplus.demo.group import ACTOR, GROUP
from basicplus.errors import BasicplusError
from basicplus.store import open_store, upgrade
from bench.__main__ import YEAR, found
from bench.clock import Taken, clock, fixed_work

MONTH = month_of(date(YEAR, 3, 1))
HALVES, NOON = ("08:30", "13:00"), 12
TOLD_ON = date(YEAR, 1, 2)
PUBLISHED_AT = at(date(YEAR, 9, 20), datetime.min.time().replace(hour=9))


def main() -> None:
    """Build a planned and published year of true size, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.planning", description=__doc__)
    parser.add_argument("--members", type=int, default=550)
    parser.add_argument("--workers", type=int, default=43)
    parser.add_argument("--moves", type=int, default=200)
    parser.add_argument("--db", default=None)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="basicplus-bench-") as folder:
        url = arguments.db or str(Path(folder) / "bench.db")
        upgrade(url)
        database = open_store(url)
        found(database, arguments.members, arguments.workers)
        quarters = [parse_period(f"{YEAR}-Q{quarter}") for quarter in range(1, 5)]
        drafted = [_measured(partial(story.plan, database, quarter)) for quarter in quarters]
        _say(database, arguments.members, arguments.workers)
        _tell("draft and publish a quarter", drafted)
        _edits(database, arguments.moves)
        _publication(database)
        _reading(database)
        database.close()


def _say(database: Database, members: int, workers: int) -> None:
    with database.reading(GROUP) as session:
        visits = len(planning.visits_of(session, year_span(YEAR), published=True))
    backend = f"{os.cpu_count()} cores, {database.engine.dialect.name}"
    print(
        f"Python {platform.python_version()}, {backend}; {members} members, {workers} workers, {visits} visits\n"
    )


def _edits(database: Database, moves: int) -> None:
    """Move visits of the year at random, each in a commit past the gate; then undo and redo."""
    random = Random(1)
    with database.reading(GROUP) as session:
        visits = planning.visits_of(session, Span(date(YEAR, 1, 6), date(YEAR, 12, 1)), published=True)
    busy = {(visit.worker_id, visit.day, _half(visit)) for visit in visits}
    outcomes: Counter[str] = Counter()
    times, machine = [], []
    # What the building left is put aside, as a server does with what its start left: it is no part of a move.
    gc.collect()
    gc.freeze()
    for visit in random.sample(visits, min(moves, len(visits))):
        free = [slot for slot in _slots(visit) if (visit.worker_id, *slot) not in busy]
        if not free:
            continue
        day, half = random.choice(free)
        busy.add((visit.worker_id, day, half))
        move = planning.VisitMove(visit=visit.id, day=day, start_time=HALVES[half], told_on=TOLD_ON)
        with clock() as taken:
            outcomes[_outcome(database, partial(planning.move_visit, move=move))] += 1
        times.append(taken)
        machine.append(fixed_work())
    _tell("one checked move", times, ", ".join(f"{count} {name}" for name, count in sorted(outcomes.items())))
    _tell("the same fixed work between the moves", machine)
    days = [date(YEAR, month, 15) for month in (2, 5, 8, 11)] * 5
    for name, change in (("undo", planning.undo), ("redo", planning.redo)):
        _tell(name, [_measured(partial(_outcome, database, partial(change, day=day))) for day in days])


def _half(visit: Visit) -> int:
    return int(visit.starts_at.astimezone(BRUSSELS).hour >= NOON)


def _slots(visit: Visit) -> list[tuple[date, int]]:
    """Return the half-days of the visit's week, Monday to Friday."""
    monday = visit.day - timedelta(days=visit.day.weekday())
    return [(monday + timedelta(days=number), half) for number in range(5) for half in (0, 1)]


def _outcome(database: Database, change: Callable[[WriteSession], object]) -> str:
    try:
        with database.writing(GROUP, ACTOR, despite="measured") as session:
            change(session)
    except BasicplusError as error:
        return type(error).__name__.lower()
    return "saved"


def _publication(database: Database) -> None:
    def publish(session: WriteSession) -> object:
        return planning.publish(session, planning.plan_of(session, date(YEAR, 11, 15)), PUBLISHED_AT)

    with clock() as taken:
        outcome = _outcome(database, publish)
    _tell("publish what the moves changed in a quarter", [taken], outcome)


def _reading(database: Database) -> None:
    with database.reading(GROUP) as session:
        _tell("board of a month", [_measured(lambda: planning.board(session, MONTH)) for _ in range(10)])
        _tell("conflicts of a month", [_measured(lambda: planning.conflicts_of(session, MONTH, TOLD_ON))])
        diffs = [_measured(lambda: planning.diff(session, MONTH.from_on, "en")) for _ in range(5)]
        _tell("diff of a quarter, in words", diffs)


def _measured(work: Callable[[], object]) -> Taken:
    with clock() as taken:
        work()
    return taken


def _tell(what: str, times: list[Taken], more: str = "") -> None:
    wall, computed = (sorted(times, key=attrgetter(name)) for name in ("seconds", "cpu_seconds"))
    middle, late = len(times) // 2, min(len(times) - 1, 99 * len(times) // 100)
    figures = (wall[middle].seconds, wall[late].seconds, computed[middle].cpu_seconds)
    p50, p99, cpu = (f"{1000 * seconds:8.1f} ms" for seconds in figures)
    print(f"{what:<45}{p50}, p99 {p99}, computing {cpu} ({len(times)} times{more and f'; {more}'})", flush=True)


if __name__ == "__main__":
    main()
