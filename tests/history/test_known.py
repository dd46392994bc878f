"""Records as they were known on a day: what was recorded later is not in them, what was deleted since is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from freezegun.api import FrozenDateTimeFactory
from sqlalchemy import Boolean, Date, Float, Integer, Text
from sqlmodel import SQLModel, col, select
from sqlmodel.sql.sqltypes import AutoString

from basicplus import history, invoicing, journal, members, workers
from basicplus.db import Database, GroupSession, UtcInstant
from basicplus.errors import BasicplusError, InvalidInput, NotFound
from basicplus.history.rows import models, versioned
from basicplus.members import Contact, Member
from basicplus.versions import RowVersion, table_of
from basicplus.workers import Absence, EmploymentContract, Worker
from tests import cast
from tests.test_db import found_other

MONDAY, TUESDAY, WEDNESDAY = date(2025, 3, 3), date(2025, 3, 4), date(2025, 3, 5)
EVER = date(2100, 1, 1)


@pytest.fixture
def week(empty_database: Database, freezer: FrozenDateTimeFactory) -> Database:
    """A cast founded in January; a worker hired on Monday with a wrong signature, corrected on Wednesday."""
    freezer.move_to("2025-01-06 09:00:00")
    cast.found(empty_database)
    freezer.move_to("2025-03-03 09:00:00")
    with cast.writing(empty_database) as session:
        workers.register(session, cast.worker())
        workers.hire(session, cast.contract(until_on=date(2027, 1, 1)))
    freezer.move_to("2025-03-05 09:00:00")
    with cast.writing(empty_database) as session:
        workers.end_contract(session, "C-W004", date(2026, 1, 1))
    return empty_database


def contract_end(session: GroupSession) -> date | None:
    return workers.contract_by_number(session, "C-W004").until_on


def rows(session: GroupSession) -> dict[str, list[SQLModel]]:
    """Return every row a session sees, but for the versions themselves."""
    return {
        model.__name__: [row.model_dump() for row in session.exec(select(model).order_by(model.id))]  # type: ignore[attr-defined]
        for model in models()
        if model is not RowVersion
    }


@pytest.mark.parametrize(("day", "end"), [(MONDAY, 2027), (TUESDAY, 2027), (WEDNESDAY, 2026), (EVER, 2026)])
def test_what_was_corrected_on_wednesday_was_known_otherwise_on_tuesday(
    week: Database, day: date, end: int
) -> None:
    with history.known(week, cast.GROUP, day) as session:
        assert contract_end(session) == date(end, 1, 1)


def test_what_was_recorded_on_monday_was_not_known_on_sunday(week: Database) -> None:
    with history.known(week, cast.GROUP, date(2025, 3, 2)) as session:
        assert [row.number for row in session.exec(select(Worker).order_by(Worker.number))] == [
            "W001",
            "W002",
            "W003",
        ]
        assert session.exec(select(EmploymentContract).filter_by(number="C-W004")).all() == []


def test_the_records_as_known_now_are_those_of_the_database_row_by_row(week: Database) -> None:
    cast.do(week, cast.hours())
    cast.book(week, ("CP", 12345))
    with week.reading() as now, history.known(week, None, EVER) as known:
        assert rows(known) == rows(now)


def test_without_a_day_the_records_are_those_of_now(week: Database) -> None:
    with history.known(week, None, None) as session:
        assert session.database is week


def test_a_day_is_over_at_midnight_in_brussels(week: Database, freezer: FrozenDateTimeFactory) -> None:
    assert history.end_of(date(2025, 3, 29)) == datetime(2025, 3, 29, 23, tzinfo=UTC)
    assert history.end_of(date(2025, 3, 30)) == datetime(2025, 3, 30, 22, tzinfo=UTC)
    assert history.end_of(date(2025, 10, 26)) == datetime(2025, 10, 26, 23, tzinfo=UTC)
    for instant, status in (("2025-03-30 21:59:59", "exempt"), ("2025-03-30 22:00:00", "taxable")):
        freezer.move_to(instant)
        with cast.writing(week) as session:
            members.declare_vat(session, "M001", MONDAY if status == "exempt" else TUESDAY, status)
    for day, known in ((29, 0), (30, 1), (31, 2)):
        with history.known(week, None, date(2025, 3, day)) as session:
            assert len(session.exec(select(members.VatStatus)).all()) == known


def test_an_instant_itself_is_not_before_itself(week: Database) -> None:
    at = datetime(2025, 3, 5, 9, tzinfo=UTC)
    with history.as_known(week, None, at) as session:
        assert contract_end(session) == date(2027, 1, 1)
    with history.as_known(week, None, at.replace(microsecond=1)) as session:
        assert contract_end(session) == date(2026, 1, 1)


def test_a_deleted_row_is_known_until_the_day_it_was_deleted(
    week: Database, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to("2025-03-06 09:00:00")
    with cast.writing(week) as session:
        contact = session.exec(select(Contact).order_by(col(Contact.id).desc())).first()
        assert contact is not None
        name, contact_id = contact.name, contact.id
        session.delete(contact)
        journal.record(session, "remove contact", name)
    freezer.move_to("2025-03-07 09:00:00")
    with cast.writing(week) as session:
        members.add_contact(
            session, "M001", members.ContactCreate(role="other", name="Ann", email="a@example.org")
        )
    for day, known in ((WEDNESDAY, [name]), (date(2025, 3, 6), [])):
        with history.known(week, None, day) as session:
            assert [row.name for row in session.exec(select(Contact).where(Contact.id == contact_id))] == known
    with history.known(week, None, EVER) as known_now, week.reading() as now:
        assert rows(known_now) == rows(now)


def test_sealed_rows_are_known_from_the_day_they_were_written(
    week: Database, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to("2025-03-06 09:00:00")
    cast.book(week, ("CP", 12345))
    for day, amounts in ((WEDNESDAY, []), (date(2025, 3, 6), [12345])):
        with history.known(week, None, day) as session:
            assert [row.amount_cents for row in session.exec(select(invoicing.CostEntry))] == amounts
            assert list(journal.broken_links(session)) == []


def test_a_row_made_and_taken_away_in_one_commit_has_no_version(week: Database) -> None:
    before = cast.contents(week)["row_version"]
    with cast.writing(week) as session:
        row = Absence(worker_id=1, kind="other", from_on=MONDAY, until_on=TUESDAY)
        session.add(row)
        session.flush()
        session.delete(row)
        journal.record(session, "change one's mind", "W001")
    assert cast.contents(week)["row_version"] == before


def test_two_groups_of_one_database_stay_apart(week: Database) -> None:
    found_other(week)
    with history.known(week, "other", EVER) as session:
        assert [row.name for row in session.exec(select(Member))] == ["École d'ailleurs"]
        assert session.exec(select(Worker)).all() == []
    with history.known(week, "demo", EVER) as session:
        assert len(session.exec(select(Member)).all()) == 3


def test_what_was_known_cannot_be_written(week: Database) -> None:
    with history.known(week, None, MONDAY) as session:
        workers.by_number(session, "W001").email = "x@example.org"
        with pytest.raises(BasicplusError, match="A reading session cannot write"):
            session.commit()
        session.rollback()


def test_a_day_before_all_records_is_refused(week: Database) -> None:
    with pytest.raises(NotFound) as refusal, history.known(week, None, date(2025, 1, 5)):
        pass
    assert str(refusal.value) == (
        "Nothing is known from before 2025-01-06 10:00+01:00: this group's rows have versions from then on."
    )


def test_a_day_to_come_is_refused() -> None:
    assert history.not_to_come("--known-on", MONDAY, MONDAY) == MONDAY
    with pytest.raises(InvalidInput) as refusal:
        history.not_to_come("--known-on", TUESDAY, MONDAY)
    assert str(refusal.value) == (
        "--known-on: found '2025-03-04'; a day not after today (2025-03-03):"
        " what will be recorded by then is not known"
    )


def test_every_column_that_can_change_can_be_read_back_from_a_version() -> None:
    plain = (Integer, Float, Boolean, AutoString, Text, Date, UtcInstant)
    strange = [
        f"{model.__name__}.{column.name}"
        for model in versioned()
        for column in table_of(model).columns
        if not isinstance(column.type, plain)
    ]
    assert strange == []
