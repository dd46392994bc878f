"""Documents and payments that no batch has yet, and what is posted of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlmodel import col, func, select

from basicplus.db import GroupSession, pick
from basicplus.invoicing.accounting.mapping import accounts_of
from basicplus.invoicing.accounting.models import ExportedItem
from basicplus.invoicing.accounting.postings import Entry, Paid, document_entry, payment_entry
from basicplus.invoicing.documents.content import DocumentContent
from basicplus.invoicing.models import Invoice
from basicplus.invoicing.payments.models import BankMovement, InvoicePayment
from basicplus.members import Member


@dataclass(frozen=True)
class Gathered:
    """What a batch takes: entries in order, and the rows of documents and payments that they post."""

    entries: list[Entry]
    invoice_ids: list[int]
    payment_ids: list[int]


def gather(session: GroupSession, until_on: date) -> Gathered:
    """Return everything dated before `until_on` that no batch has: documents by number, then payments by day."""
    accounts = accounts_of(session)
    exported = select(ExportedItem.invoice_id).where(col(ExportedItem.invoice_id).is_not(None))
    documents = session.rows(
        pick(Invoice.id, Invoice.content)
        .where(Invoice.issue_on < until_on, col(Invoice.id).not_in(exported))
        .order_by(Invoice.issue_on, Invoice.number)
    )
    entries = [document_entry(DocumentContent.from_json(content), accounts) for _, content in documents]
    paid = _paid(session, until_on)
    for _, rows in groupby(paid, key=lambda row: row.pair_id or row.payment_id):
        entries.append(payment_entry(list(rows), accounts))
    return Gathered(entries, [row_id for row_id, _ in documents], [row.payment_id for row in paid])


def _paid(session: GroupSession, until_on: date) -> list[Paid]:
    """Return rows of the ledger; both of a set-off stand together, under the first of them."""
    exported = select(ExportedItem.payment_id).where(col(ExportedItem.payment_id).is_not(None))
    query = (
        pick(
            col(InvoicePayment.id).label("payment_id"),
            InvoicePayment.kind,
            col(InvoicePayment.booked_on).label("on"),
            col(InvoicePayment.amount_cents).label("cents"),
            col(Invoice.number).label("document"),
            col(Member.number).label("member"),
            col(Member.name).label("name"),
            func.coalesce(BankMovement.bank_reference, "").label("reference"),
            InvoicePayment.pair_id,
        )
        .join(Invoice, col(Invoice.id) == InvoicePayment.invoice_id)
        .join(Member, col(Member.id) == Invoice.member_id)
        .outerjoin(BankMovement, col(BankMovement.id) == InvoicePayment.movement_id)
        .where(InvoicePayment.booked_on < until_on, col(InvoicePayment.id).not_in(exported))
    )
    rows = [Paid(**row._mapping) for row in session.rows(query)]
    return sorted(rows, key=lambda row: (row.on, row.pair_id or row.payment_id, row.payment_id))
