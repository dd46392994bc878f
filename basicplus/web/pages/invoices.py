"""Issued documents: the list, a document's page, and its PDF."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from basicplus.errors import invalid
from basicplus.invoicing.issuing import PDF
from basicplus.invoicing.vat import invoice_lights
from basicplus.web.pages.frame import AskedPart, Viewed, page
from basicplus.web.reading.invoices import (
    KINDS,
    PURPOSES,
    Pdf,
    content_of,
    invoice_detail,
    list_invoices,
    pdf_of,
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
        return inline(number, pdf_of(session, number))


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


def inline(number: str, pdf: Pdf) -> Response:
    """Return a PDF to be opened in the browser, under its number."""
    headers = {"Content-Disposition": f'inline; filename="{number}.pdf"', "ETag": f'"{pdf.sha256}"'}
    return Response(pdf.content, media_type=PDF, headers=headers)
