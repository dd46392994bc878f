"""Records that once went wrong can be mended step by step, and made no worse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from sqlalchemy import text
from sqlmodel import select

from basicplus import assignments, journal, workers
from basicplus.assignments import TimeEntry, timesheets
from basicplus.compliance.gate import Refused
from basicplus.db import Database
from basicplus.workers import ContractTerms
from tests import cast

MARCH = date(2025, 3, 3)


def behind_the_gate(database: Database, statement: str, **given: object) -> None:
    with database.engine.begin() as connection:
        connection.execute(text(statement), given)


@pytest.fixture
def short_contract(database: Database) -> Iterator[Database]:
    """The contract of W003 is at 17 hours: an older program let it through."""
    behind_the_gate(database, "UPDATE contract_terms SET week_minutes = 1020 WHERE week_minutes = 1140")
    return database


def change_hours(database: Database, week_minutes: int) -> None:
    with cast.writing(database) as session:
        terms = session.exec(select(ContractTerms).where(ContractTerms.week_minutes < 2280)).one()
        terms.week_minutes = week_minutes
        journal.record(session, "mend contract", "C-W003", week_minutes=week_minutes)


def week_minutes(database: Database) -> list[int]:
    with cast.reading(database) as session:
        return sorted(session.exec(select(ContractTerms.week_minutes)))


def test_a_contract_that_is_too_short_may_come_nearer_to_the_law(short_contract: Database) -> None:
    change_hours(short_contract, 1080)
    assert week_minutes(short_contract) == [1080, 2280, 2280]
    change_hours(short_contract, 1140)
    assert week_minutes(short_contract) == [1140, 2280, 2280]


def test_a_contract_that_is_too_short_may_not_become_shorter(short_contract: Database) -> None:
    before = cast.contents(short_contract)
    with pytest.raises(Refused) as refused:
        change_hours(short_contract, 1019)
    assert str(refused.value).startswith(
        "GE-13 contract C-W003: 16 h 59 a week agreed (from 2021-01-04); at least 19 h."
    )
    assert cast.contents(short_contract) == before


def test_a_mended_contract_may_not_be_broken_again(short_contract: Database) -> None:
    change_hours(short_contract, 1140)
    with pytest.raises(Refused):
        change_hours(short_contract, 1139)


def test_an_old_breach_does_not_stand_in_the_way_of_other_work(short_contract: Database) -> None:
    cast.log(short_contract, cast.hours(worker="W003", agreement="A-DPO-1"))
    assert cast.states(short_contract) == [(MARCH, "draft")]


def test_an_old_breach_may_end_earlier_but_not_later(short_contract: Database) -> None:
    with cast.writing(short_contract) as session:
        workers.end_contract(session, "C-W003", date(2026, 1, 1))
    with pytest.raises(Refused), cast.writing(short_contract) as session:  # noqa: PT012
        contract = workers.contract_by_number(session, "C-W003")
        contract.until_on = date(2026, 1, 2)
        journal.record(session, "prolong contract", "C-W003")


def test_with_52_workers_one_may_leave_and_none_may_come(database: Database) -> None:
    with database.engine.begin() as connection:
        for number in range(4, 53):
            given = {"number": f"W{number:03d}", "contract": f"C-W{number:03d}"}
            connection.execute(
                text(
                    "INSERT INTO worker (group_id, number, first_name, last_name, profession, function, language,"
                    " email, home_postal_code, home_city)"
                    " SELECT group_id, :number, 'Anne', 'Lambert', profession, '', 'fr', '', '', ''"
                    " FROM worker WHERE number = 'W001'"
                ),
                given,
            )
            connection.execute(
                text(
                    "INSERT INTO employment_contract (group_id, number, worker_id, kind, from_on, signed_on,"
                    " purpose_clause, availability_clause)"
                    " SELECT w.group_id, :contract, w.id, 'open_ended', c.from_on, c.signed_on,"
                    " c.purpose_clause, c.availability_clause"
                    " FROM worker w, employment_contract c WHERE w.number = :number AND c.number = 'C-W001'"
                ),
                given,
            )
    with cast.writing(database) as session:
        workers.end_contract(session, "C-W052", date(2025, 7, 1))
    with pytest.raises(Refused) as refused, cast.writing(database) as session:  # noqa: PT012
        workers.register(session, cast.worker("W053"))
        workers.hire(session, cast.contract("W053", from_on=date(2025, 9, 1), signed_on=date(2025, 8, 1)))
    assert str(refused.value).startswith("GE-07 The group would employ 52 workers (from 2025-09-01);")


def test_overlapping_hours_may_overlap_less_and_not_more(database: Database) -> None:
    cast.log(database, cast.hours(), cast.hours(start_time="12:00", end_time="16:00"), despite="no break that day")
    behind_the_gate(
        database,
        "UPDATE time_entry SET ends_at = :ends_at WHERE minutes = 210",
        ends_at=datetime.fromisoformat("2025-03-03 14:00:00"),
    )

    def end_first_at(clock: str) -> None:
        with cast.writing(database) as session:
            first = cast.entries(session)[0]
            first.ends_at = datetime.fromisoformat(f"2025-03-03T{clock}+01:00")
            journal.record(session, "mend hours", "W001")

    with pytest.raises(Refused):
        end_first_at("15:01")
    end_first_at("13:00")
    with pytest.raises(Refused):
        end_first_at("13:01")
    end_first_at("12:00")
    with pytest.raises(Refused):
        end_first_at("12:01")


def test_a_third_visit_inside_an_old_overlap_is_refused(database: Database) -> None:
    with cast.writing(database, despite="short visits") as session:
        assignments.add_visit(session, cast.visit(minutes=60))
        assignments.add_visit(session, cast.visit(start_time="09:30", minutes=60))
    behind_the_gate(
        database,
        "UPDATE visit SET ends_at = :ends_at WHERE starts_at < :noon",
        ends_at=datetime.fromisoformat("2025-03-03 16:00:00"),
        noon=datetime.fromisoformat("2025-03-03 08:00:00"),
    )
    with pytest.raises(Refused) as refused, cast.writing(database) as session:
        assignments.add_visit(session, cast.visit(start_time="11:00", minutes=60))
    assert [finding.subject for finding in refused.value.findings] == ["visit 2025-03-03 11:00 W001 at M001"]


def test_hours_of_a_member_that_never_joined_may_be_taken_away(database: Database) -> None:
    cast.log(database, cast.hours(), cast.hours(day=date(2025, 3, 4)))
    behind_the_gate(
        database, "DELETE FROM membership WHERE member_id = (SELECT id FROM member WHERE number = 'M001')"
    )
    with cast.writing(database) as session:
        session.delete(cast.entries(session)[0])
        journal.record(session, "remove hours", "W001")
    assert cast.states(database) == [(date(2025, 3, 4), "draft")]
    with pytest.raises(Refused), cast.writing(database) as session:
        timesheets.log(session, cast.hours())


def test_a_row_that_comes_and_goes_in_one_session_leaves_nothing(database: Database) -> None:
    with cast.writing(database) as session:
        entry = timesheets.log(session, cast.hours())
        session.flush()
        session.delete(entry)
    with cast.reading(database) as session:
        assert list(session.exec(select(TimeEntry))) == []
