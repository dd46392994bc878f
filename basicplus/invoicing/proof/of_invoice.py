"""The proof of one document, for the member that it was sent to; described in docs/proof.md."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

from sqlmodel import col, select

from basicplus import groups
from basicplus.assignments import Agreement
from basicplus.canonical import sha256_of
from basicplus.db import GroupSession, get, pick
from basicplus.invoicing.models import Document, Invoice, InvoiceLine, Settlement
from basicplus.invoicing.proof.claims import commitment

FORMAT = "basicplus-invoice-proof-1"


def invoice_proof(session: GroupSession, number: str) -> dict[str, Any]:
    """Return what a member needs to check one of its documents by itself, and nothing of any other member.

    The frozen content and the SHA-256 of the files sent; and for each settled year that the document bills, the
    totals of the pools, the member's own claims opened, and all lines it was billed on them.
    """
    invoice = get(session, Invoice, f"document {number}", number=number)
    content = json.loads(invoice.content)
    group = groups.current(session)
    return {
        "format": FORMAT,
        "group": {"name": group.name, "enterprise_number": group.enterprise_number},
        "document": {"number": number, "content_sha256": sha256_of(content), "files": _files(session, invoice)},
        "content": content,
        "years": list(_years(session, invoice)),
    }


def _files(session: GroupSession, invoice: Invoice) -> dict[str, str]:
    query = pick(Document.media_type, Document.content_sha256).where(Document.invoice_id == invoice.id)
    return dict(session.rows(query.order_by(col(Document.media_type))))


def _years(session: GroupSession, invoice: Invoice) -> Iterator[dict[str, Any]]:
    """Give each year of the document as its settlement told it: its own, or the last one there is."""
    years = {year for (year,) in session.rows(pick(InvoiceLine.year).where(InvoiceLine.invoice_id == invoice.id))}
    for year in sorted(years):
        settlements = session.exec(select(Settlement).where(Settlement.year == year).order_by(col(Settlement.id)))
        told = [row for row in settlements if row.salt]
        own = [row for row in told if row.journal_seq == invoice.journal_seq]
        if told:
            chosen = (own or told)[-1]
            yield {"settlement": told.index(chosen) + 1} | _year(session, invoice.member_id, chosen)


def _year(session: GroupSession, member_id: int, settlement: Settlement) -> dict[str, Any]:
    said = json.loads(settlement.content)
    lines = list(_billed(session, member_id, settlement))
    mine = _agreements(said, {line["agreement"] for line in lines})
    told = commitment(said, settlement.salt, mine)
    return {
        "settled_on": settlement.issue_on.isoformat(),
        "root": told.root,
        "tree": told.tree,
        "totals": told.totals,
        "claims": [told.opened[name] for name in sorted(mine)],
        "billed": lines,
    }


def _agreements(said: dict[str, Any], wanted: Collection[str]) -> set[str]:
    return {each["agreement"] for pool in said["pools"] for each in pool["agreements"]} & set(wanted)


def _billed(session: GroupSession, member_id: int, settlement: Settlement) -> Iterator[dict[str, Any]]:
    """Give the member's lines of the year up to and with the settlement; negative where they credit."""
    query = (
        pick(Invoice.number, col(Agreement.number), InvoiceLine.amount_cents, Invoice.purpose)
        .join(Invoice, col(Invoice.id) == InvoiceLine.invoice_id)
        .join(Agreement, col(Agreement.id) == InvoiceLine.agreement_id)
        .where(InvoiceLine.year == settlement.year, Invoice.member_id == member_id)
        .where(Invoice.journal_seq <= settlement.journal_seq)
        .order_by(Invoice.id, InvoiceLine.position)
    )
    for number, agreement, cents, purpose in session.rows(query):
        yield {"document": number, "agreement": agreement, "cents": cents, "purpose": purpose}
