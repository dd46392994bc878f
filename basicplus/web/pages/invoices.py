"""Issued documents: the list, a document's page, and its files."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from basicplus.errors import invalid
from basicplus.invoicing.documents.rendering import PDF, UBL
from basicplus.invoicing.vat import invoice_lights
from basicplus.web.pages.frame import AskedPart, Viewed, page
from basicplus.web.reading.invoices import (
    KINDS,
    PURPOSES,
    IssuedFile,
    content_of,
    file_of,
    invoice_detail,
    list_invoices,
    years_of_issue,
)
from basicplus.web.roles import roles

router = APIRouter(prefix="/g/{group}/invoices")


@page(router, "", "coordinator", "finance", "auditor")
def invoices_list(
    view: Viewed, asked: AskedPart, year: str = "", kind: str = "", purpose: str = "", member: str = ""
) -> HTMLResponse:
    """Show the documents, searched and filtered, the latest first."""
    if year and not (year.isdecimal() and 2000 <= int(year) <= 2100):
        raise invalid("year", year, "a year from 2000 to 2100")
    with view.reading() as session:
        part = list_invoices(session, asked, int(year) if year else None, kind, purpose, member)
        years = years_of_issue(session)
        lights = invoice_lights(session, [item.number for item in part.items])
        return view.render(
            "invoices.html",
            "invoices",
            part=part,
            years=years,
            kinds=KINDS,
            purposes=PURPOSES,
            lights=lights,
        )


@router.get(
    "/{number}.pdf",
    response_class=Response,
    include_in_schema=False,
    openapi_extra=roles("coordinator", "finance", "auditor"),
)
def invoice_pdf(view: Viewed, number: str) -> Response:
    """Send the PDF of a document, to be shown in the browser."""
    with view.reading() as session:
        return inline(file_of(session, number, PDF))


@router.get(
    "/{number}.xml",
    response_class=Response,
    include_in_schema=False,
    openapi_extra=roles("coordinator", "finance", "auditor"),
)
def invoice_xml(view: Viewed, number: str) -> Response:
    """Send the electronic form of a document."""
    with view.reading() as session:
        return inline(file_of(session, number, UBL))


@page(router, "/{number}", "coordinator", "finance", "auditor")
def invoice_page(view: Viewed, number: str) -> HTMLResponse:
    """Show one document as it was issued."""
    with view.reading() as session:
        return view.render(
            "invoice.html",
            "invoices",
            invoice=invoice_detail(session, number),
            content=content_of(session, number),
            light=invoice_lights(session, [number]).get(number),
        )


def inline(file: IssuedFile) -> Response:
    """Return a file of a document to be opened in the browser, under its number."""
    headers = {"Content-Disposition": f'inline; filename="{file.name}"', "ETag": f'"{file.sha256}"'}
    return Response(file.content, media_type=file.media_type, headers=headers)
