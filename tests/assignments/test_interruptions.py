"""What stops planned work: strikes and withdrawals cancel the visits they hit, in one commit."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlmodel import col, select

from basicplus import assignments, groups, journal, members
from basicplus.assignments import Visit, timesheets
from basicplus.clock import Span, year_span
from basicplus.compliance.gate import Refused
from basicplus.db import Database
from basicplus.errors import BasicplusError
from basicplus.members import StrikeCreate
from tests import cast

MONDAY = date(2026, 10, 12)
STRIKE = StrikeCreate(member="M001", from_on=MONDAY, until_on=date(2026, 10, 17), reported_on=date(2026, 10, 9))


@pytest.fixture
def planned(database: Database) -> Database:
    """W001 is planned at M001 before, on and after the days of the strike, and at M002 on one of them."""
    with cast.writing(database) as session:
        assignments.draft(session, year_span(2026))
        for day in (date(2026, 10, 9), MONDAY, date(2026, 10, 14), date(2026, 10, 16), date(2026, 10, 19)):
            assignments.add_visit(session, cast.visit(day=day, agreement="A-CP-1"))
        at_m002 = {"member": "M002", "site": "S-M002", "agreement": "A-CP-2", "start_time": "13:00"}
        assignments.add_visit(session, cast.visit(day=date(2026, 10, 14), **at_m002))
    return database


def visits(database: Database) -> list[tuple[date, str, str]]:
    with cast.reading(database) as session:
        rows = session.exec(select(Visit).order_by(col(Visit.starts_at))).all()
        return [(row.day, row.state, row.note) for row in rows]


def test_a_strike_cancels_what_was_planned_there_and_nothing_else(planned: Database) -> None:
    with cast.writing(planned) as session:
        assignments.open_strike(session, STRIKE)
    assert visits(planned) == [
        (date(2026, 10, 9), "planned", ""),
        (MONDAY, "cancelled", "strike"),
        (date(2026, 10, 14), "cancelled", "strike"),
        (date(2026, 10, 14), "planned", ""),
        (date(2026, 10, 16), "cancelled", "strike"),
        (date(2026, 10, 19), "planned", ""),
    ]
    with cast.reading(planned) as session:
        *_, opened, cancelled = journal.entries(session)
    assert (opened.act, opened.subject, cancelled.act, json.loads(cancelled.detail)["visits"]) == (
        "open strike",
        "M001",
        "cancel visits",
        3,
    )


def test_a_strike_over_hours_that_were_logged_is_refused_until_they_are_corrected(planned: Database) -> None:
    cast.log(planned, cast.hours(day=MONDAY))
    with pytest.raises(Refused) as refused, cast.writing(planned) as session:
        assignments.open_strike(session, STRIKE)
    assert [finding.subject for finding in refused.value.findings] == ["hours 2026-10-12 08:30 W001 at M001"]


def test_an_open_strike_lasts_until_it_is_closed(planned: Database) -> None:
    with cast.writing(planned) as session:
        assignments.open_strike(session, STRIKE.model_copy(update={"until_on": None}))
    assert [state for _, state, _ in visits(planned)].count("cancelled") == 4
    with cast.writing(planned) as session:
        members.close_strike(session, "M001", date(2026, 10, 15))
        timesheets.log(session, cast.hours(day=date(2026, 10, 15)))
    with pytest.raises(Refused), cast.writing(planned) as session:
        timesheets.log(session, cast.hours(day=date(2026, 10, 14)))
    with pytest.raises(BasicplusError) as error, cast.writing(planned) as session:
        members.close_strike(session, "M001", date(2026, 10, 15))
    assert str(error.value) == "No strike or lock-out lasts at M001: there is nothing to end."


def test_two_strikes_at_a_member_do_not_overlap(planned: Database) -> None:
    with cast.writing(planned) as session:
        assignments.open_strike(session, STRIKE)
    with pytest.raises(BasicplusError) as error, cast.writing(planned) as session:
        assignments.open_strike(session, STRIKE.model_copy(update={"kind": "lockout"}))
    assert str(error.value) == "A strike at M001 is recorded from 2026-10-12 already."


def test_a_plan_drafted_during_a_strike_leaves_it_out(database: Database) -> None:
    with cast.writing(database) as session:
        weekly = {"rule": "FREQ=WEEKLY", "start_time": "08:30", "minutes": 210, "from_on": MONDAY}
        slot = assignments.AssignmentCreate(agreement="A-CP-1", worker="W001", site="S-M001", **weekly)
        assignments.assign(session, slot)
        assignments.open_strike(session, STRIKE)
        drafted = assignments.draft(session, Span(MONDAY, date(2026, 10, 27)))
        assert (drafted.visits, drafted.strikes) == (2, 1)


def withdrawal(effective_on: date) -> groups.WithdrawalCreate:
    return groups.WithdrawalCreate(
        reference="AM-2020", effective_on=effective_on, because="no report", document=cast.document("letter.pdf")
    )


def test_a_withdrawal_cancels_what_was_planned_from_its_day_on(planned: Database) -> None:
    with cast.writing(planned) as session:
        row = assignments.withdraw(session, withdrawal(date(2026, 10, 16)))
        assert (row.until_on, row.withdrawn_because) == (date(2026, 10, 16), "no report")
    assert [(day, note) for day, state, note in visits(planned) if state == "cancelled"] == [
        (date(2026, 10, 16), "authorisation withdrawn"),
        (date(2026, 10, 19), "authorisation withdrawn"),
    ]
    with pytest.raises(Refused), cast.writing(planned) as session:
        assignments.add_visit(session, cast.visit(day=date(2026, 10, 20)))


def test_days_of_another_authorisation_stay_planned(planned: Database) -> None:
    with cast.writing(planned) as session:
        groups.authorise(session, cast.authorisation(reference="AM-2026", from_on=date(2026, 10, 19)))
        assignments.withdraw(session, withdrawal(date(2026, 10, 16)))
    assert [day for day, state, _ in visits(planned) if state == "cancelled"] == [date(2026, 10, 16)]


@pytest.mark.parametrize("effective_on", [date(2019, 1, 1), date(2020, 1, 1)])
def test_an_authorisation_is_withdrawn_after_it_began(database: Database, effective_on: date) -> None:
    with pytest.raises(BasicplusError) as error, cast.writing(database) as session:
        assignments.withdraw(session, withdrawal(effective_on))
    assert str(error.value) == (
        f"effective_on: found '{effective_on}'; a day after the first of authorisation AM-2020 (from 2020-01-01)"
    )
