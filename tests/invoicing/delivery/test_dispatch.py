"""The delivery run: what is due is claimed, sent and recorded; a run that dies loses and doubles nothing."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from datetime import timedelta
from threading import Event

import pytest
from sqlmodel import col, delete, select

from basicplus.clock import now
from basicplus.db import Database
from basicplus.errors import Conflict
from basicplus.invoicing import Document, Invoice, delivery
from basicplus.invoicing.delivery import dispatch
from basicplus.invoicing.delivery.access_point import HttpAccessPoint
from basicplus.invoicing.delivery.outcome import Outcome, Parcel, Status, Transport, next_attempt, next_question
from basicplus.invoicing.delivery.smtp import Mailer
from basicplus.invoicing.delivery.transports import Portal
from basicplus.invoicing.documents.rendering import UBL
from basicplus.verification import verify
from tests import cast
from tests.invoicing.delivery.documents import (
    FIRST,
    NOON,
    SECOND,
    happened,
    issue,
    minutes,
    queue,
    rows,
    run,
    wish,
    with_ubl,
)
from tests.invoicing.delivery.servers import AccessPointServer, Mailbox, free_port

TO = "compta@ecole.example"


class Died(BaseException):
    """What a killed process does: nothing more."""


class DiesAfterSending:
    """A transport whose process is killed when the document has left, before anything is written down."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    def send(self, parcel: Parcel) -> Outcome:
        self.transport.send(parcel)
        raise Died


def mailer(mailbox: Mailbox) -> Mailer:
    return Mailer("127.0.0.1", mailbox.port, clock=lambda: NOON)


def by_email(database: Database) -> None:
    """Issue M001's document of March and queue it by e-mail."""
    issue(database, "M001")
    wish(database, emails=[TO])
    queue(database)


def by_peppol(database: Database) -> bytes:
    """Issue M001's document of March with UBL and queue it by Peppol."""
    issue(database, "M001")
    content = with_ubl(database)
    wish(database, channel="peppol")
    queue(database)
    return content


def test_what_is_due_is_sent_once_and_verifies(database: Database, mailbox: Mailbox) -> None:
    by_email(database)
    assert run(database, email=mailer(mailbox)) == [(FIRST, "sent", "accepted")]
    assert run(database, NOON + timedelta(days=9), email=mailer(mailbox)) == []
    [row], [message] = rows(database), mailbox.messages
    assert (row.state, row.attempts, row.sent_at, message["Message-ID"]) == ("sent", 1, NOON, row.message_id)
    assert happened(database) == [("queued", 0), ("claimed", 1), ("sent", 1)]
    with cast.reading(database) as session:
        pdf = session.exec(select(Document).filter_by(media_type="application/pdf")).one()
        assert next(message.iter_attachments()).get_content() == pdf.content
        assert delivery.document_states(session, [FIRST]) == {FIRST: "sent"}
        assert verify(session, cast.GROUP).problems == []


def test_a_run_killed_between_sending_and_recording_sends_again_under_the_same_name(
    database: Database, mailbox: Mailbox
) -> None:
    by_email(database)
    with pytest.raises(Died):
        run(database, email=DiesAfterSending(mailer(mailbox)))
    assert happened(database) == [("queued", 0), ("claimed", 1)]
    assert run(database, NOON + minutes(14), email=mailer(mailbox)) == []
    assert run(database, NOON + minutes(15), email=mailer(mailbox)) == [(FIRST, "sent", "accepted")]
    first, second = mailbox.messages
    assert first["Message-ID"] == second["Message-ID"] == rows(database)[0].message_id


def test_over_peppol_a_killed_run_and_a_lost_answer_leave_one_document(
    database: Database, access_point: AccessPointServer
) -> None:
    content = by_peppol(database)
    line = HttpAccessPoint(access_point.url)
    with pytest.raises(Died):
        run(database, peppol=DiesAfterSending(line))
    access_point.lose = 1
    assert [state for _, state, _ in run(database, NOON + minutes(15), peppol=line)] == ["queued"]
    assert run(database, NOON + minutes(30), peppol=line) == [(FIRST, "sent", "accepted")]
    key = hashlib.sha256(content).hexdigest()
    assert access_point.taken == {key: content}
    assert [call["Idempotency-Key"] for call in access_point.calls] == [key] * 3
    assert rows(database)[0].reference == f"AP/{key[:8]}"


