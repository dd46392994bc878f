"""The outbox: documents are queued by their channel, change it for a reason, are tried again, and are told of.

Sends nothing itself.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from sqlmodel import col, select

from basicplus import groups, journal
from basicplus.compliance.gate import gate_of
from basicplus.db import GroupSession, WriteSession, get, pick
from basicplus.errors import Conflict, invalid
from basicplus.invoicing.delivery import channel as channels
from basicplus.invoicing.delivery.buyers import known_of
from basicplus.invoicing.delivery.models import Delivery, DeliveryEvent
from basicplus.invoicing.delivery.wishes import check_address
from basicplus.invoicing.models import Invoice

Told = Literal["sent", "delivered", "bounced", "failed"]
TOLD_AFTER: dict[Told, frozenset[str]] = {
    "sent": frozenset({"queued"}),
    "delivered": frozenset({"queued", "sent"}),
    "bounced": frozenset({"sent", "delivered"}),
    "failed": frozenset({"queued", "sent"}),
}
"""What can be told of a delivery by hand, and in which states."""
SHORT = 1000


def queue_documents(
    session: WriteSession, at: datetime, period: str | None = None, documents: Sequence[str] = ()
) -> list[Delivery]:
    """Decide the channel of issued documents that have no delivery yet, and queue them to be sent.

    Of a billing period, or those named by number; one that is named and on its way already is a Conflict.
    """
    if (period is None) == (not documents):
        raise invalid("period", period or "nothing", "either a period or the numbers of documents")
    invoices = _named(session, documents) if documents else _of_period(session, period or "")
    known, law = known_of(session, invoices), gate_of(session).law
    decided = [(invoice, channels.decide(known[invoice.id], law)) for invoice in invoices]
    queued = _queued(session, [(row, each.channel, each.rule, each.address) for row, each in decided], at)
    if queued:
        by_channel = Counter(row.channel for row in queued)
        journal.record(session, "queue documents", period or ", ".join(documents)[:160], **by_channel)
    return queued


def change_channel(
    session: WriteSession, document: str, channel: channels.Channel, because: str, at: datetime, address: str = ""
) -> Delivery:
    """Send a document another way than the rules say, for a reason; what is not sent yet the old way is cancelled.

    Raises Conflict while the document is being sent.
    """
    invoice = get(session, Invoice, f"document {document}", number=document)
    if not because.strip():
        raise invalid("because", because, "say in a few words why the rules do not decide")
    if address:
        for each in address.split(", ") if channel == "email" else [address]:
            check_address("address", channel, each)
    known = known_of(session, [invoice])[invoice.id]
    where = address or channels.address(known, channel)
    if not where:
        raise invalid("address", "nothing", f"an address for {channel}: none is known of the member")
    old = current(session, [invoice.id]).get(invoice.id)
    if old and old.state in ("queued", "failed", "bounced"):
        _at_rest(old, at)
        move(session, old, "cancelled", at, because)
    [row] = _queued(session, [(invoice, channel, channels.BY_HAND, where)], at, because)
    journal.record(session, "change channel", document, channel=channel, because=because)
    return row


def retry(session: WriteSession, document: str, at: datetime) -> Delivery:
    """Queue a delivery again that failed, came back or waits: it goes with the next run, with new attempts."""
    row = delivery_of(session, document)
    if row.state not in ("queued", "failed", "bounced"):
        raise Conflict(f"{document} is {row.state}: only what is queued, failed or bounced is tried again.")
    _at_rest(row, at)
    row.attempts = 0
    move(session, row, "queued", at, "again")
    journal.record(session, "retry delivery", document, channel=row.channel)
    return row


def tell(session: WriteSession, document: str, told: Told, says: str, at: datetime) -> Delivery:
    """Record by hand what became of a delivery: posted, received, come back, or lost."""
    row = delivery_of(session, document)
    if row.state not in TOLD_AFTER[told]:
        allowed = ", ".join(sorted(TOLD_AFTER[told]))
        raise Conflict(f"{document} is {row.state}: {told} can be told of what is {allowed}.")
    _at_rest(row, at)
    move(session, row, told, at, says)
    journal.record(session, f"{told} by hand", document, channel=row.channel)
    return row


def delivery_of(session: GroupSession, document: str) -> Delivery:
    """Return the delivery of a document that counts: the latest that is not cancelled."""
    invoice = get(session, Invoice, f"document {document}", number=document)
    row = current(session, [invoice.id]).get(invoice.id)
    if row is None:
        raise Conflict(f"{document} was not queued yet: `basicplus deliver queue --document {document}`.")
    return row


def document_of(session: GroupSession, row: Delivery) -> str:
    """Return the number of the document of a delivery."""
    return str(session.rows(pick(Invoice.number).where(Invoice.id == row.invoice_id))[0][0])


def current(session: GroupSession, invoices: Iterable[int]) -> dict[int, Delivery]:
    """Return the latest delivery of each document that is not cancelled, by the id of the document."""
    query = (
        select(Delivery)
        .where(col(Delivery.invoice_id).in_(list(invoices)), Delivery.state != "cancelled")
        .order_by(col(Delivery.id))
    )
    return {row.invoice_id: row for row in session.exec(query)}


def move(
    session: WriteSession, row: Delivery, state: str, at: datetime, says: str = "", evidence_sha256: str = ""
) -> None:
    """Bring a delivery into a state and keep what happened; the caller journals it."""
    row.state, row.next_attempt_at, row.claimed_until = state, at if state == "queued" else None, None
    row.last_error = says[:SHORT] if state in ("failed", "bounced") else ""
    if state == "sent":
        row.sent_at = at
    session.add(row)
    session.flush()
    keep_event(session, row, state, at, says, evidence_sha256)


def keep_event(
    session: WriteSession,
    row: Delivery,
    kind: str,
    at: datetime,
    says: str = "",
    evidence_sha256: str = "",
    attempt: int | None = None,
) -> None:
    """Keep one thing that happened to a delivery, for good; of the present attempt if nothing else is said."""
    session.add(
        DeliveryEvent(
            journal_seq=journal.first_seq(session),
            delivery_id=row.id,
            at=at,
            kind=kind,
            attempt=row.attempts if attempt is None else attempt,
            says=says[:SHORT],
            evidence_sha256=evidence_sha256,
        )
    )


def _at_rest(row: Delivery, at: datetime) -> None:
    """Refuse to touch a delivery while it is being sent."""
    if row.claimed_until and at < row.claimed_until:
        raise Conflict(
            f"This document is being sent; what came of it is known by {row.claimed_until:%Y-%m-%d %H:%M} UTC."
            " Try again then."
        )


def _of_period(session: GroupSession, period: str) -> list[Invoice]:
    invoices = list(
        session.exec(
            select(Invoice).where(Invoice.period == period).order_by(col(Invoice.issue_on), col(Invoice.id))
        )
    )
    under_way = current(session, [invoice.id for invoice in invoices])
    return [invoice for invoice in invoices if invoice.id not in under_way]


def _named(session: GroupSession, documents: Sequence[str]) -> list[Invoice]:
    invoices = [get(session, Invoice, f"document {number}", number=number) for number in dict.fromkeys(documents)]
    under_way = current(session, [invoice.id for invoice in invoices])
    for invoice in invoices:
        if row := under_way.get(invoice.id):
            raise Conflict(
                f"{invoice.number} is {row.state} by {row.channel} already: `change-channel` sends it anew."
            )
    return invoices


def _queued(
    session: WriteSession, wanted: Sequence[tuple[Invoice, str, str, str]], at: datetime, because: str = ""
) -> list[Delivery]:
    """Queue documents, each by a channel, for a rule, to an address."""
    ids = [invoice.id for invoice, *_ in wanted]
    domain = groups.current(session).email.rpartition("@")[2]
    earlier = Counter(session.exec(select(Delivery.invoice_id).where(col(Delivery.invoice_id).in_(ids))))
    queued = [
        Delivery(
            invoice_id=invoice.id,
            channel=channel,
            rule=rule,
            because=because,
            address=address,
            next_attempt_at=at,
            message_id=_message_id(invoice, earlier[invoice.id] + 1, domain),
        )
        for invoice, channel, rule, address in wanted
    ]
    session.add_all(queued)
    session.flush()
    for row in queued:
        keep_event(session, row, "queued", at, because)
    return queued


def _message_id(invoice: Invoice, nth: int, domain: str) -> str:
    """Return the Message-ID (RFC 5322) of the nth delivery of a document: the same at every attempt."""
    number = re.sub(r"[^A-Za-z0-9]+", "-", invoice.number)
    name = hashlib.sha256(f"{invoice.sha256} {nth}".encode()).hexdigest()[:16]
    return f"<{number}.{nth}.{name}@{domain}>"
