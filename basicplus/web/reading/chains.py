"""Hours drawn by a seed, each with the chain of its proof: agreement, visit, hours, signature, line, document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col

from basicplus.assignments import Agreement, SignOff, TimeEntry, Visit
from basicplus.clock import Span
from basicplus.db import GroupSession, pick
from basicplus.evidence.sampling import draw
from basicplus.invoicing import Document, Invoice, InvoiceLine
from basicplus.invoicing.documents.rendering import PDF
from basicplus.members import Member
from basicplus.workers import Worker


@dataclass(frozen=True)
class Chain:
    """One line of hours and what proves it; what is missing is None."""

    entry: int
    worker: str
    member: str | None
    day: date
    starts_at: datetime
    ends_at: datetime
    minutes: int
    state: str
    agreement: str | None
    agreement_signed_on: date | None
    visit: int | None
    visit_starts_at: datetime | None
    visit_ends_at: datetime | None
    signed_by: str | None
    signed_at: datetime | None
    entries_sha256: str | None
    invoice: str | None
    position: int | None
    document_sha256: str | None


@dataclass(frozen=True)
class Drawn:
    """A sample: how many lines there were, and the chains of those drawn, in the order of the draw."""

    population: int
    chains: tuple[Chain, ...]


def drawn(session: GroupSession, span: Span, seed: str, size: int) -> Drawn:
    """Draw hours of service of a period: the same seed draws the same lines, from the same records."""
    population = [
        entry_id
        for (entry_id,) in session.rows(
            pick(TimeEntry.id)
            .where(TimeEntry.day >= span.from_on, TimeEntry.day < span.until_on, TimeEntry.kind == "service")
            .order_by(TimeEntry.id)
        )
    ]
    ids = draw(population, seed, size)
    chains = {chain.entry: chain for chain in chains_of(session, ids)}
    return Drawn(len(population), tuple(chains[each] for each in ids))


def chains_of(session: GroupSession, entry_ids: list[int]) -> list[Chain]:
    """Return the chains of some hours."""
    columns = (
        TimeEntry.id,
        Worker.number,
        Member.number,
        TimeEntry.day,
        TimeEntry.starts_at,
        TimeEntry.ends_at,
        TimeEntry.minutes,
        TimeEntry.state,
        Agreement.number,
        Agreement.signed_on,
        Visit.id,
        Visit.starts_at,
        Visit.ends_at,
        SignOff.signed_by,
        SignOff.signed_at,
        SignOff.entries_sha256,
        Invoice.number,
        InvoiceLine.position,
        Document.content_sha256,
    )
    query = (
        pick(*columns)
        .select_from(TimeEntry)
        .join(Worker, col(Worker.id) == TimeEntry.worker_id)
        .join(Member, col(Member.id) == TimeEntry.member_id, isouter=True)
        .join(Agreement, col(Agreement.id) == TimeEntry.agreement_id, isouter=True)
        .join(Visit, col(Visit.id) == TimeEntry.visit_id, isouter=True)
        .join(SignOff, col(SignOff.id) == TimeEntry.sign_off_id, isouter=True)
        .join(InvoiceLine, col(InvoiceLine.id) == TimeEntry.invoice_line_id, isouter=True)
        .join(Invoice, col(Invoice.id) == InvoiceLine.invoice_id, isouter=True)
        .join(
            Document,
            (col(Document.invoice_id) == Invoice.id) & (col(Document.media_type) == PDF),
            isouter=True,
        )
        .where(col(TimeEntry.id).in_(entry_ids))
    )
    return [Chain(*row) for row in session.rows(query)]
