"""What mail servers sent back changes deliveries: come back for good, to be tried again, received."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from basicplus import journal
from basicplus.db import GroupSession, WriteSession
from basicplus.invoicing.delivery.bounces import Report
from basicplus.invoicing.delivery.mail import token_of
from basicplus.invoicing.delivery.models import Delivery, DeliveryEvent
from basicplus.invoicing.delivery.outbox import SHORT, document_of, keep_event, move
from basicplus.invoicing.delivery.outcome import next_attempt

KINDS = {"passing": "later"}
"""What is kept of a report that changes nothing, where the word is another one."""


@dataclass(frozen=True)
class Returned:
    """What a report did: the document it is about and its state now; neither when it is about none of ours."""

    name: str
    document: str = ""
    state: str = ""
    says: str = ""


def note_reports(session: WriteSession, reports: Iterable[Report], at: datetime) -> list[Returned]:
    """Record what reports tell of e-mails that were sent; a report read twice changes nothing the second time.

    A final failure makes the delivery `bounced`. One that may pass queues it again, under the same Message-ID. A
    delay is kept and changes nothing: the other server still tries.
    """
    return [_note(session, report, at) for report in reports]


def _note(session: WriteSession, report: Report, at: datetime) -> Returned:
    row = _found(session, report)
    if row is None:
        return Returned(report.name, says=report.diagnostic)
    document = document_of(session, row)
    told_before = select(DeliveryEvent.id).filter_by(delivery_id=row.id, evidence_sha256=report.sha256)
    if session.exec(told_before).first() is None:
        _apply(session, row, report, at)
        journal.record(session, "note returned e-mail", document, came=report.came, state=row.state)
    return Returned(report.name, document, row.state, report.diagnostic)


def _apply(session: WriteSession, row: Delivery, report: Report, at: datetime) -> None:
    again = next_attempt(at, row.attempts) if report.came == "passing" else None
    if row.state not in ("sent", "delivered") or report.came == "delayed":
        keep_event(session, row, KINDS.get(report.came, report.came), at, report.diagnostic, report.sha256)
    elif report.came == "delivered":
        move(session, row, "delivered", at, report.diagnostic, report.sha256)
    elif again is None:
        move(session, row, "bounced", at, report.diagnostic, report.sha256)
    else:
        move(session, row, "queued", at, report.diagnostic, report.sha256)
        row.next_attempt_at, row.last_error = again, report.diagnostic[:SHORT]
        session.add(row)


def _found(session: GroupSession, report: Report) -> Delivery | None:
    """Return the e-mail that a report is about: by its Message-ID, else by the reference in its envelope."""
    query = select(Delivery).where(Delivery.channel == "email", col(Delivery.message_id).in_(report.message_ids))
    if row := session.exec(query).first():
        return row
    for token in report.tokens:
        named = session.exec(select(Delivery).filter_by(id=int(token.split("-")[0]), channel="email")).first()
        if named and token_of(named.id, named.message_id) == token:
            return named
    return None
