"""Writes the ledger of payments: by rule when a file comes in, by hand, and back again with a reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import col, func, select

from basicplus import journal
from basicplus.clock import FOREVER
from basicplus.db import GroupSession, WriteSession, get, pick
from basicplus.errors import Conflict, NotFound, invalid
from basicplus.invoicing.models import Invoice
from basicplus.invoicing.payments.matching import Allotment, Item, Ledger, MatchRule, Payment, names_in
from basicplus.invoicing.payments.models import BankMovement, InvoicePayment, PaymentKind
from basicplus.invoicing.payments.receivables import Receivable, receivables
from basicplus.money import format_cents


def ledger_of(session: GroupSession, payments: Iterable[Payment]) -> Ledger:
    """Return the documents that are open or that payments name, and the accounts that members have paid from."""
    named = {name for payment in payments for name in names_in(payment)}
    items = [
        Item(each.invoice_id, each.number, each.member_id, each.ogm, each.issue_on, each.due_on, each.open_cents)
        for each in receivables(session, FOREVER, unsettled=True, named=named)
    ]
    return Ledger(items, _accounts(session))


def payment_of(movement: Any, cents: int | None = None) -> Payment:
    """Return what of a movement (or its columns) matters for matching; `cents` when some is matched already."""
    amount_cents = movement.amount_cents if cents is None else cents
    return Payment(amount_cents, movement.counterparty_iban, movement.ogm, movement.text, movement.booked_on)


def match_movements(session: WriteSession, movements: Sequence[BankMovement]) -> dict[int, list[Allotment]]:
    """Match movements that were just recorded, in their order; return what each pays, by its id."""
    ledger = ledger_of(session, map(payment_of, movements))
    seq = journal.first_seq(session)
    matched = {movement.id: ledger.match(payment_of(movement)) for movement in movements}
    session.add_all(
        _row(seq, movement, each.invoice_id, each.cents, each.rule, reason="")
        for movement in movements
        for each in matched[movement.id]
    )
    session.flush()
    return matched


def match_payment(
    session: WriteSession, movement_id: int, documents: Mapping[str, int | None], reason: str = ""
) -> list[InvoicePayment]:
    """Say by hand which documents a movement pays or pays back, and how much of each in cents.

    Without an amount, a document takes what is open of it, as far as the movement reaches. Raises Conflict when
    more is given than is left of the movement, or than is open of a document without a reason: then it is paid
    too much, or open again.
    """
    movement = movement_by_id(session, movement_id)
    start = left = left_of(session, movement)
    seq, free_on = journal.first_seq(session), _free_on(session, movement)
    rows = []
    for number, asked in documents.items():
        document = receivable(session, number)
        cents = _reach(document, left) if asked is None else asked
        _check_part(document, cents, left, reason)
        left -= cents
        rows.append(_row(seq, movement, document.invoice_id, cents, "by_hand", reason, free_on))
    if start * left < 0 or abs(left) > abs(start):
        raise Conflict(
            f"{format_cents(start)} EUR are left of movement {movement_id}:"
            f" {format_cents(start - left)} EUR cannot be taken from it."
        )
    session.add_all(rows)
    session.flush()
    parts = {number: row.amount_cents for number, row in zip(documents, rows, strict=True)}
    journal.record(session, "match payment", f"movement {movement_id}", cents=parts, why=reason)
    return rows


def refund(
    session: WriteSession, movement_id: int, number: str, amount_cents: int | None = None, reason: str = ""
) -> InvoicePayment:
    """Say that money which went out pays back a credit note, or what was paid too much on an invoice.

    `amount_cents` is above zero; without it, all that is open of the document as far as the movement reaches.
    """
    movement = movement_by_id(session, movement_id)
    if movement.amount_cents > 0:
        raise Conflict(f"Movement {movement_id} came in: only money that went out pays something back.")
    given = None if amount_cents is None else -amount_cents
    [row] = match_payment(session, movement_id, {number: given}, reason)
    return row


def write_off(
    session: WriteSession, number: str, on: date, reason: str, amount_cents: int | None = None
) -> InvoicePayment:
    """Give up what is open of a document, or a part of it; the amount has the sign of what is open.

    Raises Conflict beyond what is open.
    """
    document = receivable(session, number)
    cents = document.open_cents if amount_cents is None else amount_cents
    _check_within(document, cents)
    _check_day(document, on)
    row = _plain_row(session, document, "write_off", on, cents, reason)
    session.add(row)
    session.flush()
    journal.record(session, "write off", number, on=on, cents=cents, why=reason)
    return row


def set_off(
    session: WriteSession,
    credit_note: str,
    invoice: str,
    on: date,
    amount_cents: int | None = None,
    reason: str = "",
) -> list[InvoicePayment]:
    """Set a credit note against an invoice of the same member; without an amount, as far as both are open."""
    owed, owing = receivable(session, credit_note), receivable(session, invoice)
    if owed.member_id != owing.member_id:
        raise Conflict(f"{credit_note} and {invoice} are of two members: a set-off is within one member.")
    cents = max(0, min(-owed.open_cents, owing.open_cents)) if amount_cents is None else amount_cents
    _check_within(owing, cents)
    _check_within(owed, -cents)
    for document in (owed, owing):
        _check_day(document, on)
    first = _plain_row(session, owing, "set_off", on, cents, reason)
    session.add(first)
    session.flush()
    second = _plain_row(session, owed, "set_off", on, -cents, reason)
    second.pair_id = first.id
    session.add(second)
    session.flush()
    journal.record(session, "set off", credit_note, invoice=invoice, on=on, cents=cents, why=reason)
    return [first, second]


def undo_payment(
    session: WriteSession, payment_id: int, reason: str, on: date | None = None
) -> list[InvoicePayment]:
    """Take a row of the ledger back by its opposite, both rows of a set-off; what it was stays to be read.

    It counts from the day of the row itself, as if it had never been, or from a later day.
    """
    row = get(session, InvoicePayment, f"payment {payment_id}", id=payment_id)
    if row.undoes_id is not None:
        raise Conflict(f"Payment {payment_id} takes payment {row.undoes_id} back already: match anew instead.")
    if session.exec(select(InvoicePayment.id).where(InvoicePayment.undoes_id == payment_id)).first() is not None:
        raise Conflict(f"Payment {payment_id} was taken back already.")
    booked_on = on or row.booked_on
    if booked_on < row.booked_on:
        raise invalid("on", booked_on, f"the day of the payment ({row.booked_on}) or a later one")
    undone: list[InvoicePayment] = []
    for each in _together(session, row):
        opposite = InvoicePayment(
            journal_seq=journal.first_seq(session),
            invoice_id=each.invoice_id,
            movement_id=each.movement_id,
            kind=each.kind,
            booked_on=booked_on,
            amount_cents=-each.amount_cents,
            rule=each.rule,
            reason=reason,
            undoes_id=each.id,
            pair_id=undone[0].id if undone and row.kind == "set_off" else None,
        )
        session.add(opposite)
        session.flush()
        undone.append(opposite)
    journal.record(session, "undo payment", f"{row.kind} {payment_id}", on=booked_on, why=reason)
    return undone


def movement_by_id(session: GroupSession, movement_id: int) -> BankMovement:
    """Return a movement of the group's account."""
    return get(session, BankMovement, f"movement {movement_id}", id=movement_id)


