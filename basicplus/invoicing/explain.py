"""Why an issued document asks what it asks: down to signed hours, and for finance to payroll entries."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from basicplus.assignments import SignOff, TimeEntry
from basicplus.clock import Span, year_span
from basicplus.db import GroupSession, get, pick
from basicplus.errors import NotFound
from basicplus.invoicing.documents.content import DocumentContent, Line, SignedHours, Why
from basicplus.invoicing.models import CostEntry, CostPool, Invoice, InvoiceLine, Settlement
from basicplus.invoicing.signed import signed_hours
from basicplus.members import Site
from basicplus.workers import Worker


@dataclass(frozen=True)
class LineWhy:
    """A line and the hours behind it; `amount_cents` is what it adds to the bill, negative on a credit note.

    A credit note lists no hours: they are those of the document that it corrects.
    """

    position: int
    agreement: str
    pool: str
    basis: str
    year: int
    from_on: date
    until_on: date
    amount_cents: int
    vat_percent: int
    minutes: int | None
    rate_e4: int | None
    share: str | None
    final_cents: int | None
    billed_cents: int | None
    hours: tuple[SignedHours, ...]


@dataclass(frozen=True)
class DocumentWhy:
    """A document, its lines with their hours, and for each agreement the reason that the document printed."""

    number: str
    kind: str
    purpose: str
    period: str
    member: str
    total_cents: int
    vat_cents: int
    credits: str | None
    lines: tuple[LineWhy, ...]
    why: tuple[Why, ...]


@dataclass(frozen=True)
class CostWhy:
    """A cost that was booked: of a worker, or of the pool as such."""

    month: date
    kind: str
    worker: str | None
    amount_cents: int
    source: str


@dataclass(frozen=True)
class PoolWhy:
    """What a pool cost in a year as known when the document was issued; `own_cents` is the sum of its entries.

    In a settlement `overhead_cents` is what was poured into the pool, and `total_cents` what was shared.
    """

    pool: str
    name: str
    year: int
    own_cents: int
    overhead_cents: int | None
    total_cents: int | None
    entries: tuple[CostWhy, ...]


def why(session: GroupSession, number: str, member: str | None = None) -> DocumentWhy:
    """Return why a document asks what it asks, as its member may read it; nobody's pay is in it.

    Raises NotFound when there is no such document, or it is not a document of `member`.
    """
    invoice = _invoice(session, number)
    content = DocumentContent.from_json(invoice.content)
    if member is not None and content.buyer.number != member:
        raise NotFound(f"There is no document {number} of member {member}.")
    rows = _rows(session, invoice)
    hours = content.hours
    if content.purpose == "settlement":
        named = {row.agreement_id: line.agreement for row, line in zip(rows, content.lines, strict=True)}
        hours = _hours_of_year(session, named, invoice.from_on.year)
    lines = tuple(
        LineWhy(
            position=row.position,
            agreement=line.agreement,
            pool=line.pool_code,
            basis=line.basis,
            year=row.year,
            from_on=line.from_on,
            until_on=line.until_on,
            amount_cents=row.amount_cents,
            vat_percent=line.vat_percent,
            minutes=line.minutes,
            rate_e4=line.rate_e4,
            share=line.share,
            final_cents=line.final_cents,
            billed_cents=line.billed_cents,
            hours=_hours_of(line, content.lines, hours) if content.credits is None else (),
        )
        for row, line in zip(rows, content.lines, strict=True)
    )
    return DocumentWhy(
        number=number,
        kind=content.kind,
        purpose=content.purpose,
        period=invoice.period,
        member=content.buyer.number,
        total_cents=invoice.total_cents,
        vat_cents=invoice.vat_cents,
        credits=content.credits.number if content.credits else None,
        lines=lines,
        why=content.why,
    )


def pool_costs(session: GroupSession, number: str) -> list[PoolWhy]:
    """Return the costs behind the rates and shares of a document, entry by entry; they show what workers earn."""
    invoice = _invoice(session, number)
    wanted = sorted({(row.pool_id, row.year) for row in _rows(session, invoice)})
    shared = _settled(session, invoice)
    found = []
    for pool_id, year in wanted:
        pool = get(session, CostPool, f"cost pool {pool_id}", id=pool_id)
        entries = _entries(session, pool_id, year, invoice.journal_seq)
        own, total = sum(entry.amount_cents for entry in entries), shared.get(pool.code)
        overhead = None if total is None else total - own
        found.append(PoolWhy(pool.code, pool.name, year, own, overhead, total, entries))
    return found


def _invoice(session: GroupSession, number: str) -> Invoice:
    return get(session, Invoice, f"document {number}", number=number)


def _rows(session: GroupSession, invoice: Invoice) -> Sequence[InvoiceLine]:
    query = select(InvoiceLine).where(InvoiceLine.invoice_id == invoice.id).order_by(col(InvoiceLine.position))
    return session.exec(query).all()


def _hours_of(line: Line, lines: Sequence[Line], hours: Sequence[SignedHours]) -> tuple[SignedHours, ...]:
    """Return the hours of a line: those of its days, or all of its agreement where they make no amount."""
    mine = [row for row in hours if row.agreement == line.agreement]
    if line.minutes is not None:
        return tuple(row for row in mine if row.day in Span(line.from_on, line.until_on))
    last = [other for other in lines if other.agreement == line.agreement][-1]
    return tuple(mine) if line is last else ()


def _hours_of_year(session: GroupSession, agreements: Mapping[int, str], year: int) -> tuple[SignedHours, ...]:
    days = year_span(year)
    query = (
        select(TimeEntry, Worker, SignOff, Site)
        .join(Worker, col(Worker.id) == TimeEntry.worker_id)
        .join(SignOff, col(SignOff.id) == TimeEntry.sign_off_id)
        .join(Site, col(Site.id) == TimeEntry.site_id, isouter=True)
        .where(col(TimeEntry.agreement_id).in_(agreements), TimeEntry.kind == "service")
        .where(TimeEntry.day >= days.from_on, TimeEntry.day < days.until_on)
        .where(col(TimeEntry.state).in_(("signed", "invoiced")))
        .order_by(col(TimeEntry.starts_at), col(TimeEntry.id))
    )
    return tuple(
        signed_hours(agreements[entry.agreement_id or 0], entry, worker.name, site.name if site else "", signature)
        for entry, worker, signature, site in session.exec(query)
    )


def _entries(session: GroupSession, pool_id: int, year: int, known_by: int) -> tuple[CostWhy, ...]:
    days = year_span(year)
    query = (
        pick(CostEntry.month, CostEntry.kind, Worker.number, CostEntry.amount_cents, CostEntry.source)
        .join(Worker, col(Worker.id) == CostEntry.worker_id, isouter=True)
        .where(CostEntry.pool_id == pool_id, CostEntry.journal_seq <= known_by)
        .where(CostEntry.month >= days.from_on, CostEntry.month < days.until_on)
        .order_by(col(CostEntry.month), col(Worker.number), col(CostEntry.kind), col(CostEntry.id))
    )
    return tuple(CostWhy(*row) for row in session.rows(query))


def _settled(session: GroupSession, invoice: Invoice) -> dict[str, int]:
    """Return by pool what the settlement that issued a document shared; empty for other documents."""
    if invoice.purpose != "settlement" or invoice.credits_invoice_id is not None:
        return {}
    query = pick(Settlement.content).where(Settlement.journal_seq == invoice.journal_seq)
    return {
        pool["pool"]: pool["total_cents"]
        for (content,) in session.rows(query)
        for pool in json.loads(content)["pools"]
    }