def test_a_process_killed_while_it_waits_for_the_answer_leaves_one_document(
    sqlite_database: Database, access_point: AccessPointServer
) -> None:
    content = by_peppol(sqlite_database)
    access_point.stalls = Event()
    command = [
        sys.executable,
        "-c",
        "from basicplus.cli import main; main()",
        "deliver",
        "run",
        "--db",
        sqlite_database.url,
    ]
    running = subprocess.Popen(command, env=os.environ | {"BASICPLUS_ACCESS_POINT": access_point.url})
    assert access_point.took.wait(60)
    running.kill()
    assert running.wait() == -signal.SIGKILL
    access_point.stalls.set()
    access_point.stalls = None
    assert happened(sqlite_database) == [("queued", 0), ("claimed", 1)]
    line = HttpAccessPoint(access_point.url)
    assert run(sqlite_database, now(), peppol=line) == []
    assert run(sqlite_database, now() + minutes(16), peppol=line) == [(FIRST, "sent", "accepted")]
    assert access_point.taken == {hashlib.sha256(content).hexdigest(): content}
    assert len(access_point.calls) == 2


def test_two_runs_at_once_do_not_send_the_same_document(database: Database) -> None:
    by_email(database)
    with cast.reading(database) as session:
        [(delivery_id, channel)] = dispatch.due(session, NOON)
    with cast.writing(database) as session:
        claimed = dispatch.claim(session, delivery_id, NOON)
    with cast.writing(database) as session:
        assert (channel, dispatch.claim(session, delivery_id, NOON)) == ("email", None)
    for attempt in (
        delivery.retry,
        lambda session, *given: delivery.change_channel(session, FIRST, "post", "x", NOON),
    ):
        with cast.writing(database) as session, pytest.raises(Conflict, match="is being sent"):
            attempt(session, FIRST, NOON)
    assert claimed
    with cast.writing(database) as session:
        dispatch.record(session, claimed, Outcome("sent", "accepted"), NOON)
    assert [row.state for row in rows(database)] == ["sent"]


def test_news_of_an_attempt_that_was_overtaken_change_nothing_unless_it_was_sent(database: Database) -> None:
    by_email(database)
    with cast.reading(database) as session:
        [(delivery_id, _)] = dispatch.due(session, NOON)
    claims = []
    for at in (NOON, NOON + minutes(15)):
        with cast.writing(database) as session:
            claims.append(dispatch.claim(session, delivery_id, at))
    slow, quick = claims
    assert slow
    assert quick
    for claimed, outcome, state in (
        (slow, Outcome("failed", "550 late"), "queued"),
        (quick, Outcome("failed", "550 No"), "failed"),
        (slow, Outcome("sent", "250 OK"), "sent"),
        (quick, Outcome("later", "451 too late"), "sent"),
    ):
        with cast.writing(database) as session:
            assert dispatch.record(session, claimed, outcome, NOON + minutes(16)).state == state
    assert happened(database)[-4:] == [("failed", 1), ("failed", 2), ("sent", 2), ("later", 2)]


def test_attempts_that_never_end_are_counted_too(sqlite_database: Database, mailbox: Mailbox) -> None:
    by_email(sqlite_database)
    for attempt in range(8):
        with pytest.raises(Died):
            run(sqlite_database, NOON + attempt * minutes(15), email=DiesAfterSending(mailer(mailbox)))
    assert run(sqlite_database, NOON + minutes(120), email=mailer(mailbox)) == [
        (FIRST, "failed", "8 attempts to send 2025-000001 began and none came to an end.")
    ]
    assert len(mailbox.envelopes) == 8


