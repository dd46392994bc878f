"""Measures the coordinator's pages on a copy of a database: the board of a month, a move and its undo, conflicts.

`python -m bench.pages demo/basicplus.db [--requests N]`. The copy gets a published plan of the quarter after its
last one, for which no hours are recorded. Prints the median and p95 of the time to the answer, how long it took to
compute, and the size of the answer: through the whole application, without a network.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import re
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime, time, timedelta
from operator import attrgetter
from pathlib import Path
from random import Random
from typing import Any

from dateutil.relativedelta import relativedelta
from fastapi.testclient import TestClient
from sqlmodel import func

from basicplus.app import create_app
from basicplus.assignments import Plan, planning
from basicplus.clock import Span, at
from basicplus.db import Database, pick
from basicplus.store import open_store, upgrade
from basicplus.web.desk import groups_of
from bench.clock import Taken, clock

SCRIPT = {"HX-Request": "true"}
MONTHS = 3


def main() -> None:
    """Copy the database, plan a quarter, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("database", type=Path)
    parser.add_argument("--requests", type=int, default=100)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="basicplus-bench-") as folder:
        copy = Path(folder) / "bench.db"
        shutil.copyfile(arguments.database, copy)
        upgrade(str(copy))
        database = open_store(str(copy))
        group = groups_of(database)[0][0]
        month = _planned(database, group)
        client = TestClient(create_app(database, actor="bench"), headers={"Accept-Language": "fr"})
        print(f"Python {platform.python_version()}, {os.cpu_count()} cores, sqlite; {month}")
        gc.collect()
        gc.freeze()
        _boards(client, group, month, arguments.requests)
        _moves(client, group, month, arguments.requests // 4)
        _drawer(client, group, month)
        database.close()


def _planned(database: Database, group: str) -> Span:
    """Plan the quarter after the last one, and return its first month."""
    with database.writing(group, "bench", despite="measured") as session:
        [(first,)] = session.rows(pick(func.max(Plan.until_on)))
        span = Span(first, first + relativedelta(months=MONTHS))
        told_at: datetime = at(first - timedelta(days=30), time(9))
        planning.publish(session, planning.draft(session, span).plan, told_at)
    return Span(first, first + relativedelta(months=1))


def _boards(client: TestClient, group: str, month: Span, requests: int) -> None:
    plan = f"/g/{group}/plan?month={month.from_on:%Y-%m}"
    for name, more in (
        ("board by worker", ""),
        ("by profession", "&view=profession"),
        ("by member", "&view=member"),
    ):
        answers = [_timed(lambda more=more: client.get(plan + more)) for _ in range(requests)]  # type: ignore[misc]
        _tell(name, answers)


def _moves(client: TestClient, group: str, month: Span, moves: int) -> None:
    """Move visits by a quarter of an hour, as the dialog does, and take each move back."""
    plan, of_month = f"/g/{group}/plan", f"month={month.from_on:%Y-%m}"
    page = client.get(f"{plan}?{of_month}").text
    visits = re.findall(r'id="v(\d+)" href', page)
    given = {"start_time": "08:45", "despite": "measured"}

    def post(path: str) -> tuple[Taken, Any]:
        return _timed(lambda: client.post(f"{plan}/{path}?{of_month}", data=given, headers=SCRIPT))

    done, undone, refused = [], [], 0
    for visit in Random(1).sample(visits, min(moves, len(visits))):
        moved = post(f"visits/{visit}/move")
        if moved[1].status_code != 200:
            refused += 1
            continue
        done.append(moved)
        undone.append(post("undo"))
    _tell("move, rows swapped in", done, f"{refused} more refused")
    _tell("undo", undone)


def _drawer(client: TestClient, group: str, month: Span) -> None:
    path = f"/g/{group}/plan/conflicts?month={month.from_on:%Y-%m}"
    _tell("conflicts, first after an act", [_timed(lambda: client.get(path, headers=SCRIPT))])
    _tell("conflicts, again", [_timed(lambda: client.get(path, headers=SCRIPT)) for _ in range(20)])
    _tell("dialog of a visit", _dialogs(client, group, month))


def _dialogs(client: TestClient, group: str, month: Span) -> list[tuple[Taken, Any]]:
    page = client.get(f"/g/{group}/plan?month={month.from_on:%Y-%m}").text
    visits = re.findall(r'id="v(\d+)" href', page)[:20]
    return [_timed(lambda v=v: client.get(f"/g/{group}/plan/visits/{v}", headers=SCRIPT)) for v in visits]  # type: ignore[misc]


def _timed(ask: Callable[[], Any]) -> tuple[Taken, Any]:
    with clock() as taken:
        answer = ask()
    return taken, answer


def _tell(what: str, answers: list[tuple[Taken, Any]], more: str = "") -> None:
    if not answers:
        print(f"{what:<32}nothing measured; {more}")
        return
    wall, computed = (
        sorted((taken for taken, _ in answers), key=attrgetter(by)) for by in ("seconds", "cpu_seconds")
    )
    middle, late = len(answers) // 2, min(len(answers) - 1, 95 * len(answers) // 100)
    size = max(len(answer.content) for _, answer in answers) / 1000
    figures = f"p50 {1000 * wall[middle].seconds:6.1f} ms, p95 {1000 * wall[late].seconds:6.1f} ms"
    cpu = f"computing {1000 * computed[middle].cpu_seconds:6.1f} and {1000 * computed[late].cpu_seconds:6.1f} ms"
    print(f"{what:<32}{figures}, {cpu}, {size:.0f} kB ({len(answers)} times{more and f'; {more}'})", flush=True)


if __name__ == "__main__":
    main()
