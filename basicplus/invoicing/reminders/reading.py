"""Reminders as they were written, with what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select

from basicplus.db import GroupSession, get
from basicplus.invoicing.reminders.letter import Letter
from basicplus.invoicing.reminders.models import Reminder, ReminderEvent
from basicplus.invoicing.reminders.sending import last_events
from basicplus.members import Member, by_number


@dataclass(frozen=True)
class ReminderLine:
    """A reminder with its documents (their number, what was open, their step) and what it claimed, in cents.

    `state` is `written`, or the last thing that happened on its way; `at`, `address` and `says` tell of it.
    """

    id: int
    member: str
    name: str
    written_on: date
    step: int
    subject: str
    body: str
    documents: tuple[tuple[str, int, int], ...]
    open_cents: int
    interest_cents: int
    lump_cents: int
    total_cents: int
    state: str
    at: datetime | None
    address: str
    says: str


def reminders(session: GroupSession, member: str = "") -> list[ReminderLine]:
    """Return the reminders that were written, of everybody or of one member, in their order."""
    query = select(Reminder, Member).where(col(Member.id) == Reminder.member_id).order_by(col(Reminder.id))
    if member:
        query = query.where(Reminder.member_id == by_number(session, member).id)
    last = last_events(session)
    return [_line(row, of_member, last.get(row.id)) for row, of_member in session.exec(query)]


def letter_of(session: GroupSession, reminder_id: int) -> Letter:
    """Return what a reminder says."""
    return Letter.from_json(get(session, Reminder, f"reminder {reminder_id}", id=reminder_id).content)


def _line(row: Reminder, member: Member, last: ReminderEvent | None) -> ReminderLine:
    letter = Letter.from_json(row.content)
    return ReminderLine(
        id=row.id,
        member=member.number,
        name=member.name,
        written_on=row.written_on,
        step=row.step,
        subject=letter.subject,
        body=letter.body,
        documents=tuple((each.document.number, each.document.open_cents, each.step) for each in letter.documents),
        open_cents=letter.open_cents,
        interest_cents=letter.interest_cents,
        lump_cents=letter.lump_cents,
        total_cents=letter.total_cents,
        state=last.kind if last else "written",
        at=last.at if last else None,
        address=last.address if last else "",
        says=last.says if last else "",
    )
