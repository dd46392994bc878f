"""Re-checks statements, which add up and follow one another, and the ledger, which takes what there is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from sqlmodel import col, func, select

from basicplus.db import GroupSession, pick
from basicplus.invoicing.payments.models import BankMovement, BankStatement, InvoicePayment
from basicplus.money import format_cents


def broken_payments(session: GroupSession) -> Iterator[str]:
    """Yield a sentence for each statement and each row of the ledger that cannot be."""
    yield from _broken_statements(session)
    yield from _broken_movements(session)
    yield from _broken_ledger(session)


def _broken_statements(session: GroupSession) -> Iterator[str]:
    sums = func.sum(BankMovement.amount_cents)
    moved = dict(session.rows(pick(BankMovement.statement_id, sums).group_by(col(BankMovement.statement_id))))
    order = (col(BankStatement.iban), col(BankStatement.year), col(BankStatement.number))
    statements = session.exec(select(BankStatement).order_by(*order)).all()
    for row in statements:
        reached = row.opening_cents + int(moved.get(row.id, 0))
        if reached != row.closing_cents:
            told = f"{format_cents(reached)} EUR, not {format_cents(row.closing_cents)}"
            yield f"bank statement {row.number} of {row.year}: its movements lead to {told}"
    for before, after in pairwise(statements):
        if before.iban == after.iban and before.closing_cents != after.opening_cents:
            yield f"bank statement {after.number} of {after.year}: does not begin where the one before it ended"


def _broken_movements(session: GroupSession) -> Iterator[str]:
    matched = func.sum(InvoicePayment.amount_cents)
    query = (
        pick(BankMovement.id, BankMovement.amount_cents, matched)
        .join(InvoicePayment, col(InvoicePayment.movement_id) == BankMovement.id)
        .group_by(col(BankMovement.id), col(BankMovement.amount_cents))
        .order_by(col(BankMovement.id))
    )
    for movement_id, cents, taken in session.rows(query):
        if not (0 <= taken <= cents or cents <= taken <= 0):
            told = f"{format_cents(int(taken))} EUR are matched of {format_cents(cents)}"
            yield f"bank movement {movement_id}: {told}"


def _broken_ledger(session: GroupSession) -> Iterator[str]:
    """See that what takes back is the opposite of what it names, and that a set-off is two opposite rows."""
    rows = {row.id: row for row in session.exec(select(InvoicePayment).order_by(col(InvoicePayment.id)))}
    for row in rows.values():
        for what, other_id in (("takes back", row.undoes_id), ("is one half of", row.pair_id)):
            other = rows.get(other_id) if other_id is not None else None
            same = other is not None and (what != "takes back" or other.invoice_id == row.invoice_id)
            if other_id is not None and (other is None or not same or other.amount_cents != -row.amount_cents):
                yield f"{row.kind} {row.id}: {what} {row.kind} {other_id}, and is not its opposite"
