"""People are let go when every reason to keep them is over, and not before; in every version, and logged."""

from __future__ import annotations

from datetime import date

import pytest
from freezegun import freeze_time
from sqlmodel import select

from basicplus import members, workers
from basicplus.compliance.law import belgian_law
from basicplus.db import Database
from basicplus.errors import InvalidInput
from basicplus.members import Contact
from basicplus.privacy import RetentionRun, due, let_go, log
from basicplus.verification import verify
from tests import cast

LAW = belgian_law()


@pytest.fixture
def left(database: Database) -> Database:
    """The cast, with a worker who came and left and a member that came and left, in 2025."""
    with cast.writing(database) as session:
        workers.register(session, cast.worker("W004", email="zoe@group.example", home_city="Dinant"))
        workers.hire(session, cast.contract("W004"))
        workers.end_contract(session, "C-W004", date(2025, 7, 1))
        members.register(session, cast.member("M004"))
        members.join(session, "M004", date(2025, 1, 1), **cast.ACCESSION)
        members.leave(session, "M004", date(2025, 7, 1))
    return database


def subjects(database: Database, day: date) -> list[str]:
    with cast.reading(database) as session:
        return [each.subject for each in due(session, LAW, day)]


def test_a_worker_is_due_after_the_last_reason_and_not_before(left: Database) -> None:
    assert subjects(left, date(2030, 12, 31)) == []
    assert subjects(left, date(2031, 1, 1)) == ["W004"]
    with cast.reading(left) as session:
        (found,) = due(session, LAW, date(2031, 1, 1))
    reasons = {reason.rule: (reason.keep_until_on, reason.confirmed) for reason in found.reasons}
    assert reasons == {
        "RET-07": (date(2030, 6, 30), "secondary"),
        "RET-04": (date(2030, 12, 31), "secondary"),
    }
    assert (found.last.rule, found.confirmed) == ("RET-04", "secondary")


def test_the_people_of_a_member_that_left_are_due_ten_years_later(left: Database) -> None:
    assert subjects(left, date(2035, 6, 30)) == ["W004"]
    assert [each.split()[0] for each in subjects(left, date(2035, 7, 1))] == ["W004", "contact"]


def test_hours_behind_invoices_keep_a_worker_longer(database: Database) -> None:
    cast.do(database, cast.hours())
    with cast.writing(database, despite="test") as session:
        worker = workers.by_number(session, "W001")
        assert worker.last_name != "-"
    assert subjects(database, date(2060, 1, 1)) == []


def test_who_is_let_go_is_nobody_in_any_version_and_the_log_tells(left: Database) -> None:
    with freeze_time("2036-01-05T09:00:00Z"), cast.writing(left) as session:
        assert let_go(session, RetentionRun()) == {"count": 2}
    with cast.reading(left) as session:
        gone = workers.by_number(session, "W004")
        assert (gone.first_name, gone.last_name, gone.email, gone.home_city) == ("-", "-", "", "")
        assert [row.name for row in session.exec(select(Contact).where(Contact.name == "-"))] == ["-"]
        lines = [(line.subject, line.rule, line.let_go_on) for line in log(session)]
        verified = verify(session, cast.GROUP)
    assert lines[0] == ("W004", "RET-04", date(2036, 1, 5))
    assert lines[1][1:] == ("RET-13", date(2036, 1, 5))
    rows = {table: rows for table, rows in cast.contents(left).items() if table != "journal_entry"}
    assert ("zoe@group.example" in str(rows), "Luc Martin" in str(rows)) == (False, False)
    assert verified.problems == []


def test_only_those_who_are_named_go(left: Database) -> None:
    with freeze_time("2036-01-05T09:00:00Z"), cast.writing(left) as session:
        assert let_go(session, RetentionRun(only=["W004"])) == {"count": 1}
    assert [each.split()[0] for each in subjects(left, date(2036, 1, 6))] == ["contact"]


def test_nobody_who_is_not_due_is_let_go(left: Database) -> None:
    with (
        freeze_time("2026-01-05T09:00:00Z"),
        pytest.raises(InvalidInput, match="none today"),
        cast.writing(left) as session,
    ):
        let_go(session, RetentionRun(only=["W004"]))
