"""The steps of hours before members see them: handed in, checked, unchecked again, sent back with a reason."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from basicplus import journal, workers
from basicplus.assignments.models import TimeEntry
from basicplus.assignments.timesheets.models import HoursMessage
from basicplus.clock import Span, now
from basicplus.db import GroupSession, WriteSession
from basicplus.errors import Conflict, NotFound, invalid


def submit(session: WriteSession, worker_number: str, span: Span) -> int:
    """The worker hands in the drafts of a span."""
    worker = workers.by_number(session, worker_number)
    lines = lines_of(session, span, TimeEntry.state == "draft", TimeEntry.worker_id == worker.id)
    return _step(session, "submit hours", worker_number, "submitted", lines, days=str(span))


def check(session: WriteSession, span: Span, worker_number: str | None = None) -> int:
    """A coordinator has looked at the submitted hours of a span."""
    wanted = (
        () if worker_number is None else (TimeEntry.worker_id == workers.by_number(session, worker_number).id,)
    )
    lines = lines_of(session, span, TimeEntry.state == "submitted", *wanted)
    return _step(session, "check hours", worker_number or "everybody", "checked", lines, days=str(span))


def check_lines(session: WriteSession, entries: Collection[int]) -> int:
    """A coordinator has looked at these submitted lines. Raises Conflict when one is not submitted."""
    lines = _in_state(session, entries, "submitted", "checked")
    return _step(session, "check hours", f"{len(lines)} lines", "checked", lines)


def uncheck_lines(session: WriteSession, entries: Collection[int]) -> int:
    """Undo the check of lines that no member has signed: they are submitted again."""
    lines = _in_state(session, entries, "checked", "unchecked")
    return _step(session, "uncheck hours", f"{len(lines)} lines", "submitted", lines)


def send_back(session: WriteSession, entries: Collection[int], why: str) -> int:
    """Return submitted lines to their worker as drafts, with the reason in the thread of each."""
    if not why.strip():
        raise invalid("why", why, "say in a few words what the worker is to mend")
    lines = _in_state(session, entries, "submitted", "sent back")
    for line in lines:
        say(session, line, "coordinator", "sent_back", why)
    return _step(session, "send hours back", f"{len(lines)} lines", "draft", lines, why=why)


def say(session: WriteSession, line: TimeEntry, party: str, kind: str, says: str) -> HoursMessage:
    """Write a message into the thread of a line, in the name of who acts; it is kept for good."""
    message = HoursMessage(
        journal_seq=journal.first_seq(session),
        entry_id=line.id,
        worker_id=line.worker_id,
        member_id=line.member_id,
        at=now(),
        party=party,
        author=own_name(session),
        kind=kind,
        says=says.strip(),
        minutes=line.minutes,
    )
    session.add(message)
    return message


def own_name(session: WriteSession) -> str:
    """Return the name of who acts, without the address that the journal sets behind it."""
    return session.unit.actor.partition(" <")[0]


def entries_of(session: GroupSession, entries: Collection[int]) -> list[TimeEntry]:
    """Return hours by their ids, in order of id. Raises NotFound for the first that is not there."""
    query = select(TimeEntry).where(col(TimeEntry.id).in_(entries)).order_by(col(TimeEntry.id))
    found = list(session.exec(query))
    for missing in sorted(set(entries) - {line.id for line in found}):
        raise NotFound(f"There is no hours entry {missing} in this group.")
    return found


def lines_of(session: GroupSession, span: Span, *wanted: ColumnElement[bool] | bool) -> list[TimeEntry]:
    """Return the hours of a span that meet conditions, in order of id."""
    query = (
        select(TimeEntry)
        .where(TimeEntry.day >= span.from_on, TimeEntry.day < span.until_on, *wanted)
        .order_by(col(TimeEntry.id))
    )
    return list(session.exec(query))


def _in_state(session: GroupSession, entries: Collection[int], state: str, done: str) -> list[TimeEntry]:
    lines = entries_of(session, entries)
    if not lines:
        raise invalid("entries", "nothing", "choose at least one line")
    for line in lines:
        if line.state != state:
            raise Conflict(f"Only {state} hours are {done}; those of {line.day} are {line.state}.")
    return lines


def _step(
    session: WriteSession, act: str, subject: str, following: str, lines: Sequence[TimeEntry], **detail: str
) -> int:
    for line in lines:
        line.state = following
        session.add(line)
    journal.record(session, act, subject, entries=len(lines), **detail)
    return len(lines)