def test_a_passing_failure_is_tried_again_later_each_time_and_given_up(
    database: Database, mailbox: Mailbox
) -> None:
    by_email(database)
    mailbox.refuse[TO] = "450 4.2.1 Come back"
    at, waits = NOON, []
    while (row := rows(database)[0]).state == "queued":
        assert row.next_attempt_at
        waits.append((row.next_attempt_at - at) // minutes(1))
        at = row.next_attempt_at
        assert run(database, at - timedelta(seconds=1), email=mailer(mailbox)) == []
        run(database, at, email=mailer(mailbox))
    assert waits == [0, 5, 15, 45, 135, 405, 1215, 1440]
    assert (row.state, row.attempts) == ("failed", 8)
    assert row.last_error == f"Given up after 8 attempts: {TO}: 450 4.2.1 Come back"
    mailbox.refuse.clear()
    with cast.writing(database) as session:
        delivery.retry(session, FIRST, at)
    assert run(database, at, email=mailer(mailbox)) == [(FIRST, "sent", "accepted")]
    assert rows(database)[0].attempts == 1


def test_a_final_failure_waits_for_a_person(database: Database, mailbox: Mailbox) -> None:
    by_email(database)
    mailbox.refuse[TO] = "550 5.1.1 No such user"
    [(_, state, says)] = run(database, email=mailer(mailbox))
    assert (state, says.startswith(f"{TO}: 550 5.1.1 No such user. Correct the address")) == ("failed", True)
    assert run(database, NOON + timedelta(days=9), email=mailer(mailbox)) == []


def test_a_server_that_is_down_costs_one_attempt_and_other_channels_go_on(database: Database) -> None:
    issue(database)
    wish(database, "M001", emails=[TO])
    wish(database, "M002", emails=[TO])
    queue(database)
    down = Mailer("127.0.0.1", free_port())
    done = delivery.run_due(database, cast.GROUP, "tester", {"email": down, "portal": Portal()}, lambda: NOON)
    assert [(line.document, line.state) for line in done.lines] == [(FIRST, "queued"), ("2025-000003", "sent")]
    assert (done.waiting, done.failed) == ({"email": 1}, 0)
    assert [row.attempts for row in rows(database)] == [1, 0, 1]


def test_without_a_transport_a_document_waits(sqlite_database: Database) -> None:
    by_email(sqlite_database)
    done = delivery.run_due(sqlite_database, cast.GROUP, "tester", {}, lambda: NOON)
    assert (done.lines, done.waiting) == ([], {"email": 1})


def test_without_ubl_or_number_peppol_fails_with_what_to_do(sqlite_database: Database) -> None:
    issue(sqlite_database, "M001", "M002")
    wish(sqlite_database, "M001", "peppol")
    queue(sqlite_database)
    with cast.writing(sqlite_database) as session:
        delivery.change_channel(session, SECOND, "peppol", "essai", NOON)
    with sqlite_database.engine.begin() as connection:
        first = select(col(Invoice.id)).where(Invoice.number == FIRST).scalar_subquery()
        connection.execute(
            delete(Document).where(col(Document.invoice_id) == first, col(Document.media_type) == UBL)
        )
    with cast.writing(sqlite_database) as session:
        for way in delivery.ways(session, document=SECOND):
            way.delivery.address = ""
            session.add(way.delivery)
        delivery.retry(session, SECOND, NOON)
    line = HttpAccessPoint(f"http://127.0.0.1:{free_port()}")
    assert run(sqlite_database, peppol=line) == [
        (
            FIRST,
            "failed",
            "2025-000001 has no UBL (application/xml), and Peppol carries nothing else: send it by another channel"
            " with `change-channel`.",
        ),
        (
            SECOND,
            "failed",
            "No Peppol id is known for the buyer of 2025-000002: record its enterprise number, then send it by"
            " peppol with `change-channel`.",
        ),
    ]


def test_altered_bytes_are_not_sent(sqlite_database: Database, mailbox: Mailbox) -> None:
    by_email(sqlite_database)
    with sqlite_database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE document SET content = x'00'")
    assert run(sqlite_database, email=mailer(mailbox)) == [
        (
            FIRST,
            "failed",
            "The bytes of 2025-000001 (application/pdf) are not those that were issued: nothing was sent. Run"
            " `basicplus verify` and restore a backup.",
        )
    ]
    assert mailbox.envelopes == []


def test_the_access_point_is_asked_until_it_knows(database: Database, access_point: AccessPointServer) -> None:
    by_peppol(database)
    line = HttpAccessPoint(access_point.url)
    run(database, peppol=line)

    def ask(after: int) -> list[tuple[str, str]]:
        told = delivery.ask_access_point(database, cast.GROUP, "tester", line, lambda: NOON + minutes(after))
        return [(each.document, each.state) for each in told]

    [path] = [f"/documents/AP%2F{key[:8]}" for key in access_point.taken]
    assert ask(4) == []
    gone = HttpAccessPoint(f"http://127.0.0.1:{free_port()}")
    assert delivery.ask_access_point(database, cast.GROUP, "tester", gone, lambda: NOON + minutes(5)) == []
    assert ask(5) == []
    access_point.statuses[path] = {"status": "rejected", "detail": "receiver unknown"}
    assert ask(9) == []
    assert ask(10) == [(FIRST, "failed")]
    assert rows(database)[0].last_error.startswith("The access point refuses the document: receiver unknown. Mend")
    with cast.writing(database) as session:
        delivery.retry(session, FIRST, NOON + minutes(20))
    run(database, NOON + minutes(20), peppol=line)
    access_point.statuses[path] = {"status": "delivered"}
    assert ask(25) == [(FIRST, "delivered")]
    assert ask(10_000) == []


def test_waits_grow_and_end() -> None:
    assert next_attempt(NOON, 1) == NOON + minutes(5)
    assert next_attempt(NOON, 1, minutes(60)) == NOON + minutes(60)
    assert next_attempt(NOON, 1, timedelta(days=30)) == NOON + timedelta(days=1)
    assert next_attempt(NOON, 8) is None
    assert next_question(NOON + minutes(40), NOON) == NOON + minutes(80)
    assert next_question(NOON + timedelta(days=7), NOON) == NOON + timedelta(days=14)
    assert next_question(NOON + timedelta(days=7, seconds=1), NOON) is None


def test_news_of_what_is_no_longer_sent_are_not_recorded(sqlite_database: Database) -> None:
    by_email(sqlite_database)
    [row] = rows(sqlite_database)
    with cast.writing(sqlite_database) as session:
        assert dispatch.learn(session, {row.id: Status("delivered")}, NOON) == []
    assert rows(sqlite_database)[0].state == "queued"
