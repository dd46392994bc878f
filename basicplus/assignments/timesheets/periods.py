"""How far a month is closed: open, closing once members have its lines, closed when its hours stay as they are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlmodel import col, select

from basicplus import journal
from basicplus.assignments.models import TimeEntry
from basicplus.assignments.timesheets.models import HoursMonth
from basicplus.clock import month_of
from basicplus.db import GroupSession, WriteSession, pick
from basicplus.errors import Conflict, invalid


def month_period(session: GroupSession, month: date) -> str:
    """Return the state of a month, named by any of its days: `open`, `closing` or `closed`."""
    row = _row(session, month)
    return row.state if row else "open"


def closed_months(session: GroupSession) -> set[date]:
    """Return the first days of the months that are closed."""
    return {month for (month,) in session.rows(pick(HoursMonth.month).where(HoursMonth.state == "closed"))}


def check_open(session: GroupSession, days: Iterable[date]) -> None:
    """Refuse a change of hours on days of a closed month: every service that changes hours asks here first."""
    closed = sorted({day.replace(day=1) for day in days} & closed_months(session))
    if closed:
        raise Conflict(told(closed[0]))


def told(month: date) -> str:
    """Return the sentence that says why hours of a closed month are not changed."""
    return (
        f"{month:%Y-%m} is closed: its hours stay as they are."
        " A coordinator can open it again, with a reason (`reopen-month`)."
    )


def begin_close(session: WriteSession, month: date) -> None:
    """Note that the lines of an open month were put before members."""
    if month_period(session, month) == "open":
        _set(session, month, "closing", "")


def close_month(session: WriteSession, month: date) -> HoursMonth:
    """Close a month: no hours of it are added, changed or taken away any more; signing and billing go on.

    Raises Conflict while some of its hours are drafts or wait for the check: they would be forgotten.
    """
    if month_period(session, month) == "closed":
        raise Conflict(f"{month:%Y-%m} is closed already.")
    span = month_of(month)
    query = pick(TimeEntry.state).where(
        TimeEntry.day >= span.from_on,
        TimeEntry.day < span.until_on,
        col(TimeEntry.state).in_(("draft", "submitted")),
    )
    states = [state for (state,) in session.rows(query)]
    if states:
        counted = f"{states.count('draft')} drafts and {states.count('submitted')} submitted"
        raise Conflict(f"{month:%Y-%m} still has {counted} hours: submit, check or delete them first.")
    return _set(session, month, "closed", "")


def reopen_month(session: WriteSession, month: date, because: str) -> HoursMonth:
    """Open a closed month again, with a reason; what was signed or billed stays signed and billed."""
    if month_period(session, month) != "closed":
        raise Conflict(f"{month:%Y-%m} is not closed.")
    if not because.strip():
        raise invalid("because", because, "say in a few words why the month is opened again")
    return _set(session, month, "closing", because)


def _set(session: WriteSession, month: date, state: str, because: str) -> HoursMonth:
    row = _row(session, month) or HoursMonth(month=month_of(month).from_on, state=state)
    row.state, row.because = state, because
    session.add(row)
    journal.record(session, f"month {state}", f"{month:%Y-%m}", because=because)
    return row


def _row(session: GroupSession, month: date) -> HoursMonth | None:
    return session.exec(select(HoursMonth).where(HoursMonth.month == month_of(month).from_on)).first()
