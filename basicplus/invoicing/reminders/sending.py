"""Sends reminders: claims one in a commit, sends it outside of any transaction, records the outcome in another.

A run that is killed in between leaves its claim: once that has ended, the next run sends the same e-mail under the
same Message-ID, and both attempts stay to be read. Members without an address get a letter for post, in a folder.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlmodel import col, select

from basicplus import journal
from basicplus.clock import brussels_day
from basicplus.db import Database, GroupSession, WriteSession, get, pick
from basicplus.errors import Conflict
from basicplus.invoicing import payments
from basicplus.invoicing.delivery import channel
from basicplus.invoicing.delivery.buyers import known_of
from basicplus.invoicing.delivery.dispatch import CLAIM
from basicplus.invoicing.delivery.outbox import SHORT
from basicplus.invoicing.delivery.outcome import Outcome
from basicplus.invoicing.delivery.smtp import Mailer
from basicplus.invoicing.documents.rendering import PDF
from basicplus.invoicing.models import Document, Invoice
from basicplus.invoicing.reminders.letter import Letter, render_letter
from basicplus.invoicing.reminders.mail import compose
from basicplus.invoicing.reminders.models import Reminder, ReminderEvent
from basicplus.invoicing.reminders.steps import stops_of

PAID = "all that it asks for was paid meanwhile"
NO_SERVER = "no mail server is set: BASICPLUS_SMTP_URL"
SERVER_DOWN = "the mail server cannot be used now: run again later"
NO_FOLDER = "goes by post: give a folder for the letters"
TAKEN = "another run is sending it"


@dataclass(frozen=True)
class Waiting:
    """A reminder to be sent: its letter, and the e-mail addresses of its member; none where it goes by post.

    `held` is the state that it has instead of being sent, and why: all was paid, or its reminders rest.
    """

    reminder: int
    letter: Letter
    address: str
    held: tuple[str, str] | None


@dataclass(frozen=True)
class Line:
    """What a run did with a reminder; `waiting` means that nothing happened, and `says` why."""

    reminder: int
    member: str
    state: str
    address: str
    says: str


def send_due(
    database: Database,
    group: str | None,
    actor: str,
    mailer: Mailer | None,
    folder: Path | None,
    clock: Callable[[], datetime],
    again: Sequence[int] = (),
) -> list[Line]:
    """Send the reminders that were not sent yet, and those of `again` that failed or were printed.

    One of which nothing is open any more is dropped.
    """
    lines: list[Line] = []
    with database.reading(group) as session:
        found = waiting(session, clock(), again)
    server = SERVER_DOWN if mailer else NO_SERVER
    for each in found:
        if each.held:
            state, says = each.held
        elif not each.address:
            state, says = _print(each, folder) if folder else ("waiting", NO_FOLDER)
        elif mailer is None:
            state, says = "waiting", server
        else:
            with database.writing(group, actor) as session:
                documents = claim(session, each, clock(), again)
            sent = _send(mailer, each, documents, clock())
            state, says = (sent.kind, sent.says) if sent else ("waiting", TAKEN)
            mailer = None if sent and sent.down else mailer
        if state != "waiting":
            with database.writing(group, actor) as session:
                record(session, each, state, says, clock())
        lines.append(Line(each.reminder, each.letter.buyer.number, state, each.address, says))
    return lines


def waiting(session: GroupSession, at: datetime, again: Sequence[int] = ()) -> list[Waiting]:
    """Return the reminders that are to be sent, in the order in which they were written.

    Raises Conflict when one of `again` neither failed nor was printed.
    """
    last = last_events(session)
    rows = [
        row
        for row in session.exec(select(Reminder).order_by(col(Reminder.id)))
        if _is_free(last.get(row.id), at, row.id in again)
    ]
    for number in set(again) - {row.id for row in rows}:
        raise Conflict(f"Reminder {number} does not go again: only one that failed or was printed does.")
    letters = [(row.id, Letter.from_json(row.content)) for row in rows]
    held = _held(session, letters, {row.member_id for row in rows}, brussels_day(at)) if rows else {}
    return [Waiting(id_, letter, _address(session, letter), held.get(id_)) for id_, letter in letters]


def _held(
    session: GroupSession, letters: Sequence[tuple[int, Letter]], members: Collection[int], on: date
) -> dict[int, tuple[str, str]]:
    """Return the reminders that are not to be sent on a day, by id: what becomes of them, and why."""
    opened = {each.number: each.open_cents for each in payments.receivables(session, on, members)}
    stops = [stop for stop in stops_of(session) if on in stop.days]
    held = {}
    for reminder, letter in letters:
        numbers = {each.document.number for each in letter.documents}
        if all(opened.get(number, 1) <= 0 for number in numbers):
            held[reminder] = "dropped", PAID
        for stop in stops:
            if stop.member == letter.buyer.number and (stop.document is None or stop.document in numbers):
                held.setdefault(reminder, ("waiting", f"stopped: {stop.why}"))
    return held


def last_events(session: GroupSession) -> dict[int, ReminderEvent]:
    """Return the last thing that happened to each reminder, by its id; nothing to one that was only written."""
    events = session.exec(select(ReminderEvent).order_by(col(ReminderEvent.id)))
    return {event.reminder_id: event for event in events}


def claim(
    session: WriteSession, each: Waiting, at: datetime, again: Sequence[int] = ()
) -> dict[str, bytes] | None:
    """Take a reminder for one attempt; return its documents as issued, by number. None when another run has it."""
    if not _is_free(last_events(session).get(each.reminder), at, each.reminder in again):
        return None
    record(session, each, "claimed", "", at)
    query = (
        pick(Invoice.number, Document.content)
        .join(Document, col(Document.invoice_id) == Invoice.id)
        .where(
            col(Invoice.number).in_([one.document.number for one in each.letter.documents]),
            Document.media_type == PDF,
        )
        .order_by(col(Invoice.id))
    )
    return dict(session.rows(query))


def record(session: WriteSession, each: Waiting, kind: str, says: str, at: datetime) -> None:
    """Keep one thing that happened to a reminder on its way."""
    session.add(
        ReminderEvent(
            journal_seq=journal.first_seq(session),
            reminder_id=each.reminder,
            at=at,
            kind=kind,
            address=each.address,
            says=says[:SHORT],
        )
    )
    journal.record(session, f"reminder {kind}", f"reminder {each.reminder} to {each.letter.buyer.number}")


def message_id(each: Waiting) -> str:
    """Return the Message-ID (RFC 5322) of a reminder: the same at every attempt."""
    domain = each.letter.seller.email.rpartition("@")[2]
    return f"<reminder.{each.reminder}.{each.letter.sha256[:16]}@{domain}>"


def _is_free(last: ReminderEvent | None, at: datetime, is_asked: bool) -> bool:
    if last is None or last.kind == "later":
        return True
    if last.kind == "claimed":
        return at >= last.at + CLAIM
    return is_asked and last.kind in ("failed", "printed")


def _address(session: GroupSession, letter: Letter) -> str:
    """Return where the member wants e-mail: as for its documents, unless it asked for post."""
    invoice = get(session, Invoice, "document", number=letter.documents[-1].document.number)
    known = known_of(session, [invoice])[invoice.id]
    return "" if known.wish and known.wish.channel == "post" else channel.address(known, "email")


def _send(mailer: Mailer, each: Waiting, documents: dict[str, bytes] | None, at: datetime) -> Outcome | None:
    """Send a reminder that was claimed, with its documents; None where it was not."""
    if documents is None:
        return None
    try:
        message = compose(each.letter, each.address, message_id(each), documents, at)
    except ValueError as error:
        return Outcome(
            "failed", f"{error}: record another with `wish-channel`, then name the reminder to send it again"
        )
    return mailer.post(message, each.letter.seller.email, each.address)


def _print(each: Waiting, folder: Path) -> tuple[str, str]:
    """Write the letter into a folder; the same letter written twice is one file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{each.letter.buyer.number}-{each.letter.written_on}-{each.reminder}.pdf"
    file.write_bytes(render_letter(each.letter))
    return "printed", file.name
