"""Measures a budget read, and the effect of a change on every member: `python -m bench.budget`.

Prints the best of some rounds; the goal for the effect on 550 members is 2 s, with all that is read.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from basicplus.clock import months, year_span
from basicplus.db import Database, GroupSession
from basicplus.demo import costs
from basicplus.demo.group import ACTOR, GROUP, KEY, Cast
from basicplus.invoicing import book, budget
from basicplus.store import open_store, upgrade
from bench.__main__ import YEAR, found

NEXT = YEAR + 1
ASSUMED = budget.HoursAssumed(leave_days=20, sickness_e4=300, training_e4=100, travel_e4=200, internal_e4=800)


def main() -> None:
    """Build a group of true size with the budget of its next year, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.budget", description=__doc__)
    parser.add_argument("--members", type=int, default=550)
    parser.add_argument("--workers", type=int, default=43)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--db", default=None)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="basicplus-bench-") as folder:
        url = arguments.db or str(Path(folder) / "bench.db")
        upgrade(url)
        database = open_store(url)
        cast = found(database, arguments.members, arguments.workers)
        _open_budget(database, cast)
        print(f"{len(cast.members)} members, {len(cast.agreements)} agreements; best of {arguments.rounds}")
        for label, read in _readings(cast).items():
            print(f"  {label:<44}{_best_of(database, read, arguments.rounds):7.3f} s")
        database.close()


def _open_budget(database: Database, cast: Cast) -> None:
    """Book the costs of the year and open the budget of the next one from them."""
    lines = []
    for month in months(year_span(YEAR)):
        lines.append(costs.overhead(len(cast.workers), month, cast.seed))
        for worker in cast.workers:
            lines += costs.month_costs(worker, month, cast.seed)
    with database.writing(GROUP, ACTOR) as session:
        book(session, lines, "payroll")
        budget.open_budget(session, NEXT, ASSUMED, from_year=YEAR, by_contracts=True)


def _readings(cast: Cast) -> dict[str, Callable[[GroupSession], Any]]:
    pool = costs.pool_of(next(worker for worker in cast.workers if worker.profession != "dedicated"))
    weights = {member.number: member.weight + 1 for member in cast.members}
    changes: dict[str, budget.Change] = {
        "a key, weights of every member": budget.KeyChange(key=KEY, from_on=date(NEXT, 1, 1), weights=weights),
        "an hourly rate": budget.PriceChange(pool=pool, hourly_rate_e4=500000),
        "the month of the shares of a pool": budget.PriceChange(pool=pool, pro_rata_month_cents=1),
        "overhead poured by own cost": budget.PourChange(measure="cost"),
        "all prices of the budget": budget.BudgetChange(),
    }
    readings: dict[str, Callable[[GroupSession], Any]] = {
        f"effect of {label}": partial(budget.effect, change=change, year=NEXT) for label, change in changes.items()
    }
    return readings | {"budget of the year": lambda session: budget.budget_of(session, NEXT)}


def _best_of(database: Database, read: Callable[[GroupSession], Any], rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        with database.reading(GROUP) as session:
            read(session)
        taken.append(time.perf_counter() - started)
    return min(taken)


if __name__ == "__main__":
    main()
