"""Findings: the rules run on a day, on a year, or from today on."""

from __future__ import annotations

from fastapi.responses import HTMLResponse, Response

from basicplus import clock
from basicplus.clock import Span, parse_day, year_span
from basicplus.compliance.models import KeptFile
from basicplus.compliance.sentences import title
from basicplus.db import get
from basicplus.errors import NotFound, invalid
from basicplus.watch import FindingCase
from basicplus.watch.models import GRAVITY
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, see_other
from basicplus.web.pages.frame import AskedPart, View, Viewed, page, post
from basicplus.web.reading.audit import acts_about, records_about
from basicplus.web.reading.cases import CASE_STATES, case_items
from basicplus.web.reading.findings import audit, questions_on, rules_on
from basicplus.web.section import Section

SHOWN = 200
STEPS = {"own": "own-finding", "close": "close-finding", "bear": "bear-finding"}
router = Section(prefix="/g/{group}/findings")


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


@page(router, "/cases", "coordinator", "finance", "auditor", "admin")
def cases_page(view: Viewed, asked: AskedPart, state: str = "open", severity: str = "") -> HTMLResponse:
    """Show the cases that audits opened, the gravest first, searched and filtered."""
    with view.reading() as session:
        part = case_items(session, asked, state, severity)
    return view.render("cases.html", "findings", part=part, states=CASE_STATES, severities=tuple(GRAVITY))


@page(router, "/cases/{number}", "coordinator", "finance", "auditor", "admin")
def case_page(view: Viewed, number: int) -> HTMLResponse:
    """Show one case with its life, and what can be done about it."""
    return _case(view, number, UNTRIED)


@post(router, "/cases/{number}/{step}", "coordinator", "finance")
def case_step(view: Viewed, number: int, step: str, fields: Fields) -> Response:
    """Say who looks after a case, close it, or bear it until a day."""
    if step not in STEPS:
        raise NotFound(f"A case cannot be {step!r}: {', '.join(STEPS)}.")
    tried = view.attempt(STEPS[step], fields | {"case": number})
    here = f"/g/{view.desk.group}/findings/cases/{number}"
    return see_other(here, notice="cases.saved") if tried.done else _case(view, number, tried, step)


def _case(view: View, number: int, tried: Tried, step: str = "") -> HTMLResponse:
    with view.reading() as session:
        case = get(session, FindingCase, f"case {number}", id=number)
        records = records_about(session, case.subject)
        acts = acts_about(session, records, case.subject)
        evidence = session.get(KeptFile, case.kept_file_id) if case.kept_file_id else None
        name = evidence.name if evidence else ""
    each = {name: tried if name == step else UNTRIED for name in STEPS}
    return view.render(
        "case.html",
        "findings",
        status=tried.status,
        case=case,
        title=title(case.rule, view.language),
        records=records,
        acts=acts,
        evidence=name,
        tried=each,
    )


def _span(on: str, year: str) -> Span:
    if on:
        return Span.day(parse_day(on, "on"))
    if year:
        if not (year.isdecimal() and 2001 <= int(year) <= 2100):
            raise invalid("year", year, "a year from 2001 to 2100")
        return year_span(int(year))
    return Span(clock.today())
