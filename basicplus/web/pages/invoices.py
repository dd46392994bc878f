"""Issued documents: the list, a document's page, and its files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fastapi.responses import HTMLResponse, Response

from basicplus.clock import today
from basicplus.errors import invalid
from basicplus.invoicing import explain, invoice_proof
from basicplus.invoicing.delivery import CHANNELS
from basicplus.invoicing.documents.rendering import PDF, UBL
from basicplus.invoicing.vat import invoice_lights
from basicplus.web.pages.finance.frame import cents, day_come, send
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, see_other
from basicplus.web.pages.frame import AskedPart, View, Viewed, page, post
from basicplus.web.reading.finance.documents import money_and_way, states_of, undelivered
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
from basicplus.web.reading.listing import one_of
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix="/g/{group}/invoices")
WAYS = ("undelivered",)


@page(router, "", "coordinator", "finance", "auditor")
def invoices_list(
    view: Viewed,
    asked: AskedPart,
    year: str = "",
    kind: str = "",
    purpose: str = "",
    member: str = "",
    way: str = "",
) -> HTMLResponse:
    """Show the documents, searched and filtered, the latest first; those that did not arrive by `way`."""
    if year and not (year.isdecimal() and 2000 <= int(year) <= 2100):
        raise invalid("year", year, "a year from 2000 to 2100")
    with view.reading() as session:
        only = undelivered(session) if one_of("way", way, WAYS) else None
        part = list_invoices(session, asked, int(year) if year else None, kind, purpose, member, only)
        years = years_of_issue(session)
        lights = invoice_lights(session, [item.number for item in part.items])
        states = states_of(session, [item.number for item in part.items], today()) if _sees_money(view) else {}
        return view.render(
            "invoices.html",
            "invoices",
            part=part,
            years=years,
            kinds=KINDS,
            purposes=PURPOSES,
            lights=lights,
            states=states,
            ways=WAYS,
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
    """Show one document as it was issued, what was paid of it, and how it went to its buyer."""
    return _invoice(view, number, UNTRIED)


@page(router, "/{number}/why", "coordinator", "finance", "auditor")
def why_page(view: Viewed, number: str) -> HTMLResponse:
    """Show why a document asks what it asks; to finance the costs behind it, which show what people earn."""
    with view.reading() as session:
        costs = explain.pool_costs(session, number) if "finance" in view.desk.acting else []
        return view.render("finance/why.html", "invoices", found=explain.why(session, number), costs=costs)


@router.get(
    "/{number}/proof.json",
    include_in_schema=False,
    openapi_extra=roles("coordinator", "finance", "auditor"),
)
def proof_file(view: Viewed, number: str) -> Response:
    """Send what a member needs to check the document by itself."""
    with view.reading() as session:
        content = json.dumps(invoice_proof(session, number), ensure_ascii=False, indent=1)
    headers = {"Content-Disposition": f'attachment; filename="{number}-proof.json"'}
    return Response(content, media_type="application/json", headers=headers)


@post(router, "/{number}/again", "finance")
def send_again(view: Viewed, number: str, fields: Fields) -> Response:
    """Send a document again, the same way or another way for a reason; queue it if it never was."""
    if fields.get("channel"):
        tried = send(view, "change-channel", fields, lambda given: {**given, "document": number})
    elif fields.get("first"):
        tried = send(view, "queue-documents", {}, lambda _: {"documents": [number]})
    else:
        tried = send(view, "retry-delivery", {}, lambda _: {"document": number})
    return _next(view, number, tried, "way", notice="finance.queued")


@post(router, "/{number}/write-off", "finance")
def write_off(view: Viewed, number: str, fields: Fields) -> Response:
    """Give up what is open of a document, or a part of it."""
    sign = -1 if "owing" in fields else 1
    tried = send(view, "write-off", fields, lambda given: {"document": number, **_on_and_amount(given, sign)})
    return _next(view, number, tried, "write_off", notice="finance.written_off")


@post(router, "/{number}/set-off", "finance")
def set_off(view: Viewed, number: str, fields: Fields) -> Response:
    """Set a document against another one of the same member, which runs the other way."""
    mine, other = ("credit_note", "invoice") if "owing" in fields else ("invoice", "credit_note")
    ends = {mine: number, other: fields.get("other", "")}
    tried = send(view, "set-off", fields, lambda given: ends | _on_and_amount(given))
    return _next(view, number, tried, "set_off", notice="finance.offset")


@post(router, "/{number}/take-back", "finance")
def take_back(view: Viewed, number: str, fields: Fields) -> Response:
    """Take a write-off or a set-off back, with a reason."""
    return _next(view, number, send(view, "undo-payment", fields), "paid", notice="finance.taken_back")


def _on_and_amount(given: Mapping[str, str], sign: int = 1) -> dict[str, Any]:
    """Read the day of a form and its amount; none typed is all that is open."""
    typed = cents(given, "amount_cents")
    return {"on": day_come(given, "on")} | ({} if typed is None else {"amount_cents": sign * typed})


def _next(view: View, number: str, tried: Tried, form: str, *, notice: str) -> Response:
    """Go back to the document with what was done; or show it again with what was refused in a form."""
    if tried.done is None:
        return _invoice(view, number, tried, form)
    return see_other(f"/g/{view.desk.group}/invoices/{number}", notice=notice, number=number)


def _invoice(view: View, number: str, tried: Tried, form: str = "") -> HTMLResponse:
    with view.reading() as session:
        return view.render(
            "invoice.html",
            "invoices",
            status=tried.status,
            invoice=invoice_detail(session, number),
            content=content_of(session, number),
            light=invoice_lights(session, [number]).get(number),
            money=money_and_way(session, number, view.language) if _sees_money(view) else None,
            changes="finance" in view.desk.acting,
            channels=CHANNELS,
            tried=tried,
            tried_in=form,
        )


def _sees_money(view: View) -> bool:
    """Say whether the reader may see payments and deliveries."""
    return bool(view.desk.acting & {"finance", "auditor"})


def inline(file: IssuedFile) -> Response:
    """Return a file of a document to be opened in the browser, under its number."""
    headers = {"Content-Disposition": f'inline; filename="{file.name}"', "ETag": f'"{file.sha256}"'}
    return Response(file.content, media_type=file.media_type, headers=headers)
