"""What credit notes have taken back of the lines of an invoice so far: money and time, whole or in part."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import col, func

from basicplus.db import GroupSession, pick
from basicplus.invoicing.models import Invoice, InvoiceLine


def taken_back() -> Any:
    """Select the ids of the lines of which nothing stands: what they billed is free to be billed again."""
    note = aliased(InvoiceLine)
    return (
        pick(note.credits_line_id)
        .join(InvoiceLine, col(InvoiceLine.id) == note.credits_line_id)
        .group_by(note.credits_line_id, col(InvoiceLine.amount_cents), col(InvoiceLine.minutes))
        .having(func.sum(note.amount_cents) == -col(InvoiceLine.amount_cents))
        .having(func.coalesce(func.sum(note.minutes), 0) == func.coalesce(InvoiceLine.minutes, 0))
    )


def exceeding(session: GroupSession) -> Iterator[str]:
    """Yield a sentence for each line of which more was given back than it billed (T13)."""
    given_back = credited(session)
    query = pick(InvoiceLine.id, Invoice.number, InvoiceLine.position, InvoiceLine.amount_cents)
    for line_id, number, position, cents in session.rows(
        query.join(Invoice, col(Invoice.id) == InvoiceLine.invoice_id).where(col(InvoiceLine.id).in_(given_back))
    ):
        back, _ = given_back[line_id]
        if not min(cents, 0) <= back <= max(cents, 0):
            yield f"invoice line {position} of {number}: {back} cents are credited of {cents}"


def credited(session: GroupSession, line_ids: Collection[int] | None = None) -> dict[int, tuple[int, int]]:
    """Return what was given back of each credited line, in cents as its own sign has them, and in minutes."""
    query = (
        pick(InvoiceLine.credits_line_id, func.sum(InvoiceLine.amount_cents), func.sum(InvoiceLine.minutes))
        .where(col(InvoiceLine.credits_line_id).is_not(None))
        .group_by(col(InvoiceLine.credits_line_id))
    )
    if line_ids is not None:
        query = query.where(col(InvoiceLine.credits_line_id).in_(line_ids))
    return {line_id: (-int(cents), int(minutes or 0)) for line_id, cents, minutes in session.rows(query)}
