"""A document beside its money and its way: what was paid of it, and whether it arrived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from basicplus.clock import FOREVER
from basicplus.db import GroupSession, pick
from basicplus.invoicing import payments
from basicplus.invoicing.delivery.models import Delivery
from basicplus.invoicing.models import Invoice
from basicplus.invoicing.payments.allotting import receivable
from basicplus.invoicing.payments.queue import PaymentLine
from basicplus.invoicing.payments.receivables import Receivable
from basicplus.web.reading.deliveries import DocumentWay, document_way


@dataclass(frozen=True)
class MoneyAndWay:
    """How a document stands, the rows of the ledger that made it so, and its way to the buyer.

    `counterparts` are the open documents of its member that run the other way: it may be set against them.
    """

    standing: Receivable
    payments: list[PaymentLine]
    way: DocumentWay
    counterparts: list[Receivable]


def money_and_way(session: GroupSession, number: str, language: str) -> MoneyAndWay:
    """Return what was paid of a document, and everything known of its way."""
    standing = receivable(session, number)
    of_member = payments.receivables(session, FOREVER, [standing.member_id], unsettled=True)
    return MoneyAndWay(
        standing,
        payments.payments(session, document=number),
        document_way(session, number, language),
        [each for each in of_member if each.open_cents * standing.open_cents < 0],
    )


def states_of(session: GroupSession, numbers: Sequence[str], on: date) -> dict[str, str]:
    """Return how far each of some documents is paid on a day, by number."""
    # Each once by a set: DISTINCT would draw SQLite to an index in the order of members, through all documents.
    members = set(session.exec(select(Invoice.member_id).where(col(Invoice.number).in_(numbers))))
    found = payments.receivables(session, on, members)
    return {each.number: each.state for each in found if each.number in set(numbers)}


def undelivered(session: GroupSession) -> list[str]:
    """Return the numbers of the documents that did not arrive: whose delivery failed or came back."""
    query = pick(Invoice.number).join(Delivery, col(Delivery.invoice_id) == Invoice.id)
    return [number for (number,) in session.rows(query.where(col(Delivery.state).in_(("failed", "bounced"))))]
