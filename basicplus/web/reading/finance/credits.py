"""A credit note before it is issued: what still stands of an invoice, and what a credit would come to."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, select

from basicplus import invoicing
from basicplus.assignments import TimeEntry
from basicplus.db import GroupSession, WriteSession, get, pick
from basicplus.invoicing.credited import credited
from basicplus.invoicing.models import Invoice, InvoiceLine
from basicplus.workers import Worker


@dataclass(frozen=True)
class HoursLeft:
    """Hours that a line bills and nothing has credited yet."""

    id: int
    day: date
    minutes: int
    worker: str


@dataclass(frozen=True)
class StandingLine:
    """What still stands of a line, in cents; `hours` may be credited one by one where it is billed by the hour."""

    position: int
    agreement: str
    pool: str
    cents: int
    by_hour: bool
    hours: tuple[HoursLeft, ...]


@dataclass(frozen=True)
class CreditPreview:
    """What a credit note would give back: total and lines in cents above zero, and how many hours it frees."""

    total_cents: int
    lines: list[dict[str, Any]]
    freed: int


def standing(session: GroupSession, number: str) -> list[StandingLine]:
    """Return what still stands of each line of an invoice."""
    invoice = get(session, Invoice, f"document {number}", number=number)
    rows = session.exec(
        select(InvoiceLine).where(InvoiceLine.invoice_id == invoice.id).order_by(col(InvoiceLine.position))
    ).all()
    ids = [row.id for row in rows]
    given_back, hours = credited(session, ids), _hours(session, ids)
    printed = json.loads(invoice.content)["lines"]
    return [
        StandingLine(
            row.position,
            line["agreement"],
            line["pool_name"],
            row.amount_cents - given_back.get(row.id, (0, 0))[0],
            row.minutes is not None,
            tuple(hours[row.id]) if row.minutes is not None else (),
        )
        for row, line in zip(rows, printed, strict=True)
    ]


def _hours(session: GroupSession, line_ids: list[int]) -> dict[int, list[HoursLeft]]:
    query = (
        pick(
            TimeEntry.invoice_line_id,
            TimeEntry.id,
            TimeEntry.day,
            TimeEntry.minutes,
            Worker.first_name,
            Worker.last_name,
        )
        .join(Worker, col(Worker.id) == TimeEntry.worker_id)
        .where(col(TimeEntry.invoice_line_id).in_(line_ids))
        .order_by(col(TimeEntry.starts_at), col(TimeEntry.id))
    )
    found: dict[int, list[HoursLeft]] = defaultdict(list)
    for line_id, row_id, day, minutes, first, last in session.rows(query):
        found[line_id].append(HoursLeft(row_id, day, minutes, f"{first} {last}"))
    return found


def credit_preview(session: WriteSession, number: str, given: dict[str, Any]) -> CreditPreview:
    """Issue a credit note in a session that saves nothing, and return what it says."""
    locked = select(TimeEntry.id).where(TimeEntry.state == "invoiced")
    before = len(session.exec(locked).all())
    note = invoicing.credit(
        session, number, given["issue_on"], given["why"], lines=given["lines"], hours=given["hours"]
    )
    session.flush()
    content = json.loads(note.content)
    return CreditPreview(content["total_cents"], content["lines"], before - len(session.exec(locked).all()))
