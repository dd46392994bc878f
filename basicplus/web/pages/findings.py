"""Findings: the rules run on a day, on a year, or from today on."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from basicplus import clock
from basicplus.clock import Span, parse_day, year_span
from basicplus.errors import invalid
from basicplus.web.pages.frame import Viewed, page
from basicplus.web.reading.findings import audit, questions_on, rules_on

SHOWN = 200
router = APIRouter(prefix="/g/{group}/findings")


@page(router, "", "coordinator", "finance", "auditor", "admin")
def findings_page(view: Viewed, on: str = "", year: str = "") -> HTMLResponse:
    """Run the rules and show what they found, with the law they ran on."""
    span = _span(on, year)
    with view.reading() as session:
        found = audit(session, span, view.language)
        return view.render(
            "findings.html",
            "findings",
            span=span,
            on=on,
            year=year,
            found=found[:SHOWN],
            total=len(found),
            broken={item.rule for item in found if item.severity == "refuse"},
            warned={item.rule for item in found if item.severity == "warn"},
            questions=questions_on(session, span.from_on, view.language),
            rules=rules_on(span.from_on, view.language),
        )


def _span(on: str, year: str) -> Span:
    if on:
        return Span.day(parse_day(on, "on"))
    if year:
        if not (year.isdecimal() and 2001 <= int(year) <= 2100):
            raise invalid("year", year, "a year from 2001 to 2100")
        return year_span(int(year))
    return Span(clock.today())
