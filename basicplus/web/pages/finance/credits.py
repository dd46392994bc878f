"""Credit an invoice in full or in part: chosen, looked at as it would be issued, then issued."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends
from fastapi.responses import HTMLResponse, Response

from basicplus.acts import act_named
from basicplus.clock import parse_day, today
from basicplus.errors import BasicplusError, InvalidInput, invalid
from basicplus.invoicing import LineCredit
from basicplus.web.pages.finance.frame import cents, send, show
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, every, not_done, see_other
from basicplus.web.pages.frame import View, Viewed, page, post
from basicplus.web.reading.finance.credits import CreditPreview, credit_preview, standing
from basicplus.web.reading.invoices import invoice_detail
from basicplus.web.section import Section

router = Section(prefix="/g/{group}/invoices/{number}/credit")


Hours = Annotated[list[str], Depends(every("hours"))]


@page(router, "", "finance")
def credit_page(view: Viewed, number: str) -> HTMLResponse:
    """Show what still stands of an invoice, to choose what is credited."""
    return _credit(view, number, UNTRIED, [])


@post(router, "", "finance")
def credit(view: Viewed, number: str, fields: Fields, hours: Hours) -> Response:
    """Show the credit note as it would be issued; issue it once that was confirmed."""
    try:
        asked = _asked(number, fields, hours)
    except InvalidInput as error:
        return _credit(view, number, not_done(error, fields, view.language), hours)
    if "confirmed" in fields:
        tried = send(view, "credit", fields, lambda _: asked)
        if tried.done is None:
            return _credit(view, number, tried, hours)
        note = tried.done.result["number"]
        return see_other(f"/g/{view.desk.group}/invoices/{note}", notice="finance.credited", invoice=number)
    try:
        act_named("credit").read(asked)
        with view.desk.database.writing(view.desk.group, view.desk.actor, dry_run=True) as session:
            found = credit_preview(session, number, asked)
    except BasicplusError as error:
        return _credit(view, number, not_done(error, fields, view.language), hours)
    return _credit(view, number, Tried(fields), hours, found)


def _credit(
    view: View, number: str, tried: Tried, hours: list[str], found: CreditPreview | None = None
) -> HTMLResponse:
    with view.reading() as session:
        return show(
            view,
            "credit",
            "invoices",
            status=tried.status,
            invoice=invoice_detail(session, number),
            lines=standing(session, number),
            found=found,
            hours=hours,
            tried=tried,
            day=today(),
        )


def _asked(number: str, given: Mapping[str, str], hours: list[str]) -> dict[str, Any]:
    """Read what is credited: everything, or the lines ticked (with an amount or whole) and the hours ticked."""
    lines, in_part = [], given.get("what") == "part"
    for name in given if in_part else ():
        position = name.removeprefix("line-")
        if position != name and position.isdecimal():
            lines.append(LineCredit(line=int(position), amount_cents=cents(given, f"cents-{position}")))
    chosen = [int(each) for each in hours if each.isdecimal()] if in_part else []
    if in_part and not lines and not chosen:
        raise invalid("what", "nothing", "tick at least one line or one of its hours, or credit all that is left")
    return {
        "invoice": number,
        "issue_on": parse_day(given.get("issue_on", ""), "issue_on"),
        "why": given.get("why", ""),
        "lines": lines,
        "hours": chosen,
    }