def left_of(session: GroupSession, movement: BankMovement) -> int:
    """Return what of a movement is not matched to a document, in cents with its sign."""
    query = pick(func.coalesce(func.sum(InvoicePayment.amount_cents), 0)).where(
        InvoicePayment.movement_id == movement.id
    )
    return movement.amount_cents - int(session.rows(query)[0][0])


def _free_on(session: GroupSession, movement: BankMovement) -> date:
    """Return the day from which what is left of a movement pays: where a match was undone, the day of that."""
    undone = (InvoicePayment.movement_id == movement.id, col(InvoicePayment.undoes_id).is_not(None))
    [(last,)] = session.rows(pick(func.max(InvoicePayment.booked_on)).where(*undone))
    return max(movement.booked_on, last) if last else movement.booked_on


def receivable(session: GroupSession, number: str, on: date = FOREVER) -> Receivable:
    """Return a document as it stands on a day, or with everything that is recorded."""
    invoice = get(session, Invoice, f"document {number}", number=number)
    for each in receivables(session, on, members=[invoice.member_id]):
        if each.invoice_id == invoice.id:
            return each
    raise NotFound(f"Document {number} was issued on {invoice.issue_on}: on {on} there is none.")


def _accounts(session: GroupSession) -> Mapping[str, set[int]]:
    """Return the members that each account has paid for, without what was taken back."""
    query = (
        pick(BankMovement.counterparty_iban, Invoice.member_id)
        .join(InvoicePayment, col(InvoicePayment.movement_id) == BankMovement.id)
        .join(Invoice, col(Invoice.id) == InvoicePayment.invoice_id)
        .where(BankMovement.counterparty_iban != "")
        .group_by(col(BankMovement.counterparty_iban), col(Invoice.member_id))
        .having(func.sum(InvoicePayment.amount_cents) != 0)
    )
    accounts: dict[str, set[int]] = defaultdict(set)
    for account, member_id in session.rows(query):
        accounts[account].add(member_id)
    return accounts


