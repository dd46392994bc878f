"""What is open of each document on a day, and how it came to be so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlmodel import col, func

from basicplus.db import GroupSession, pick
from basicplus.invoicing.models import Invoice
from basicplus.invoicing.payments.models import InvoicePayment

State = Literal["issued", "partly_paid", "paid", "overpaid", "credited", "written_off"]
FEW = 2_000
"""The ledger of so many documents is read by their ids, which spares it from finding them once more."""
_COLUMNS = ("id", "number", "kind", "member_id", "issue_on", "due_on", "ogm", "total_cents", "credits_invoice_id")


@dataclass(frozen=True)
class Receivable:
    """A document on a day, in cents; on a credit note, which the group owes, every amount is negative.

    `paid_cents` is what was paid less what was paid back; `credited_cents` is what a credit note and the invoice
    that it credits take off each other by themselves, as far as both are open.
    """

    invoice_id: int
    number: str
    kind: str
    member_id: int
    issue_on: date
    due_on: date
    ogm: str | None
    total_cents: int
    paid_cents: int = 0
    set_off_cents: int = 0
    written_off_cents: int = 0
    credited_cents: int = 0

    @property
    def open_cents(self) -> int:
        """What is still to be paid: below zero, the group owes it."""
        settled = self.paid_cents + self.set_off_cents + self.written_off_cents + self.credited_cents
        return self.total_cents - settled

    @property
    def state(self) -> State:
        """How far the document is paid; one that nothing is open of has the state of what took most off."""
        owed = self.open_cents if self.total_cents >= 0 else -self.open_cents
        if owed < 0:
            return "overpaid"
        if owed > 0:
            return "issued" if self.open_cents == self.total_cents else "partly_paid"
        took: dict[State, int] = {
            "paid": abs(self.paid_cents + self.set_off_cents),
            "credited": abs(self.credited_cents),
            "written_off": abs(self.written_off_cents),
        }
        return max(took, key=lambda state: took[state])


def receivables(
    session: GroupSession,
    on: date,
    members: Collection[int] | None = None,
    documents: Collection[int] | None = None,
    *,
    unsettled: bool = False,
    named: Collection[str] = (),
) -> list[Receivable]:
    """Return every document issued by a day, of all members or some (by id), as it stood at the end of that day.

    With `documents` (ids), these only, and the credit notes of them. A payment counts from the day of its
    movement on, whenever it was matched. `unsettled` leaves out those off which the ledger took exactly their
    total: most of them, once a group is some years old; `named` keeps those of these numbers and structured
    communications all the same.
    """
    wanted: list[Any] = [col(Invoice.issue_on) <= on]
    if members is not None:
        wanted.append(col(Invoice.member_id).in_(members))
    if documents is not None:
        wanted.append(col(Invoice.id).in_(documents) | col(Invoice.credits_invoice_id).in_(documents))
    if unsettled:
        kept = col(Invoice.number).in_(named) | col(Invoice.ogm).in_(named)
        wanted.append(col(Invoice.id).not_in(_settled(on)) | kept)
    query = pick(*(getattr(Invoice, name) for name in _COLUMNS)).where(*wanted).order_by(col(Invoice.id))
    rows = session.rows(query)
    few = [col(InvoicePayment.invoice_id).in_([row.id for row in rows])] if len(rows) <= FEW else wanted
    taken = _taken(session, on, few)
    credited = _credited(rows, {row.id: row.total_cents - sum(taken[row.id].values()) for row in rows})
    return [
        Receivable(
            row.id,
            row.number,
            row.kind,
            row.member_id,
            row.issue_on,
            row.due_on,
            row.ogm,
            row.total_cents,
            paid_cents=taken[row.id]["payment"] + taken[row.id]["refund"],
            set_off_cents=taken[row.id]["set_off"],
            written_off_cents=taken[row.id]["write_off"],
            credited_cents=credited[row.id],
        )
        for row in rows
    ]


def open_cents(session: GroupSession, on: date) -> dict[int, int]:
    """Return what is open of each document (by id) at the end of a day, in cents; below zero the group owes it."""
    return {each.invoice_id: each.open_cents for each in receivables(session, on)}


def _settled(on: date) -> Any:
    """Select the documents off which the ledger took their total by a day."""
    return (
        pick(InvoicePayment.invoice_id)
        .join(Invoice, col(Invoice.id) == InvoicePayment.invoice_id)
        .where(col(InvoicePayment.booked_on) <= on)
        .group_by(col(InvoicePayment.invoice_id), col(Invoice.total_cents))
        .having(func.sum(InvoicePayment.amount_cents) == Invoice.total_cents)
    )


def _taken(session: GroupSession, on: date, wanted: list[Any]) -> Mapping[int, Mapping[str, int]]:
    """Sum the ledger by document and kind; what was taken back is in the sum with its opposite."""
    query = (
        pick(InvoicePayment.invoice_id, InvoicePayment.kind, func.sum(InvoicePayment.amount_cents))
        .join(Invoice, col(Invoice.id) == InvoicePayment.invoice_id)
        .where(col(InvoicePayment.booked_on) <= on, *wanted)
        .group_by(col(InvoicePayment.invoice_id), col(InvoicePayment.kind))
    )
    taken: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for invoice_id, kind, cents in session.rows(query):
        taken[invoice_id][kind] = int(cents)
    return taken


def _credited(rows: Collection[Any], left: dict[int, int]) -> Mapping[int, int]:
    """Let each credit note and the invoice it credits take off each other what is left of both."""
    credited: dict[int, int] = defaultdict(int)
    for note in rows:
        invoice = note.credits_invoice_id
        cents = min(max(left.get(invoice, 0), 0), max(-left[note.id], 0))
        credited[invoice] += cents
        credited[note.id] -= cents
        if invoice in left:
            left[invoice] -= cents
            left[note.id] += cents
    return credited
