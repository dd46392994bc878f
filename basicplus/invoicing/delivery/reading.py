"""Deliveries as they stand, with the rule that led to their channel, and the state of documents that follows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlmodel import col, select

from basicplus.compliance.law import Law, Value
from basicplus.db import GroupSession, get, pick
from basicplus.invoicing.delivery.channel import says
from basicplus.invoicing.delivery.models import Delivery, DeliveryEvent
from basicplus.invoicing.models import Invoice
from basicplus.members import Member

SENT = ("sent", "delivered")
DocumentState = Literal["issued", "sent"]


@dataclass(frozen=True)
class Way:
    """A delivery with its document and its buyer."""

    delivery: Delivery
    document: str
    issue_on: date
    member: str

    def why(self, language: str) -> str:
        """Say in one sentence why the document goes this way."""
        return says(self.delivery.rule, language, self.delivery.because)

    def law(self, law: Law) -> Value | None:
        """Return what the law says, where it decided."""
        return law.on(self.issue_on, "structured_invoice_required") if self.delivery.rule == "compulsory" else None


def ways(
    session: GroupSession,
    *,
    state: str = "",
    channel: str = "",
    member: str = "",
    document: str = "",
    deliveries: Collection[int] | None = None,
) -> list[Way]:
    """Return deliveries in the order of their documents, all of them or those that have these values or ids."""
    wanted: list[Any] = [] if deliveries is None else [col(Delivery.id).in_(deliveries)]
    wanted += [Delivery.state == state] if state else []
    wanted += [Delivery.channel == channel] if channel else []
    wanted += [Member.number == member] if member else []
    wanted += [Invoice.number == document] if document else []
    rows = session.rows(
        pick(Delivery, Invoice.number, Invoice.issue_on, col(Member.number).label("member"))
        .join(Invoice, col(Invoice.id) == Delivery.invoice_id)
        .join(Member, col(Member.id) == Invoice.member_id)
        .where(*wanted)
        .order_by(col(Invoice.issue_on), col(Invoice.id), col(Delivery.id))
    )
    return [Way(*row) for row in rows]


def history_of(session: GroupSession, document: str) -> list[tuple[Delivery, DeliveryEvent]]:
    """Return everything that happened to a document on its ways, in order."""
    invoice = get(session, Invoice, f"document {document}", number=document)
    query = (
        select(Delivery, DeliveryEvent)
        .where(col(DeliveryEvent.delivery_id) == Delivery.id, Delivery.invoice_id == invoice.id)
        .order_by(col(DeliveryEvent.id))
    )
    return list(session.exec(query))


def document_states(session: GroupSession, documents: Collection[str]) -> dict[str, DocumentState]:
    """Return the state of documents by number: issued, or sent once it left and did not come back."""
    rows = session.rows(
        pick(Invoice.number)
        .join(Delivery, col(Delivery.invoice_id) == Invoice.id)
        .where(col(Invoice.number).in_(documents), col(Delivery.state).in_(SENT))
    )
    gone = {number for (number,) in rows}
    return {number: "sent" if number in gone else "issued" for number in documents}


def unqueued(session: GroupSession) -> int:
    """Return how many issued documents have no delivery at all."""
    started = select(Delivery.invoice_id).where(Delivery.state != "cancelled")
    return len(session.rows(pick(Invoice.id).where(col(Invoice.id).not_in(started))))
