"""Disputed lines: a member says why, the three parties answer in a thread, a coordinator settles it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlmodel import col, select

from basicplus import journal, members
from basicplus.assignments.models import TimeEntry
from basicplus.assignments.timesheets.models import HoursMessage
from basicplus.assignments.timesheets.periods import check_open
from basicplus.assignments.timesheets.steps import entries_of, own_name, say
from basicplus.clock import minutes_between
from basicplus.db import GroupSession, WriteSession
from basicplus.errors import Conflict, NotFound, invalid


def dispute(session: WriteSession, entry: TimeEntry, reason: str) -> TimeEntry:
    """A member disputes one of its checked lines; the others can still be signed."""
    if entry.state != "checked":
        raise Conflict(f"Only checked hours can be disputed; these are {entry.state}.")
    if not reason.strip():
        raise invalid("reason", reason, "say in a few words what is wrong")
    entry.state, entry.dispute = "disputed", reason
    session.add(entry)
    say(session, entry, "member", "dispute", reason)
    journal.record(session, "dispute hours", str(entry.id), reason=reason)
    return entry


def dispute_own(session: WriteSession, member_number: str, entry_id: int, reason: str) -> TimeEntry:
    """A signer of a member, who acts in his own name, disputes one of the member's checked lines."""
    member = members.by_number(session, member_number)
    members.check_signer(session, member, "signer", own_name(session))
    return dispute(session, line_of_member(session, member.id, entry_id), reason)


def answer_own(session: WriteSession, member_number: str, entry_id: int, says: str) -> HoursMessage:
    """Answer about a disputed line of a member, in the name of who acts."""
    member = members.by_number(session, member_number)
    return answer(session, line_of_member(session, member.id, entry_id), "member", says)


def answer(session: WriteSession, entry: TimeEntry, party: str, says: str) -> HoursMessage:
    """Write an answer into the thread of a disputed line, for the member, the coordinator or the worker."""
    if entry.state != "disputed":
        raise Conflict(f"Only disputed hours are discussed; these are {entry.state}.")
    if not says.strip():
        raise invalid("says", says, "write a few words")
    journal.record(session, "answer dispute", str(entry.id), party=party)
    return say(session, entry, party, "message", says)


def settle_dispute(
    session: WriteSession, entry: TimeEntry, starts_at: datetime, ends_at: datetime, says: str = ""
) -> TimeEntry:
    """A coordinator corrects a disputed line, or confirms it with its own times; it can be signed again.

    Raises Conflict when the times change and the month is closed.
    """
    if entry.state != "disputed":
        raise Conflict(f"Only disputed hours can be settled; these are {entry.state}.")
    if (starts_at, ends_at) != (entry.starts_at, entry.ends_at):
        check_open(session, [entry.day])
    entry.starts_at, entry.ends_at = starts_at, ends_at
    entry.minutes, entry.state = minutes_between(starts_at, ends_at), "checked"
    session.add(entry)
    say(session, entry, "coordinator", "settled", says)
    journal.record(session, "settle dispute", str(entry.id), minutes=entry.minutes)
    return entry


def line_of_member(session: GroupSession, member_id: int, entry_id: int) -> TimeEntry:
    """Return a line of a member; another member's line is not there."""
    [line] = entries_of(session, [entry_id])
    if line.member_id != member_id:
        raise NotFound(f"There is no hours entry {entry_id} in this group.")
    return line


def threads(session: GroupSession, entries: Collection[int]) -> dict[int, list[HoursMessage]]:
    """Return what was said of lines, by line, in order of time."""
    query = select(HoursMessage).where(col(HoursMessage.entry_id).in_(entries)).order_by(col(HoursMessage.id))
    found: dict[int, list[HoursMessage]] = {}
    for message in session.exec(query):
        found.setdefault(message.entry_id, []).append(message)
    return found
