"""What came in and went out, what it was matched to, and what waits for somebody to look at it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, func

from basicplus import groups
from basicplus.db import GroupSession, pick
from basicplus.invoicing.models import Invoice
from basicplus.invoicing.payments.allotting import ledger_of, left_of, movement_by_id, payment_of
from basicplus.invoicing.payments.models import BankMovement, InvoicePayment
from basicplus.invoicing.payments.proposals import Proposal, Proposer
from basicplus.members import Member

_COLUMNS = (
    *("id", "booked_on", "value_on", "amount_cents"),
    *("counterparty_iban", "counterparty_name", "ogm", "text"),
)


@dataclass(frozen=True)
class PaymentLine:
    """A row of the ledger of payments, in cents; `undone_by` is the row that took it back."""

    id: int
    document: str
    member: str
    kind: str
    booked_on: date
    amount_cents: int
    rule: str
    reason: str
    movement: int | None
    undoes: int | None
    undone_by: int | None


@dataclass(frozen=True)
class MovementLine:
    """A movement of the group's account, in cents, and what of it is matched to no document."""

    id: int
    booked_on: date
    value_on: date | None
    amount_cents: int
    left_cents: int
    counterparty_iban: str
    counterparty_name: str
    ogm: str | None
    text: str


@dataclass(frozen=True)
class Waiting:
    """A movement of which something is left, the members it has paid for, and proposals, the likeliest first."""

    movement: MovementLine
    members: tuple[str, ...]
    proposals: tuple[Proposal, ...]


def payments(
    session: GroupSession, member: str = "", document: str = "", movement: int | None = None
) -> list[PaymentLine]:
    """Return the ledger of payments in order of booking: all of it, or of a member, a document or a movement."""
    wanted: list[Any] = [Member.number == member] if member else []
    wanted += [Invoice.number == document] if document else []
    wanted += [InvoicePayment.movement_id == movement] if movement is not None else []
    query = (
        pick(InvoicePayment, col(Invoice.number), col(Member.number))
        .join(Invoice, col(Invoice.id) == InvoicePayment.invoice_id)
        .join(Member, col(Member.id) == Invoice.member_id)
        .where(*wanted)
        .order_by(col(InvoicePayment.booked_on), col(InvoicePayment.id))
    )
    rows = session.rows(query)
    undone_by = {row.undoes_id: row.id for row, _, _ in rows if row.undoes_id is not None}
    return [
        PaymentLine(
            id=row.id,
            document=number,
            member=of_member,
            kind=row.kind,
            booked_on=row.booked_on,
            amount_cents=row.amount_cents,
            rule=row.rule,
            reason=row.reason,
            movement=row.movement_id,
            undoes=row.undoes_id,
            undone_by=undone_by.get(row.id),
        )
        for row, number, of_member in rows
    ]


def movements(session: GroupSession) -> list[MovementLine]:
    """Return every movement of the group's account, in order of booking."""
    return [_line(row, left) for row, left in _movements(session)]


def waiting(session: GroupSession) -> list[MovementLine]:
    """Return the movements of which something is matched to no document, in order of booking."""
    return [_line(row, left) for row, left in _movements(session, unmatched=True)]


def movement_line(session: GroupSession, movement_id: int) -> MovementLine:
    """Return one movement; raises NotFound when there is none."""
    row = movement_by_id(session, movement_id)
    return _line(row, left_of(session, row))


def queue(session: GroupSession, only: int | None = None) -> list[Waiting]:
    """Return the movements of which something is matched to no document, or one of them, each with proposals.

    What is left of a movement that pays documents of a member is that member's credit.
    """
    found = _movements(session, unmatched=True)
    left_over = [(row, left) for row, left in found if only in (None, row.id)]
    if not left_over:
        return []
    columns = pick(Member.id, Member.number, Member.name)
    members = {row_id: (number, name) for row_id, number, name in session.rows(columns)}
    payers = [payment_of(row, left) for row, left in left_over]
    proposer = Proposer(ledger_of(session, payers), members, groups.current(session).name)
    paid_for = _members_paid(session, [row.id for row, _ in left_over])
    return [
        Waiting(
            _line(row, left),
            tuple(sorted(members[member][0] for member in paid_for[row.id])),
            tuple(proposer.proposals(payment_of(row, left), row.counterparty_name, left)),
        )
        for row, left in left_over
    ]


def credit_left(session: GroupSession, member_id: int, on: date) -> int:
    """Return what is left by the end of a day of the movements that paid documents of one member alone, in cents.

    It is the member's: above zero it paid too much, and the group owes it that much.
    """
    return credits_left(session, on).get(member_id, 0)


def credits_left(session: GroupSession, on: date) -> dict[int, int]:
    """Return the same for all members that have a credit, by id."""
    left_over = list(_movements(session, on, unmatched=True))
    paid_for = _members_paid(session, [row.id for row, _ in left_over], on)
    found: dict[int, int] = defaultdict(int)
    for row, left in left_over:
        if left > 0 and len(paid_for.get(row.id, ())) == 1:
            [member_id] = paid_for[row.id]
            found[member_id] += left
    return dict(found)


def _movements(
    session: GroupSession, on: date | None = None, *, unmatched: bool = False
) -> Iterable[tuple[Any, int]]:
    """Yield columns of movements with what is left of each by a day, if one is given: all, or those with any."""
    until_on = [] if on is None else [col(InvoicePayment.booked_on) <= on]
    matched = (
        pick(InvoicePayment.movement_id, func.sum(InvoicePayment.amount_cents).label("cents"))
        .where(col(InvoicePayment.movement_id).is_not(None), *until_on)
        .group_by(col(InvoicePayment.movement_id))
        .subquery()
    )
    left = col(BankMovement.amount_cents) - func.coalesce(matched.c.cents, 0)
    query = (
        pick(*(getattr(BankMovement, name) for name in _COLUMNS), left.label("left_cents"))
        .outerjoin(matched, matched.c.movement_id == BankMovement.id)
        .order_by(col(BankMovement.booked_on), col(BankMovement.id))
    )
    if on is not None:
        query = query.where(col(BankMovement.booked_on) <= on)
    for row in session.rows(query.where(left != 0) if unmatched else query):
        yield row, int(row.left_cents)


def _members_paid(
    session: GroupSession, movements: Collection[int], on: date | None = None
) -> Mapping[int, set[int]]:
    """Return the members whose documents each of some movements pays, without what was taken back."""
    query = (
        pick(InvoicePayment.movement_id, Invoice.member_id)
        .join(Invoice, col(Invoice.id) == InvoicePayment.invoice_id)
        .where(col(InvoicePayment.movement_id).in_(movements))
        .group_by(col(InvoicePayment.movement_id), col(Invoice.member_id))
        .having(func.sum(InvoicePayment.amount_cents) != 0)
    )
    if on is not None:
        query = query.where(col(InvoicePayment.booked_on) <= on)
    found: dict[int, set[int]] = defaultdict(set)
    for movement_id, member_id in session.rows(query):
        found[movement_id].add(member_id)
    return found


def _line(row: Any, left: int) -> MovementLine:
    return MovementLine(
        row.id,
        row.booked_on,
        row.value_on,
        row.amount_cents,
        left,
        row.counterparty_iban,
        row.counterparty_name,
        row.ogm,
        row.text,
    )
