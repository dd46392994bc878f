"""Sixty-four people at once around the limit: never a 51st head, no deadlock, no lost update."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from random import Random

from sqlmodel import col, select

from basicplus import watch, workers
from basicplus.clock import Span
from basicplus.compliance.gate import Refused
from basicplus.compliance.law import belgian_law
from basicplus.db import Database, WriteSession
from basicplus.errors import Conflict, InvalidInput
from basicplus.verification import verify
from basicplus.workers import ContractTerms, EmploymentContract
from tests import cast

WRITERS = 64
ACTS_EACH = 2
STAFF = 47


@dataclass(frozen=True)
class Told:
    """What one writer tried, and what came of it."""

    act: str
    contract: str
    day: date
    outcome: str


def employ(database: Database) -> None:
    """Employ 47 workers, and register one more for each writer."""
    with cast.writing(database, despite="croissance") as session:
        for number in range(4, STAFF + 1):
            workers.register(session, cast.worker(f"W{number:03d}"))
            workers.hire(session, cast.contract(f"W{number:03d}"))
        for writer in range(WRITERS):
            for turn in range(ACTS_EACH):
                workers.register(session, cast.worker(f"N{writer}-{turn}"))


def act(session: WriteSession, name: str, contract: str, day: date) -> None:
    if name == "hire":
        workers.hire(session, cast.contract(contract, from_on=day, signed_on=date(2025, 12, 1)))
    elif name == "amend":
        workers.amend(session, contract, day, 1140 + 60 * day.month, date(2025, 12, 1), "variable")
    else:
        workers.end_contract(session, contract, day)


def write(database: Database, writer: int) -> list[Told]:
    """Hire, amend and end at random, through the connections that all share."""
    random = Random(writer)
    told = []
    for turn in range(ACTS_EACH):
        name = random.choice(("hire", "hire", "amend", "end"))
        day = date(2026, random.randint(1, 12), 1)
        contract = f"N{writer}-{turn}" if name == "hire" else f"C-W{random.randint(1, STAFF):03d}"
        try:
            with database.writing(cast.GROUP, f"writer {writer}", despite="croissance") as session:
                act(session, name, contract, day)
            outcome = "done"
        except (Refused, Conflict, InvalidInput) as error:
            outcome = type(error).__name__
        told.append(Told(name, contract, day, outcome))
    return told


def test_sixty_four_writers_leave_no_day_over_the_maximum_and_lose_nothing(database: Database) -> None:
    employ(database)
    with ThreadPoolExecutor(WRITERS) as pool:
        told = [each for done in pool.map(partial(write, database), range(WRITERS)) for each in done]
    assert len(told) == WRITERS * ACTS_EACH
    done = [each for each in told if each.outcome == "done"]
    # The limit was met: some were hired, some refused.
    assert {("hire", "done"), ("hire", "Refused")} <= {(each.act, each.outcome) for each in told}
    counted = Counter(each.act for each in done)
    with cast.reading(database) as session:
        days = Span(date(2021, 1, 1), date(2028, 1, 1))
        assert [each for each in watch.headcount(session, belgian_law(), days) if each.over] == []
        contracts = {row.number: row for row in session.exec(select(EmploymentContract))}
        assert len(contracts) == STAFF + counted["hire"]
        amended = session.exec(select(ContractTerms).where(col(ContractTerms.from_on) >= date(2026, 1, 1)))
        hired = {contracts[f"C-{each.contract}"].id for each in done if each.act == "hire"}
        assert len([row for row in amended if row.contract_id not in hired]) == counted["amend"]
        ends = {each.contract: each.day for each in done if each.act == "end"}
        for each in done:
            if each.act == "end":
                ends[each.contract] = min(ends[each.contract], each.day)
        assert {number: row.until_on for number, row in contracts.items() if row.until_on} == ends
        assert verify(session, cast.GROUP).problems == []
