"""The settlement of a year: what it would bill and credit, explained per member; run; the year closed."""

from __future__ import annotations

from fastapi.responses import HTMLResponse, Response

from basicplus import invoicing
from basicplus.clock import today
from basicplus.errors import Conflict
from basicplus.web.pages.finance.frame import AT_ONCE, READERS, ask, day_come, send, show
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, not_done, see_other
from basicplus.web.pages.frame import AskedPart, View, Viewed, page, post
from basicplus.web.reading.finance import settlement as reading
from basicplus.web.reading.listing import Asked, arrange
from basicplus.web.section import Section

router = Section(prefix="/g/{group}/finance/settlement")
SORTS = {
    "number": lambda row: row.member,
    "share": lambda row: (row.share.share_cents, row.member),
    "billed": lambda row: (row.share.billed_cents, row.member),
    "difference": lambda row: (row.share.difference_cents, row.member),
}


@page(router, "", *READERS)
def years_page(view: Viewed) -> HTMLResponse:
    """Show the years and how far each is."""
    with view.reading() as session:
        return show(view, "years", "settlement", years=reading.years(session))


@page(router, "/{year}", *READERS)
def year_page(view: Viewed, asked: AskedPart, year: int) -> HTMLResponse:
    """Show what a settlement of the year would bill and credit, pool by pool and member by member."""
    return _year(view, asked, year, UNTRIED)


@page(router, "/{year}/{member}", *READERS)
def member_page(view: Viewed, year: int, member: str) -> HTMLResponse:
    """Explain a member's settlement on one page that may be handed to that member."""
    with view.reading() as session:
        return show(view, "explained", "settlement", found=invoicing.explain_settlement(session, year, member))


@post(router, "/{year}/settle", "finance")
def settle(view: Viewed, asked: AskedPart, year: int, fields: Fields) -> Response:
    """Settle the year: issue the differences, many of them by a job."""
    given = {"year": year, "issue_on": fields.get("issue_on", "")}
    with view.reading() as session:
        is_long = reading.documents_to_settle(session, year) > AT_ONCE
    if is_long:
        tried, job = ask(view, "ask-settlement", fields, given)
        return see_other(job) if job else _year(view, asked, year, tried)
    tried = send(view, "settle", fields, lambda _: given)
    if tried.done is None:
        return _year(view, asked, year, tried)
    count = tried.done.result.get("count", 0)
    return see_other(_path(view, year), notice="finance.year_settled", year=year, count=count)


@post(router, "/{year}/close", "finance")
def close(view: Viewed, asked: AskedPart, year: int, fields: Fields) -> Response:
    """Close the year for good."""
    tried = send(
        view, "close-year", fields, lambda given: {"year": year, "closed_on": day_come(given, "closed_on")}
    )
    if tried.done is None:
        return _year(view, asked, year, tried)
    return see_other(_path(view, year), notice="finance.year_closed", year=year)


def _year(view: View, asked: Asked, year: int, tried: Tried) -> HTMLResponse:
    with view.reading() as session:
        state = next((each for each in reading.years(session) if each.year == year), None)
        try:
            found = reading.year_preview(session, year)
        except Conflict as error:
            why = not_done(error, {}, view.language).message
            return show(view, "year", "settlement", year=year, state=state, found=None, tried=tried, why=why)
    part = arrange(found.members, asked, lambda row: f"{row.member} {row.name}", SORTS)
    return show(
        view,
        "year",
        "settlement",
        status=tried.status,
        year=year,
        state=state,
        found=found,
        part=part,
        tried=tried,
        ended=today().year > year,
    )


def _path(view: View, year: int) -> str:
    return f"/g/{view.desk.group}/finance/settlement/{year}"
