"""Told by e-mail, reminded, and silent: reminders go once a step; silence approves where an agreement says so."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from freezegun import freeze_time
from sqlmodel import select

from basicplus import journal, members
from basicplus.assignments import SignOff, timesheets
from basicplus.assignments.handing_over import NO_SERVER
from basicplus.assignments.timesheets.mailing import NO_ADDRESS
from basicplus.clock import month_of
from basicplus.db import Database
from basicplus.errors import Conflict
from basicplus.invoicing.delivery.smtp import Mailer
from basicplus.members import Contact
from basicplus.verification import verify
from tests import cast
from tests.invoicing.delivery.conftest import mailbox as mailbox
from tests.invoicing.delivery.conftest import running_mail_server as running_mail_server
from tests.invoicing.delivery.conftest import sqlite_database as sqlite_database
from tests.invoicing.delivery.servers import Mailbox

MARCH = month_of(date(2025, 3, 1))
AT = datetime(2025, 4, 2, 8, 0, tzinfo=UTC)
AT_M001 = [cast.hours(day=date(2025, 3, day)) for day in (3, 10)]
AT_M002 = cast.hours(agreement="A-CP-2", site="S-M002", day=date(2025, 3, 4))


@pytest.fixture
def told(sqlite_database: Database, mailbox: Mailbox) -> Database:
    """Entries 1 and 2 at M001 (silence of ten days approves), 3 at M002 (silence never does); both were told."""
    cast.log(sqlite_database, *AT_M001, AT_M002)
    cast.check(sqlite_database, MARCH)
    with cast.writing(sqlite_database) as session:
        timesheets.set_tacit_approval(session, "A-CP-1", date(2025, 3, 1), 10)
    put(sqlite_database)
    assert [line[2] for line in tell(sqlite_database, mailbox)] == ["told", "told"]
    return sqlite_database


def put(database: Database, at: datetime = AT, *numbers: str) -> None:
    with cast.writing(database) as session:
        timesheets.put_before_members(session, MARCH.from_on, at, numbers)


def tell(
    database: Database, box: Mailbox | None, at: datetime = AT, again: tuple[int, ...] = ()
) -> list[tuple[int, str, str, str]]:
    by = Mailer("127.0.0.1", box.port) if box else None
    done = timesheets.tell_due(database, cast.GROUP, "tester", by, lambda: at, again)
    return [(line.notice, line.party, line.state, line.says) for line in done]


def remind(database: Database, box: Mailbox, days: int) -> list[tuple[str, str]]:
    """Write and send what is due so many days after the lines were told: member and subject."""
    with cast.writing(database) as session:
        timesheets.write_reminders(session, AT + timedelta(days=days))
    before = len(box.messages)
    tell(database, box, AT + timedelta(days=days))
    return [(str(each["To"]), str(each["Subject"])) for each in box.messages[before:]]


def approve(database: Database, day: date) -> list[tuple[str, int, int | None]]:
    with cast.writing(database) as session:
        timesheets.approve_tacitly(session, day)
    with cast.reading(database) as session:
        return [(row.signed_by, row.entries, row.notice_id) for row in session.exec(select(SignOff))]


def test_members_are_told_of_their_lines_and_of_what_silence_means(told: Database, mailbox: Mailbox) -> None:
    french, dutch = mailbox.messages
    assert french["Subject"] == "Heures de mars 2025 à signer : École M001"
    assert french.get_content().replace("\r\n", "\n").split("\n\n")[2:4] == [
        "- lun. 3 mars 08:30-12:00, Anne Lambert W001, Site M001 (*)\n"
        "- lun. 10 mars 08:30-12:00, Anne Lambert W001, Site M001 (*)\n"
        "Total : 7 h 00",
        "Les lignes marquées (*) sont considérées comme approuvées si vous ne répondez pas au plus tard le"
        " 12 avril 2025 : c'est ce que prévoit votre convention.",
    ]
    assert dutch["Subject"] == "Uren van maart 2025 te ondertekenen: École M002"
    assert "goedgekeurd als u niet antwoordt" not in dutch.get_content()
    with cast.reading(told) as session:
        assert timesheets.month_period(session, MARCH.from_on) == "closing"
        assert verify(session, cast.GROUP).ok


def test_what_was_told_is_not_told_again_until_it_changes(told: Database, mailbox: Mailbox) -> None:
    with pytest.raises(Conflict, match="No member has checked hours of 2025-03 that it was not told of"):
        put(told)
    cast.log(told, cast.hours(day=date(2025, 3, 17)))
    cast.check(told, MARCH)
    put(told)
    tell(told, mailbox)
    assert mailbox.messages[-1].get_content().count("- lun.") == 1


def test_silence_approves_after_the_last_day_to_answer_and_never_elsewhere(told: Database) -> None:
    assert approve(told, date(2025, 4, 12)) == []
    assert approve(told, date(2025, 4, 13)) == [("accord tacite", 2, 1)]
    assert approve(told, date(2025, 6, 1)) == [("accord tacite", 2, 1)]
    assert [state for _, state in cast.states(told)] == ["signed", "checked", "signed"]
    with cast.reading(told) as session:
        assert verify(session, cast.GROUP).ok


def test_silence_never_approves_what_was_disputed_or_changed_since(told: Database) -> None:
    with freeze_time("2025-04-03 08:00"), cast.writing(told) as session:
        first = cast.entries(session, member_id=1)[0]
        timesheets.dispute(session, first, "personne")
    assert approve(told, date(2025, 4, 30)) == [("accord tacite", 1, 1)]
    with freeze_time("2025-05-02 08:00"), cast.writing(told) as session:
        first = cast.entries(session, member_id=1)[0]
        timesheets.settle_dispute(session, first, first.starts_at, first.ends_at)
    assert len(approve(told, date(2025, 6, 1))) == 1
    with freeze_time("2025-06-01 08:00"):
        put(told, datetime(2025, 6, 1, 9, tzinfo=UTC))
    assert len(approve(told, date(2025, 8, 1))) == 1, "nobody was told again yet"


def test_silence_approves_nothing_when_the_mail_server_did_not_take_the_e_mail(
    sqlite_database: Database, mailbox: Mailbox
) -> None:
    cast.log(sqlite_database, *AT_M001)
    cast.check(sqlite_database, MARCH)
    with cast.writing(sqlite_database) as session:
        timesheets.set_tacit_approval(session, "A-CP-1", date(2025, 1, 1), 5)
    put(sqlite_database)
    assert tell(sqlite_database, None) == [(1, "M001", "waiting", NO_SERVER)]
    mailbox.answers += ["550 no such user"]
    assert [line[2] for line in tell(sqlite_database, mailbox)] == ["failed"]
    assert approve(sqlite_database, date(2025, 12, 1)) == []
    assert tell(sqlite_database, mailbox) == []
    late = datetime(2025, 12, 1, 8, tzinfo=UTC)
    assert tell(sqlite_database, mailbox, late, again=(1,)) == [(1, "M001", "told", "accepted")]
    assert approve(sqlite_database, date(2025, 12, 6)) == []
    assert approve(sqlite_database, date(2025, 12, 7)) == [("accord tacite", 2, 1)]


def test_a_clause_holds_from_its_day_on_and_can_be_taken_back(sqlite_database: Database, mailbox: Mailbox) -> None:
    cast.log(sqlite_database, *AT_M001)
    cast.check(sqlite_database, MARCH)
    with cast.writing(sqlite_database) as session:
        timesheets.set_tacit_approval(session, "A-CP-1", date(2025, 3, 4), 5)
        timesheets.set_tacit_approval(session, "A-CP-1", date(2025, 3, 11), None)
    cast.log(sqlite_database, cast.hours(day=date(2025, 3, 17)))
    cast.check(sqlite_database, MARCH)
    put(sqlite_database)
    tell(sqlite_database, mailbox)
    assert approve(sqlite_database, date(2025, 5, 1)) == [("accord tacite", 1, 1)]
    assert cast.states(sqlite_database)[1] == (date(2025, 3, 10), "signed")


def test_signers_are_reminded_twice_then_their_head_and_each_step_goes_once(
    told: Database, mailbox: Mailbox
) -> None:
    with cast.writing(told) as session:
        members.add_contact(
            session, "M001", members.ContactCreate(role="head", name="Luc", email="luc@example.org")
        )
    assert remind(told, mailbox, 2) == []
    assert remind(told, mailbox, 3) == [
        ("ecole@example.org", "Rappel : heures de mars 2025 à signer (École M001)"),
        ("ecole@example.org", "Herinnering: uren van maart 2025 te ondertekenen (École M002)"),
    ]
    assert remind(told, mailbox, 3) == remind(told, mailbox, 6) == []
    cast.sign(told, "M002")
    assert remind(told, mailbox, 8) == [
        ("ecole@example.org", "Second rappel : heures de mars 2025 à signer (École M001)")
    ]
    assert remind(told, mailbox, 10) == [("luc@example.org", "Heures de mars 2025 sans réponse : École M001")]
    assert remind(told, mailbox, 30) == []
    with cast.reading(told) as session:
        for days, is_to_call in ((13, False), (14, True)):
            [silent] = timesheets.silent(session, (AT + timedelta(days=days)).date())
            assert (silent.days, silent.is_to_call, len(silent.lines)) == (days, is_to_call, 2)
        assert verify(session, cast.GROUP).ok


def test_a_late_run_sends_the_latest_step_alone(told: Database, mailbox: Mailbox) -> None:
    assert [subject.split(":")[0].strip() for _, subject in remind(told, mailbox, 11)] == [
        "Heures de mars 2025 sans réponse",
        "Uren van maart 2025 zonder antwoord",
    ]
    assert remind(told, mailbox, 12) == []


def test_a_member_without_an_address_is_not_told_and_the_run_says_so(
    sqlite_database: Database, mailbox: Mailbox
) -> None:
    with cast.writing(sqlite_database) as session:
        for contact in session.exec(select(Contact).where(Contact.member_id == 1)):
            contact.email = ""
        journal.record(session, "mend contact", "M001")
    cast.log(sqlite_database, *AT_M001)
    cast.check(sqlite_database, MARCH)
    put(sqlite_database)
    assert tell(sqlite_database, mailbox) == [(1, "M001", "waiting", NO_ADDRESS)]
