"""Billing locks signed hours under the line that bills them; a credit frees them again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlmodel import col, select

from basicplus.assignments.models import TimeEntry
from basicplus.assignments.timesheets.steps import say
from basicplus.db import GroupSession, WriteSession
from basicplus.errors import Conflict


def bill(
    session: WriteSession, entries: Iterable[TimeEntry], invoice_line_id: int, rounding_rule: str | None = None
) -> None:
    """Lock signed hours under the invoice line that bills them; they keep the rule that rounds them (T5)."""
    for entry in entries:
        if entry.state != "signed":
            raise Conflict(f"Only signed hours are billed; the entry of {entry.day} is {entry.state}.")
        entry.state, entry.invoice_line_id = "invoiced", invoice_line_id
        entry.rounding_rule = rounding_rule or entry.rounding_rule
        session.add(entry)


def free(session: WriteSession, entries: Sequence[TimeEntry]) -> int:
    """Free hours of credited invoice lines: they are checked again, to be signed and billed anew (T8)."""
    for entry in entries:
        entry.state, entry.invoice_line_id, entry.sign_off_id = "checked", None, None
        session.add(entry)
        say(session, entry, "coordinator", "credited", "")
    return len(entries)


def signed_unbilled(session: GroupSession, member_ids: Sequence[int], until_on: date) -> list[TimeEntry]:
    """Return the members' signed hours before a day that no invoice has billed, in order of time."""
    query = (
        select(TimeEntry)
        .where(col(TimeEntry.member_id).in_(member_ids), TimeEntry.state == "signed", TimeEntry.day < until_on)
        .order_by(col(TimeEntry.starts_at), col(TimeEntry.id))
    )
    return list(session.exec(query))
