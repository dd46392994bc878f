"""Reminds members of lines that wait for a signature: signers twice, then the head; then a coordinator calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlmodel import col, select

from basicplus import journal
from basicplus.assignments.models import TimeEntry
from basicplus.assignments.timesheets.announcing import Announced, announced, write_notice
from basicplus.assignments.timesheets.models import HoursNotice
from basicplus.clock import brussels_day
from basicplus.db import GroupSession, WriteSession

REMINDERS = ((10, "head"), (7, "last"), (3, "reminder"))
"""After how many days without an answer each step is due, the latest first."""
CALL_AFTER_DAYS = 14
"""After so many days the month is on the coordinators' list of members to call."""


@dataclass(frozen=True)
class Silent:
    """Lines of one notice that a member has not answered, and for how many days."""

    notice: HoursNotice
    lines: tuple[TimeEntry, ...]
    days: int

    @property
    def is_to_call(self) -> bool:
        """Whether all e-mails were in vain: a coordinator calls."""
        return self.days >= CALL_AFTER_DAYS


def silent(session: GroupSession, today: date) -> list[Silent]:
    """Return what members were told of, by an e-mail that was accepted, and have not answered."""
    checked = session.exec(
        select(TimeEntry).where(TimeEntry.state == "checked", col(TimeEntry.member_id).is_not(None))
    )
    found = sorted(announced(session, checked), key=lambda each: (each.notice.id, each.line.id))
    return list(_by_notice(found, today))


def write_reminders(session: WriteSession, at: datetime) -> list[HoursNotice]:
    """Write the reminders that are due; a second time there is nothing left to write.

    Of several steps that are due at once, the latest is written, and the earlier ones are left out.
    """
    written = {(row.first_id, row.step) for row in session.exec(select(HoursNotice)) if row.first_id}
    found = []
    for each in silent(session, brussels_day(at)):
        step = next((step for after, step in REMINDERS if each.days >= after), None)
        later = {name for _, name in REMINDERS[: _place(step) + 1]} if step else set()
        if step and not any((each.notice.id, name) in written for name in later):
            first = each.notice
            lines = list(each.lines)
            found.append(write_notice(session, first.member_id, first.month, step, lines, at, first_id=first.id))
    journal.record(session, "remind members of hours", str(brussels_day(at)), reminders=len(found))
    return found


def _by_notice(found: list[Announced], today: date) -> Iterator[Silent]:
    for _, group in groupby(found, key=lambda each: each.notice.id):
        own = list(group)
        told_at = own[0].told_at
        if told_at is not None:
            days = (today - brussels_day(told_at)).days
            yield Silent(own[0].notice, tuple(each.line for each in own), days)


def _place(step: str) -> int:
    return [name for _, name in REMINDERS].index(step)
