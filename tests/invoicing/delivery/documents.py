"""Issued documents of the cast for the tests of their delivery: March 2025, three members, with UBL if wanted."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy
from sqlmodel import col, select

from basicplus import invoicing, journal
from basicplus.clock import parse_period
from basicplus.db import Database
from basicplus.invoicing import Document, Invoice, delivery
from basicplus.invoicing.delivery.outcome import Parcel, Transport
from tests import cast
from tests.invoicing.documents import cast as papers

MARCH, APRIL_7 = parse_period("2025-03"), date(2025, 4, 7)
NOON = datetime(2025, 4, 7, 12, 0, tzinfo=UTC)
FIRST, SECOND, THIRD = "2025-000001", "2025-000002", "2025-000003"

MESSAGE_ID = "<2026-000042.1.0123456789abcdef@basicplus.example>"


def issue(database: Database, *members: str, issue_on: date = APRIL_7) -> list[Invoice]:
    """Issue the invoices of March, of these members or of all three."""
    with cast.writing(database) as session:
        return invoicing.issue_run(session, MARCH, issue_on, only=list(members) or None)


def tax(database: Database, number: str) -> None:
    """Have the first line of a document bear VAT, behind the gate."""
    with database.engine.begin() as connection:
        mine = sqlalchemy.select(Invoice.content).where(col(Invoice.number) == number)
        content = json.loads(connection.execute(mine).scalar_one())
        content["lines"][0]["vat_percent"] = 21
        taxed = sqlalchemy.update(Invoice).where(col(Invoice.number) == number)
        connection.execute(taxed.values(content=json.dumps(content)))


def ubl(number: str = FIRST) -> bytes:
    """A document of UBL, as far as its number goes."""
    space = "urn:oasis:names:specification:ubl:schema:xsd"
    name = f'<ID xmlns="{space}:CommonBasicComponents-2">{number}</ID>'
    return f'<Invoice xmlns="{space}:Invoice-2">{name}</Invoice>'.encode()


def with_ubl(database: Database, number: str = FIRST) -> bytes:
    """Return the UBL of a document, added to its PDF where it has none yet."""
    content = ubl(number)
    with cast.writing(database) as session:
        [row] = cast.invoices(session, number=number)
        issued = session.exec(select(Document).filter_by(invoice_id=row.id, media_type="application/xml")).first()
        if issued is not None:
            return issued.content
        session.add(
            Document(
                journal_seq=journal.first_seq(session),
                invoice_id=row.id,
                media_type="application/xml",
                content=content,
                content_sha256=hashlib.sha256(content).hexdigest(),
            )
        )
        journal.record(session, "add UBL", number)
    return content


def wish(database: Database, member: str = "M001", channel: str = "email", **more: Any) -> None:
    """Record a member's wish from 2025 on."""
    with cast.writing(database) as session:
        given = {"member": member, "from_on": cast.NEW_YEAR, "channel": channel, **more}
        delivery.wish_channel(session, delivery.WishCreate(**given))


def queue(database: Database, *documents: str, at: datetime = NOON) -> None:
    """Queue documents by number, or those of March."""
    with cast.writing(database) as session:
        delivery.queue_documents(session, at, None if documents else MARCH.name, documents)


def run(database: Database, at: datetime = NOON, **transports: Transport) -> list[tuple[str, str, str]]:
    """Run the deliveries that are due; return document, state and what was said of each."""
    done = delivery.run_due(database, cast.GROUP, "tester", transports, lambda: at)
    return [(line.document, line.state, line.says) for line in done.lines]


def rows(database: Database, **where: str) -> list[delivery.Delivery]:
    """Return the deliveries in the order of their documents."""
    with cast.reading(database) as session:
        return [way.delivery for way in delivery.ways(session, **where)]  # type: ignore[arg-type]


def happened(database: Database, document: str = FIRST) -> list[tuple[str, int]]:
    """Return what happened to a document, and at which attempt."""
    with cast.reading(database) as session:
        return [(event.kind, event.attempt) for _, event in delivery.history_of(session, document)]


def parcel(**changes: Any) -> Parcel:
    """A parcel with the invoice of January 2026 by e-mail, outside of any database."""
    given: dict[str, Any] = {
        "delivery_id": 7,
        "attempt": 1,
        "channel": "email",
        "address": "compta@ecole.example",
        "message_id": MESSAGE_ID,
        "content": papers.invoice(),
        "pdf": b"%PDF-1.7 as issued",
    }
    return Parcel(**given | changes)


def minutes(number: int) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=number)
