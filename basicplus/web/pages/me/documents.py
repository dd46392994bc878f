"""My documents: the printed month, safety notes, the calendar on a phone, my contract, my hours as a table."""

from __future__ import annotations

from datetime import date, timedelta

from fastapi.responses import HTMLResponse, Response

from basicplus import clock
from basicplus.clock import Span, month_of, months
from basicplus.tabular.sheets import MEDIA_TYPES
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, see_other
from basicplus.web.pages.frame import page, post
from basicplus.web.pages.me.mine import Mine, Own
from basicplus.web.reading.me.documents import hours_sheet, my_documents
from basicplus.web.reading.me.hours import my_hours
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix="/g/{group}/me")
BEHIND, AHEAD = timedelta(days=35), timedelta(days=62)
SERVED = timedelta(days=183)
"""How far ahead and behind an agreement counts as served."""


@page(router, "/documents", "worker")
def documents(own: Own) -> HTMLResponse:
    """Show the worker's papers."""
    return _shown(own)


@post(router, "/feeds", "worker")
def open_feed(own: Own, fields: Fields) -> Response:
    """Open a calendar: its address is shown this once."""
    tried = own.view.attempt("open-feed", {"worker": own.number, "label": fields.get("label", "")})
    return _shown(own, tried)


@post(router, "/feeds/{feed}/revoke", "worker")
def revoke_feed(own: Own, feed: int) -> Response:
    """Close a calendar for good."""
    with own.view.reading() as session:
        known = {number for number, *_ in my_documents(session, own.number, _served()).feeds}
    tried = own.view.attempt("revoke-feed", {"feed": feed if feed in known else 0})
    return see_other(f"{own.path}/documents") if tried.done else _shown(own, tried)


@router.get("/hours.csv", include_in_schema=False, openapi_extra=roles("worker"))
def hours_csv(own: Own, year: int | None = None) -> Response:
    """Send the hours of a year as a table."""
    today = clock.today()
    wanted = year or today.year
    with own.view.reading() as session:
        found = my_hours(session, own.number, Span(date(wanted, 1, 1), date(wanted + 1, 1, 1)), today)
    headers = {"Content-Disposition": f'attachment; filename="{own.number}-{wanted}.csv"'}
    return Response(hours_sheet(found).written("csv"), media_type=MEDIA_TYPES["csv"], headers=headers)


def _served() -> Span:
    today = clock.today()
    return Span(today - SERVED, today + SERVED)


def _shown(own: Mine, tried: Tried = UNTRIED) -> HTMLResponse:
    today = clock.today()
    with own.view.reading() as session:
        found = my_documents(session, own.number, _served())
    shown_months = months(Span(month_of(today - BEHIND).from_on, today + AHEAD))
    path = str(tried.done.result["path"]) if tried.done else ""
    return own.render(
        "documents",
        status=tried.status,
        documents=found,
        months=shown_months,
        tried=tried,
        feed_url=f"{str(own.view.request.base_url).rstrip('/')}{path}" if path else "",
        years=[today.year, today.year - 1],
    )
