"""The way of reminders: by e-mail through a server that runs, as letters for post, never twice without a trace."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlmodel import col, select

from basicplus.db import Database
from basicplus.errors import Conflict
from basicplus.invoicing import Document, reminders
from basicplus.invoicing.delivery.outcome import Outcome
from basicplus.invoicing.delivery.smtp import Mailer
from basicplus.invoicing.documents.rendering import PDF
from basicplus.invoicing.reminders import Line, ReminderEvent, StopCreate, render_letter
from basicplus.invoicing.reminders.sending import NO_FOLDER, NO_SERVER, PAID, SERVER_DOWN, claim, waiting
from basicplus.verification import verify
from tests import cast
from tests.invoicing.delivery.conftest import mailbox as mailbox
from tests.invoicing.delivery.conftest import running_mail_server as running_mail_server
from tests.invoicing.delivery.documents import FIRST, issue, wish
from tests.invoicing.delivery.servers import Mailbox, free_port
from tests.invoicing.payments import bank, parts

NOON = datetime(2025, 5, 20, 12, 0, tzinfo=UTC)
TO = "compta@ecole.example"


class Died(BaseException):
    """What a killed process does: nothing more."""


class DiesAfterSending(Mailer):
    """A mail server whose caller is killed when the e-mail has left, before anything is written down."""

    def post(self, message: EmailMessage, sender: str, address: str) -> Outcome:
        super().post(message, sender, address)
        raise Died


def mailer(box: Mailbox) -> Mailer:
    return Mailer("127.0.0.1", box.port)


def send(
    database: Database,
    by: Mailer | None,
    at: datetime = NOON,
    folder: Path | None = None,
    again: tuple[int, ...] = (),
) -> list[tuple[str, str, str]]:
    """Send what is to be sent; return member, state and what was said."""
    done: list[Line] = reminders.send_due(database, cast.GROUP, "tester", by, folder, lambda: at, again)
    return [(line.member, line.state, line.says) for line in done]


def happened(database: Database) -> list[str]:
    with cast.reading(database) as session:
        return list(session.exec(select(ReminderEvent.kind).order_by(col(ReminderEvent.id))))


@pytest.fixture
def reminded(database: Database) -> Database:
    """M001 has a reminder to its e-mail address of the invoice of March."""
    issue(database, "M001")
    wish(database, emails=[TO])
    parts.done(database, reminders.remind, date(2025, 5, 20))
    return database


def test_an_email_says_what_is_open_and_carries_the_letter_and_the_documents(
    reminded: Database, mailbox: Mailbox
) -> None:
    assert send(reminded, mailer(mailbox)) == [("M001", "sent", "accepted")]
    assert send(reminded, mailer(mailbox)) == []
    [message], [envelope] = mailbox.messages, mailbox.envelopes
    assert (envelope.rcpt_tos, envelope.mail_from) == ([TO], "factures@groupement.example")
    assert message["Subject"] == "Petit rappel : 955,67 € à payer – Groupement des Écoles"
    body = message.get_body(("plain",))
    assert body is not None
    said = body.get_content()
    assert f"{FIRST} · Échéance 07/05/2025 · 955,67 € · +++202/5000/" in said
    assert "Montant demandé · 955,67 € · BE68 5390 0754 7034" in said
    letter, document = message.iter_attachments()
    with cast.reading(reminded) as session:
        issued = session.exec(select(Document).where(Document.media_type == PDF)).one()
        assert document.get_content() == issued.content
        assert letter.get_content() == render_letter(reminders.letter_of(session, 1))
        assert verify(session, cast.GROUP).problems == []
        [line] = reminders.reminders(session, "M001")
    assert (letter.get_filename(), document.get_filename()) == ("Rappel-2025-05-20.pdf", f"{FIRST}.pdf")
    assert (line.state, line.at, line.address) == ("sent", NOON, TO)


def test_a_run_killed_after_sending_leaves_a_trace_and_repeats_under_the_same_name(
    reminded: Database, mailbox: Mailbox
) -> None:
    with pytest.raises(Died):
        send(reminded, DiesAfterSending("127.0.0.1", mailbox.port))
    assert happened(reminded) == ["claimed"]
    assert send(reminded, mailer(mailbox), NOON + timedelta(minutes=14)) == []
    assert send(reminded, mailer(mailbox), NOON + timedelta(minutes=15)) == [("M001", "sent", "accepted")]
    assert happened(reminded) == ["claimed", "claimed", "sent"]
    first, second = mailbox.messages
    assert first["Message-ID"] == second["Message-ID"]


def test_what_is_refused_waits_for_a_person_and_a_server_that_is_down_for_the_next_run(
    reminded: Database, mailbox: Mailbox
) -> None:
    [(_, state, says)] = send(reminded, Mailer("127.0.0.1", free_port()))
    assert (state, "cannot be used" in says) == ("later", True)
    mailbox.refuse[TO] = "550 5.1.1 No such user"
    assert [state for _, state, _ in send(reminded, mailer(mailbox))] == ["failed"]
    mailbox.refuse.clear()
    assert send(reminded, mailer(mailbox)) == []
    with pytest.raises(Conflict, match="Reminder 9 does not go again: only one that failed or was printed does"):
        send(reminded, mailer(mailbox), again=(1, 9))
    assert send(reminded, mailer(mailbox), again=(1,)) == [("M001", "sent", "accepted")]
    assert happened(reminded) == ["claimed", "later", "claimed", "failed", "claimed", "sent"]


def test_a_server_that_is_down_is_asked_once_a_run(reminded: Database) -> None:
    issue(reminded, "M002")
    wish(reminded, "M002", emails=[TO])
    with reminded.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE invoice SET due_on = '2025-05-07'")
    parts.done(reminded, reminders.remind, date(2025, 5, 20))
    done = send(reminded, Mailer("127.0.0.1", free_port()))
    assert [(member, state) for member, state, _ in done] == [("M001", "later"), ("M002", "waiting")]
    assert done[1][2] == SERVER_DOWN


def test_of_two_runs_at_once_one_has_it(reminded: Database) -> None:
    with cast.reading(reminded) as session:
        [mine] = waiting(session, NOON)
    assert list(parts.done(reminded, claim, mine, NOON) or {}) == [FIRST]
    assert parts.done(reminded, claim, mine, NOON) is None


def test_members_without_an_address_get_a_letter_for_post(reminded: Database, tmp_path: Path) -> None:
    wish(reminded, "M001", "post")
    assert send(reminded, None) == [("M001", "waiting", NO_FOLDER)]
    name = "M001-2025-05-20-1.pdf"
    assert send(reminded, None, folder=tmp_path / "letters") == [("M001", "printed", name)]
    assert send(reminded, None, folder=tmp_path / "letters") == []
    with cast.reading(reminded) as session:
        assert (tmp_path / "letters" / name).read_bytes() == render_letter(reminders.letter_of(session, 1))


def test_without_a_server_it_waits_and_so_does_whom_a_stop_spares(reminded: Database, mailbox: Mailbox) -> None:
    assert send(reminded, None) == [("M001", "waiting", NO_SERVER)]
    given = StopCreate(document=FIRST, from_on=NOON.date(), why="heures contestées")
    parts.done(reminded, reminders.stop_reminders, given)
    assert send(reminded, mailer(mailbox)) == [("M001", "waiting", "stopped: heures contestées")]
    assert (happened(reminded), mailbox.messages) == ([], [])


def test_what_was_paid_meanwhile_is_dropped(reminded: Database, mailbox: Mailbox) -> None:
    parts.pay(reminded, bank.entry(95567, text=FIRST))
    assert send(reminded, mailer(mailbox)) == [("M001", "dropped", PAID)]
    assert send(reminded, mailer(mailbox)) == []
    assert mailbox.messages == []
