"""Two people at once: both may see the last place free, one of them gets it."""

from __future__ import annotations

import multiprocessing
from datetime import date
from typing import Any

from basicplus import journal, workers
from basicplus.compliance.gate import Refused
from basicplus.db import Database
from basicplus.store import open_store
from tests import cast

ROUNDS = 5
PATIENCE = 60
CONTEXT = multiprocessing.get_context("spawn")


def hire_each_month(url: str, name: str, starting: Any, results: Any) -> None:
    """In each round, hire one worker for one month at the same moment as somebody else."""
    database = open_store(url)
    told = []
    for number in range(1, ROUNDS + 1):
        starting.wait(PATIENCE)
        try:
            with database.writing(cast.GROUP, name, despite="growth") as session:
                workers.hire(
                    session,
                    cast.contract(
                        f"{name}{number}",
                        from_on=date(2026, number, 1),
                        until_on=date(2026, number + 1, 1),
                        signed_on=date(2025, 12, 1),
                    ),
                )
            told.append("hired")
        except Refused as refused:
            told.append(" ".join(str(finding.found) for finding in refused.findings))
    database.close()
    results.put((name, told))


def staff(database: Database) -> None:
    """Employ 49 workers, and register those whom the two will want to hire."""
    with cast.writing(database, despite="growth") as session:
        for number in range(4, 50):
            workers.register(session, cast.worker(f"W{number:03d}"))
            workers.hire(session, cast.contract(f"W{number:03d}"))
        for name in ("ANNE", "BERT"):
            for number in range(1, ROUNDS + 1):
                workers.register(session, cast.worker(f"{name}{number}"))


def test_of_two_who_hire_the_fiftieth_worker_at_once_one_is_refused(database: Database, url: str) -> None:
    staff(database)
    starting, results = CONTEXT.Barrier(2), CONTEXT.Queue()
    people = [
        CONTEXT.Process(target=hire_each_month, args=(url, name, starting, results), daemon=True)
        for name in ("ANNE", "BERT")
    ]
    for person in people:
        person.start()
    told = dict(results.get(timeout=2 * PATIENCE) for _ in people)
    for person in people:
        person.join(PATIENCE)
        person.close()
    results.close()
    results.join_thread()
    assert [sorted(both) for both in zip(told["ANNE"], told["BERT"], strict=True)] == [["51", "hired"]] * ROUNDS
    with cast.reading(database) as session:
        assert list(journal.broken_links(session)) == []
        assert [
            entry.actor for entry in journal.entries(session) if entry.seq > cast.ACTS + 46 * 2 + 2 * ROUNDS
        ] == ["ANNE" if anne == "hired" else "BERT" for anne in told["ANNE"]]
