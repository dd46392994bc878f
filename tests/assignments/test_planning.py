"""The plan: visits from rules, without holidays, closings, exceptions and absences; frozen when published."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select

from basicplus import assignments, groups, journal, workers
from basicplus.assignments import AssignmentCreate, Visit
from basicplus.assignments.models import AssignmentException, ClosingDay
from basicplus.clock import BRUSSELS, Span, month_of, year_span
from basicplus.db import Database
from basicplus.errors import BasicplusError, InvalidInput
from tests import cast

MAY = month_of(date(2026, 5, 1))


def assign(database: Database, **changes: Any) -> None:
    given = {
        "agreement": "A-CP-1",
        "worker": "W001",
        "site": "S-M001",
        "rule": "FREQ=WEEKLY;BYDAY=FR",
        "start_time": "08:30",
        "minutes": 210,
        "from_on": date(2026, 1, 2),
    }
    with cast.writing(database) as session:
        assignments.assign(session, AssignmentCreate(**given | changes))


def draft(database: Database, span: Span = MAY) -> assignments.planning.Drafted:
    with cast.writing(database) as session:
        return assignments.draft(session, span)


def days(database: Database) -> list[date]:
    with cast.reading(database) as session:
        return [visit.day for visit in session.exec(select(Visit).order_by(col(Visit.starts_at)))]


def test_a_weekly_rule_leaves_out_legal_holidays(database: Database) -> None:
    assign(database)
    drafted = draft(database)
    assert (drafted.visits, drafted.holidays) == (4, 1)
    assert days(database) == [date(2026, 5, day) for day in (8, 15, 22, 29)]


def test_a_replacement_day_is_left_out_and_the_replaced_holiday_is_not(database: Database) -> None:
    """15 August 2026 is a Saturday: without a decision, Monday 17 August is kept."""
    august = month_of(date(2026, 8, 1))
    assign(database, rule="FREQ=WEEKLY;BYDAY=MO,TU,SA")
    with cast.writing(database, despite="Saturdays") as session:
        groups.replace_holiday(
            session,
            groups.ReplacementCreate(
                holiday=date(2026, 8, 15),
                replaced_on=date(2026, 8, 4),
                agreed_by="Délégation du personnel",
                decided_on=date(2025, 11, 20),
            ),
        )
        assert assignments.draft(session, august).holidays == 1
    planned = [day for day in days(database) if day < date(2026, 8, 19)]
    assert planned == [date(2026, 8, day) for day in (1, 3, 8, 10, 11, 15, 17, 18)]


def test_absences_closings_and_exceptions_are_left_out(database: Database) -> None:
    assign(database)
    with cast.writing(database) as session:
        workers.record_absence(session, "W001", "annual_leave", date(2026, 5, 8), date(2026, 5, 9))
        session.add(ClosingDay(day=date(2026, 5, 15), label="day after Ascension"))
        session.add(AssignmentException(assignment_id=1, day=date(2026, 5, 22)))
        journal.record(session, "close", "2026-05-15")
    drafted = draft(database)
    assert (drafted.visits, drafted.absences, drafted.holidays, drafted.closed) == (1, 1, 2, 1)
    assert days(database) == [date(2026, 5, 29)]


def test_visits_stop_with_the_agreement_or_the_assignment(database: Database) -> None:
    assign(database, until_on=date(2026, 5, 16))
    assign(database, agreement="A-CP-2", site="S-M002", rule="FREQ=WEEKLY;BYDAY=MO")
    with cast.writing(database) as session:
        assignments.end_agreement(session, "A-CP-2", date(2026, 5, 12))
    draft(database)
    assert days(database) == [date(2026, 5, day) for day in (4, 8, 11, 15)]


def test_a_visit_is_at_the_same_clock_time_in_winter_and_in_summer(database: Database) -> None:
    assign(database, rule="FREQ=MONTHLY;BYDAY=2FR")
    draft(database, year_span(2026))
    with cast.reading(database) as session:
        visits = session.exec(select(Visit)).all()
        assert {f"{visit.starts_at.astimezone(BRUSSELS):%H:%M}" for visit in visits} == {"08:30"}
        assert {f"{visit.starts_at:%H:%M}" for visit in visits} == {"07:30", "06:30"}
        assert len(visits) == 12


def test_a_period_is_planned_once(database: Database) -> None:
    draft(database)
    with pytest.raises(BasicplusError) as refused:
        draft(database, Span.day(date(2026, 5, 31)))
    assert str(refused.value) == ("There is a plan for 2026-05-01 to 2026-05-31 already: edit its draft.")


def test_a_plan_is_published_once(database: Database) -> None:
    with cast.writing(database) as session:
        plan = assignments.plan_of(session, date(2025, 3, 3))
        with pytest.raises(BasicplusError) as refused:
            assignments.publish(session, plan, cast.PUBLISHED_AT)
    assert str(refused.value) == "Version 1 of the plan was published on 2024-12-02 09:00:00+00:00."


def test_a_visit_needs_a_plan(database: Database) -> None:
    with pytest.raises(BasicplusError) as refused, cast.writing(database) as session:
        assignments.add_visit(session, cast.visit(day=date(2026, 3, 2)))
    assert str(refused.value) == "There is no plan for 2026-03-02 yet: draft one for its period first."


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"agreement": "A-CP-2"}, "agreement: found 'A-CP-2'; an agreement with M001"),
        ({"site": "S-M002"}, "site: found 'S-M002'; a site of M001: S-M001"),
        ({"day": date(2024, 12, 30)}, "day: found '2024-12-30'; a day of agreement A-CP-1 (from 2025-01-01)"),
        ({"worker": "W009"}, "There is no worker W009 in this group."),
    ],
)
def test_a_visit_that_does_not_add_up_is_refused(database: Database, changes: dict, told: str) -> None:
    before = cast.contents(database)
    with pytest.raises(BasicplusError) as refused, cast.writing(database) as session:
        assignments.add_visit(session, cast.visit(**changes))
    assert str(refused.value) == told
    assert cast.contents(database) == before


def test_a_worker_of_another_profession_is_not_assigned(database: Database) -> None:
    with pytest.raises(InvalidInput) as refused:
        assign(database, worker="W002")
    assert str(refused.value) == "worker: found 'W002 (accountant)'; agreement A-CP-1 asks for prevention_advisor"


def test_an_assignment_outside_its_agreement_is_refused(database: Database) -> None:
    with pytest.raises(InvalidInput) as refused:
        assign(database, from_on=date(2024, 1, 1), until_on=date(2025, 1, 1))
    assert str(refused.value) == ("from_on: found '2024-01-01'; days of agreement A-CP-1 (from 2025-01-01)")
