"""Incidents of GE-08: the nightly watch opens them, and only a person, or the group's reading, closes them."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus import assignments, workers
from basicplus.clock import Span
from basicplus.compliance.gate import Refused
from basicplus.compliance.incidents import ClosingCreate, close_incident, incidents, open_incidents
from basicplus.compliance.service import ReadingCreate, decide
from basicplus.db import Database
from basicplus.errors import Conflict
from basicplus.workers import EmploymentContract, Worker
from tests import cast

EXCEEDED = date(2025, 3, 3)
ENDS = date(2025, 6, 3)
OPENED = (date(2025, 3, 4), EXCEEDED, ENDS, None, None)
CLOSING = ClosingCreate(
    exceeded_on=EXCEEDED,
    closed_on=date(2025, 5, 5),
    closed_by="Maître Lenoir",
    because="the decree of 2 May 2025 raises the maximum",
    document=cast.document("opinion.pdf"),
)


@pytest.fixture
def exceeded(database: Database) -> Database:
    """51 workers from 3 to 30 March 2025: an older program let it through."""
    with cast.reading(database) as session:
        worker = workers.by_number(session, "W001").model_dump(exclude={"id", "number"})
        contract = workers.contract_by_number(session, "C-W001").model_dump(exclude={"id", "number", "worker_id"})
    people = [worker | {"id": 100 + number, "number": f"W{number:03d}"} for number in range(4, 52)]
    cast.put(database, Worker, people)
    one = {"from_on": EXCEEDED, "until_on": date(2025, 3, 31), "kind": "fixed_term"}
    for row in people:
        days = one if row["number"] == "W051" else {}
        given = {"number": f"C-{row['number']}", "worker_id": row["id"]}
        cast.put(database, EmploymentContract, [contract | given | days])
    return database


def watch(database: Database, today: date) -> int:
    with cast.writing(database) as session:
        return len(open_incidents(session, database.gate, today))  # type: ignore[arg-type]


def told(database: Database) -> list[tuple[object, ...]]:
    with cast.reading(database) as session:
        return [
            (row.opened_on, row.exceeded_on, row.ends_on, row.closed_on, row.closed_by)
            for row in incidents(session)
        ]


def test_the_watch_opens_an_incident_once(exceeded: Database) -> None:
    assert (watch(exceeded, date(2025, 3, 2)), told(exceeded)) == (0, [])
    assert watch(exceeded, date(2025, 3, 4)) == 1
    assert watch(exceeded, date(2025, 4, 1)) == 0
    assert told(exceeded) == [OPENED]


def test_from_the_end_of_the_authorisation_on_nobody_is_supplied(exceeded: Database) -> None:
    watch(exceeded, date(2025, 3, 4))
    with cast.writing(exceeded) as session:
        assignments.add_visit(session, cast.visit(day=date(2025, 6, 2)))
    with pytest.raises(Refused) as refused, cast.writing(exceeded) as session:
        assignments.add_visit(session, cast.visit(day=ENDS))
    assert [(finding.rule, finding.span) for finding in refused.value.findings] == [("GE-01", Span.day(ENDS))]
    with cast.reading(exceeded) as session:
        found = exceeded.gate.audit(session, Span.day(ENDS))  # type: ignore[attr-defined]
    assert [(each.rule, each.case, each.severity) for each in found if each.rule == "GE-08"] == [
        ("GE-08", "ended", "refuse")
    ]


def test_a_visit_planned_before_the_incident_does_not_keep_it_from_being_opened(exceeded: Database) -> None:
    with cast.writing(exceeded) as session:
        assignments.add_visit(session, cast.visit(day=ENDS))
    assert watch(exceeded, date(2025, 3, 4)) == 1


def test_counsel_closes_it_with_a_reason_and_a_document_and_it_stays_closed(exceeded: Database) -> None:
    watch(exceeded, date(2025, 3, 4))
    with cast.writing(exceeded) as session:
        close_incident(session, CLOSING)
    assert (watch(exceeded, date(2025, 7, 1)), told(exceeded)) == (
        0,
        [(*OPENED[:3], date(2025, 5, 5), "Maître Lenoir")],
    )
    with cast.writing(exceeded) as session:
        assignments.add_visit(session, cast.visit(day=ENDS))
    with pytest.raises(Conflict) as closed, cast.writing(exceeded) as session:
        close_incident(session, CLOSING)
    assert str(closed.value) == "The incident of 2025-03-03 was closed on 2025-05-05 by Maître Lenoir."


def test_where_the_group_reads_that_a_return_cures_it_the_watch_closes_it(exceeded: Database) -> None:
    watch(exceeded, date(2025, 3, 4))
    reading = ReadingCreate(
        question="return_cures_excess", answer="yes", from_on=date(2025, 1, 1), decided_by="board", reason="advice"
    )
    with cast.writing(exceeded, despite="advice of counsel") as session:
        decide(session, reading)
    assert (watch(exceeded, date(2025, 3, 30)), told(exceeded)) == (0, [OPENED])
    assert watch(exceeded, date(2025, 3, 31)) == 0
    assert told(exceeded) == [(*OPENED[:3], date(2025, 3, 31), "return_cures_excess")]
