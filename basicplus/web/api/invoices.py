"""Issued documents, and their files as they were sent."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import Response

from basicplus.invoicing import explain, invoice_proof
from basicplus.invoicing.documents.rendering import PDF, UBL
from basicplus.invoicing.documents.ubl import with_pdf
from basicplus.invoicing.explain import DocumentWhy, PoolWhy
from basicplus.web.api.shapes import GROUP, AskedPart, sends
from basicplus.web.desk import AtDesk
from basicplus.web.matching import read_as
from basicplus.web.pages.invoices import inline
from basicplus.web.reading.invoices import InvoiceDetail, InvoiceItem, file_of, invoice_detail, list_invoices
from basicplus.web.reading.listing import Part
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix=GROUP + "/invoices", tags=["invoices"])


@router.get("", openapi_extra=roles("coordinator", "finance", "auditor"))
def get_invoices(
    desk: AtDesk,
    asked: AskedPart,
    year: Annotated[int | None, Query(ge=2000, le=2100, description="Year of issue.")] = None,
    kind: Annotated[str, Query(description="invoice or credit_note")] = "",
    purpose: Annotated[str, Query(description="periodic or settlement")] = "",
    member: Annotated[str, Query(description="Number of a member.")] = "",
) -> Part[InvoiceItem]:
    """Return issued documents, the latest first; a credit note is negative."""
    with desk.reading() as session:
        return list_invoices(session, asked, year, kind, purpose, member)


@router.get(
    "/{number}/pdf",
    response_class=Response,
    responses=sends(PDF),
    openapi_extra=roles("coordinator", "finance", "auditor"),
)
def get_pdf(desk: AtDesk, number: str) -> Response:
    """Return the PDF of a document, byte for byte as it was sent."""
    with desk.reading() as session:
        return inline(file_of(session, number, PDF))


@router.get(
    "/{number}/xml",
    response_class=Response,
    responses=sends("application/xml"),
    openapi_extra=roles("coordinator", "finance", "auditor"),
)
def get_xml(
    desk: AtDesk, number: str, pdf: Annotated[bool, Query(description="Put the PDF inside.")] = False
) -> Response:
    """Return the electronic form (UBL) of a document as it was sent, with the PDF inside if asked for."""
    with desk.reading() as session:
        issued = file_of(session, number, UBL)
        if not pdf:
            return inline(issued)
        inside = with_pdf(issued.content, file_of(session, number, PDF).content)
        return inline(replace(issued, content=inside, sha256=hashlib.sha256(inside).hexdigest()))


@router.get("/{number}/proof", openapi_extra=roles("coordinator", "finance", "auditor"))
def get_proof(desk: AtDesk, number: str) -> dict[str, Any]:
    """Return what a member needs to check the document by itself; `verify_invoice.py` does it."""
    with desk.reading() as session:
        return invoice_proof(session, number)


@router.get("/{number}/why", openapi_extra=roles("coordinator", "finance", "auditor"))
def get_why(desk: AtDesk, number: str) -> DocumentWhy:
    """Return why a document asks what it asks: its lines, the hours behind them, costs, keys and weights."""
    with desk.reading() as session:
        return explain.why(session, number)


@router.get("/{number}/why/costs", openapi_extra=roles("finance"))
def get_why_costs(desk: AtDesk, number: str) -> list[PoolWhy]:
    """Return the cost entries behind a document, worker by worker: they show what people earn."""
    with desk.reading() as session:
        return explain.pool_costs(session, number)


@router.get("/{number}", openapi_extra=roles("coordinator", "finance", "auditor"))
@read_as("invoice")
def get_invoice(desk: AtDesk, number: str) -> InvoiceDetail:
    """Return one document with its frozen content."""
    with desk.reading() as session:
        return invoice_detail(session, number)