def _row(
    seq: int,
    movement: BankMovement,
    invoice_id: int,
    cents: int,
    rule: MatchRule,
    reason: str,
    booked_on: date | None = None,
) -> InvoicePayment:
    kind: PaymentKind = "payment" if movement.amount_cents > 0 else "refund"
    return InvoicePayment(
        journal_seq=seq,
        invoice_id=invoice_id,
        movement_id=movement.id,
        kind=kind,
        booked_on=booked_on or movement.booked_on,
        amount_cents=cents,
        rule=rule,
        reason=reason,
    )


def _plain_row(
    session: WriteSession, document: Receivable, kind: PaymentKind, on: date, cents: int, reason: str
) -> InvoicePayment:
    return InvoicePayment(
        journal_seq=journal.first_seq(session),
        invoice_id=document.invoice_id,
        kind=kind,
        booked_on=on,
        amount_cents=cents,
        rule="by_hand",
        reason=reason,
    )


def _together(session: GroupSession, row: InvoicePayment) -> list[InvoicePayment]:
    """Return what is taken back together: a set-off, or invoices with the credit notes deducted from them."""
    if row.movement_id is None:
        first = row.id if row.pair_id is None else row.pair_id
        wanted = (InvoicePayment.id == first) | (InvoicePayment.pair_id == first)
        return list(session.exec(select(InvoicePayment).where(wanted).order_by(col(InvoicePayment.id))))
    query = select(InvoicePayment).where(InvoicePayment.movement_id == row.movement_id)
    rows = list(session.exec(query.order_by(col(InvoicePayment.id))))
    undone = {each.undoes_id for each in rows}
    standing = [each for each in rows if each.undoes_id is None and each.id not in undone]
    mixed = len({each.amount_cents > 0 for each in standing}) > 1
    return standing if mixed else [row]


def _reach(document: Receivable, left: int) -> int:
    """Return what is open of a document, as far as what is left of a movement reaches."""
    cents = document.open_cents
    return cents if cents * left < 0 else min(cents, left) if left > 0 else max(cents, left)


def _check_part(document: Receivable, cents: int, left: int, reason: str) -> None:
    """Refuse an amount that runs beyond what is open, unless somebody says why."""
    if left == 0:
        raise Conflict("Nothing is left of the movement: take back what it was matched to, if that is wrong.")
    if cents == 0:
        raise Conflict(f"Nothing of {document.number} is open: give an amount and a reason, if that is meant.")
    beyond = cents * document.open_cents <= 0 or abs(cents) > abs(document.open_cents)
    if beyond and not reason:
        raise Conflict(
            f"{format_cents(document.open_cents)} EUR of {document.number} are open, not"
            f" {format_cents(cents)} EUR: give a reason to go beyond that."
        )


def _check_within(document: Receivable, cents: int) -> None:
    if cents * document.open_cents <= 0 or abs(cents) > abs(document.open_cents):
        raise Conflict(
            f"{format_cents(document.open_cents)} EUR of {document.number} are open: {format_cents(cents)} EUR"
            " cannot be taken off."
        )


def _check_day(document: Receivable, on: date) -> None:
    if on < document.issue_on:
        raise invalid(
            "on", on, f"the day on which {document.number} was issued ({document.issue_on}) or a later one"
        )
