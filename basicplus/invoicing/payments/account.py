"""The account of a member over some days: what it was billed, paid and given back, and what is open at the end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, cast

from sqlmodel import col, select

from basicplus import groups, members
from basicplus.clock import Span
from basicplus.db import GroupSession, pick
from basicplus.errors import invalid
from basicplus.invoicing.documents.content import Language, Title
from basicplus.invoicing.documents.statement import Movement, MovementKind, OpenDocument, Statement
from basicplus.invoicing.issuing import buyer_of, seller_of
from basicplus.invoicing.models import Invoice
from basicplus.invoicing.payments.models import BankMovement, BankStatement, InvoicePayment
from basicplus.invoicing.payments.receivables import Receivable, receivables
from basicplus.invoicing.settings import billing_of

_ORDER: tuple[MovementKind, ...] = (
    "invoice",
    "settlement",
    "credit_note",
    "set_off",
    "payment_received",
    "refund",
    "write_off",
)
"""What comes first on one day."""


def account_statement(session: GroupSession, member_number: str, span: Span, made_on: date) -> Statement:
    """Return the account of a member over days that are over by `made_on`, which says what is late.

    A payment stands with all that the member paid, also what is left of it as its credit. The balance at the end
    is what is open of its documents less its credit. Refuses days after `made_on`.
    """
    last_on = span.until_on - timedelta(days=1)
    if not span:
        raise invalid("until", span.until_on, f"a day after {span.from_on}")
    if last_on > made_on:
        raise invalid(
            "until", span.until_on, f"{made_on + timedelta(days=1)} at the latest: what comes is not known"
        )
    member = members.by_number(session, member_number)
    found = sorted(_movements(session, member.id), key=lambda each: (each.on, _ORDER.index(each.kind)))
    return Statement(
        language=cast(Language, member.language),
        made_on=made_on,
        from_on=span.from_on,
        until_on=span.until_on,
        seller=seller_of(groups.current(session)),
        buyer=buyer_of(member),
        title=cast(Title, billing_of(session).title),
        opening_cents=sum(each.cents for each in found if each.on < span.from_on),
        movements=tuple(each for each in found if each.on in span),
        open_documents=tuple(
            open_document(each) for each in receivables(session, last_on, [member.id]) if each.open_cents > 0
        ),
    )


def open_document(document: Receivable) -> OpenDocument:
    """Return a receivable as a statement or a letter shows it."""
    return OpenDocument(
        document.number,
        document.issue_on,
        document.due_on,
        document.total_cents,
        document.open_cents,
        document.ogm,
    )


def _movements(session: GroupSession, member_id: int) -> Iterator[Movement]:
    numbers = {}
    for row in session.exec(select(Invoice).where(Invoice.member_id == member_id).order_by(col(Invoice.id))):
        numbers[row.id] = row.number
        kind = "settlement" if (row.kind, row.purpose) == ("invoice", "settlement") else row.kind
        yield Movement(row.issue_on, cast(MovementKind, kind), row.number, row.total_cents)
    mine = col(InvoicePayment.invoice_id).in_(select(Invoice.id).where(Invoice.member_id == member_id))
    rows = list(session.exec(select(InvoicePayment).where(mine).order_by(col(InvoicePayment.id))))
    yield from _without_money([row for row in rows if row.movement_id is None], numbers)
    yield from _of_the_bank(session, {row.movement_id for row in rows if row.movement_id is not None}, member_id)


def _without_money(rows: Sequence[InvoicePayment], numbers: dict[int, str]) -> Iterator[Movement]:
    """Yield write-offs, and set-offs, which change no balance; what was taken back the same day never was."""
    invoice_of = {row.id: row.invoice_id for row in rows}
    sums: dict[tuple[date, MovementKind, str], int] = defaultdict(int)
    for row in rows:
        if row.kind == "write_off":
            sums[row.booked_on, "write_off", numbers[row.invoice_id]] += row.amount_cents
        elif row.pair_id is not None:
            pair = f"{numbers[row.invoice_id]} – {numbers[invoice_of[row.pair_id]]}"
            sums[row.booked_on, "set_off", pair] += row.amount_cents
    for (on, kind, reference), cents in sums.items():
        if cents:
            yield Movement(on, kind, reference, -cents if kind == "write_off" else 0)


def _of_the_bank(session: GroupSession, movement_ids: set[int], member_id: int) -> Iterator[Movement]:
    """Yield the member's part of bank movements, by day."""
    parts: dict[int, list[Any]] = defaultdict(list)
    query = (
        pick(InvoicePayment.movement_id, InvoicePayment.booked_on, InvoicePayment.amount_cents, Invoice.member_id)
        .join(Invoice, col(Invoice.id) == InvoicePayment.invoice_id)
        .where(col(InvoicePayment.movement_id).in_(movement_ids))
    )
    for row in session.rows(query):
        parts[row.movement_id].append(row)
    moved = (
        pick(BankMovement.id, BankMovement.amount_cents, BankMovement.position, BankStatement.number)
        .join(BankStatement, col(BankStatement.id) == BankMovement.statement_id)
        .where(col(BankMovement.id).in_(movement_ids))
        .order_by(col(BankMovement.id))
    )
    for moving in session.rows(moved):
        kind: MovementKind = "payment_received" if moving.amount_cents > 0 else "refund"
        before = 0
        for on in sorted({part.booked_on for part in parts[moving.id]}):
            known = [part for part in parts[moving.id] if part.booked_on <= on]
            taken = _taken(moving.amount_cents, known, member_id)
            if taken != before:
                yield Movement(on, kind, f"{moving.number}/{moving.position}", before - taken)
            before = taken


def _taken(cents: int, parts: Sequence[Any], member_id: int) -> int:
    """Return what of a movement is a member's: what pays its documents, and the rest if it pays nobody else's."""
    by_member: dict[int, int] = defaultdict(int)
    for part in parts:
        by_member[part.member_id] += part.amount_cents
    left = cents - sum(by_member.values())
    alone = {each for each, matched in by_member.items() if matched} == {member_id}
    return by_member[member_id] + (left if alone and left > 0 else 0)
