"""Issued documents as lists and pages show them; contents and bytes are read one at a time."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel
from sqlalchemy import or_
from sqlmodel import col, func

from basicplus import members
from basicplus.db import GroupSession, get, pick
from basicplus.errors import NotFound
from basicplus.invoicing import Document, Invoice
from basicplus.invoicing.documents.content import DocumentContent
from basicplus.invoicing.documents.rendering import EXTENSIONS
from basicplus.members import Member
from basicplus.web.reading.listing import Asked, Part, members_named, one_of, order
from basicplus.web.reading.memory import Memory

_years: Memory[list[int]] = Memory()
SORTS = ("-issued", "number", "member", "period", "total")
KINDS = ("invoice", "credit_note")
PURPOSES = ("periodic", "settlement")
_SORTED: Mapping[str, tuple[Any, ...]] = {
    "issued": (Invoice.issue_on,),
    "number": (Invoice.number,),
    "member": (Member.number,),
    "period": (Invoice.from_on, Invoice.until_on),
    "total": (Invoice.total_cents,),
}


class InvoiceItem(BaseModel):
    """An issued document; the total is what it adds to the member's bill: a credit note is negative."""

    number: str
    kind: str
    purpose: str
    period: str
    member: str
    member_name: str
    from_on: date
    until_on: date
    issue_on: date
    due_on: date
    total_cents: int
    ogm: str | None


class InvoiceDetail(InvoiceItem):
    """An issued document with its frozen content, files and ties to others, and what credit notes gave back."""

    credits: str | None
    credited_by: list[str]
    credited_cents: int
    files: list[str]
    sha256: str
    content: dict[str, Any]


@dataclass(frozen=True)
class IssuedFile:
    """A file of a document, its PDF or its UBL, and its SHA-256 as recorded at issue."""

    name: str
    media_type: str
    content: bytes
    sha256: str


def list_invoices(
    session: GroupSession,
    asked: Asked,
    year: int | None = None,
    kind: str = "",
    purpose: str = "",
    member: str = "",
    only: Collection[str] | None = None,
) -> Part[InvoiceItem]:
    """Return the documents asked for, the latest first; `year` is the year of issue, `only` names numbers."""
    one_of("kind", kind, KINDS)
    one_of("purpose", purpose, PURPOSES)
    wanted: list[Any] = []
    if year is not None:
        wanted.append((col(Invoice.issue_on) >= date(year, 1, 1)) & (col(Invoice.issue_on) <= date(year, 12, 31)))
    wanted += [Invoice.kind == kind] if kind else []
    wanted += [Invoice.purpose == purpose] if purpose else []
    wanted += [Invoice.member_id == members.by_number(session, member).id] if member else []
    wanted += [col(Invoice.number).in_(only)] if only is not None else []
    if q := asked.q.strip():
        named = col(Invoice.member_id).in_(members_named(session, q))
        wanted.append(or_(named, col(Invoice.number).icontains(q, autoescape=True)))
    name, descending = order(asked, SORTS)
    keys = [*_SORTED[name], Invoice.id]
    total = session.rows(pick(func.count(col(Invoice.id))).where(*wanted))[0][0]
    items = invoice_items(
        session,
        *wanted,
        order_by=[key.desc() if descending else key for key in keys],
        limit=asked.size,
        offset=(asked.page - 1) * asked.size,
    )
    return Part(items=items, total=total, page=asked.page, size=asked.size)


def invoice_items(
    session: GroupSession,
    *wanted: Any,
    order_by: list[Any] | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[InvoiceItem]:
    """Return documents, the latest first if nothing else is said."""
    names = [name for name in InvoiceItem.model_fields if hasattr(Invoice, name)]
    query = (
        pick(*(getattr(Invoice, name) for name in names), Member.number, Member.name)
        .join(Member, col(Member.id) == Invoice.member_id)
        .where(*wanted)
        .order_by(*(order_by or [col(Invoice.issue_on).desc(), col(Invoice.id).desc()]))
        .limit(limit)
        .offset(offset)
    )
    columns = [*names, "member", "member_name"]
    return [InvoiceItem(**dict(zip(columns, row, strict=True))) for row in session.rows(query)]


def years_of_issue(session: GroupSession) -> list[int]:
    """Return the years in which documents were issued, the latest first."""
    return _years.found(session, "years", lambda: _years_of_issue(session))


def _years_of_issue(session: GroupSession) -> list[int]:
    first, last = session.rows(pick(func.min(Invoice.issue_on), func.max(Invoice.issue_on)))[0]
    return list(range(last.year, first.year - 1, -1)) if first else []


def invoice_detail(session: GroupSession, number: str) -> InvoiceDetail:
    """Return one document as it was issued."""
    row = get(session, Invoice, f"document {number}", number=number)
    item = invoice_items(session, Invoice.id == row.id)[0]
    credited = session.rows(pick(Invoice.number).where(Invoice.id == row.credits_invoice_id))
    notes = session.rows(
        pick(Invoice.number, Invoice.total_cents)
        .where(Invoice.credits_invoice_id == row.id)
        .order_by(col(Invoice.id))
    )
    media_types = session.rows(
        pick(Document.media_type).where(Document.invoice_id == row.id).order_by(col(Document.id))
    )
    return InvoiceDetail(
        **item.model_dump(),
        credits=credited[0][0] if credited else None,
        credited_by=[found for found, _ in notes],
        credited_cents=-sum(cents for _, cents in notes),
        files=[f"{number}.{EXTENSIONS[media_type]}" for (media_type,) in media_types],
        sha256=row.sha256,
        content=json.loads(row.content),
    )


def content_of(session: GroupSession, number: str) -> DocumentContent:
    """Return what a document says, as it was frozen at issue."""
    return DocumentContent.from_json(get(session, Invoice, f"document {number}", number=number).content)


def file_of(session: GroupSession, number: str, media_type: str) -> IssuedFile:
    """Return a file of a document as it was issued: its PDF, or its UBL."""
    found = session.rows(
        pick(Document.content, Document.content_sha256)
        .join(Invoice, col(Invoice.id) == Document.invoice_id)
        .where(Invoice.number == number, Document.media_type == media_type)
    )
    kind = EXTENSIONS[media_type]
    if not found:
        raise NotFound(f"There is no {kind} file of a document {number} in this group.")
    return IssuedFile(f"{number}.{kind}", media_type, *found[0])
