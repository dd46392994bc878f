"""Capacity beside demand for twelve months, whom to hire, and what would happen if somebody were hired."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from fastapi.responses import HTMLResponse

from basicplus import clock, staffing
from basicplus.acts.doing import Asked
from basicplus.acts.simulation import Simulation, simulate
from basicplus.assignments.typed_times import minutes_typed
from basicplus.clock import Span, parse_day
from basicplus.compliance.law import belgian_law
from basicplus.db import GroupSession
from basicplus.errors import BasicplusError
from basicplus.staffing import ProfessionStaff, say
from basicplus.web.pages.forms import UNTRIED, Tried, not_done
from basicplus.web.pages.frame import View, Viewed, page
from basicplus.web.pages.plan.columns import Columns, columns
from basicplus.web.reading.listing import one_of
from basicplus.web.reading.memory import Memory
from basicplus.web.section import Section
from basicplus.workers.models import PROFESSIONS

SECTION = "demand"
router = Section(prefix="/g/{group}/demand")
FULL_TIME = 2280
"""Minutes of a full-time week."""
FIELDS = ("profession", "hours", "from_on", "near", "despite")
_outlooks: Memory[staffing.Outlook] = Memory()
_capacities: Memory[tuple[ProfessionStaff, ...]] = Memory()
NEW = "NEW"
"""The number of a worker who exists in a simulation only."""


@page(router, "", "coordinator", "finance", "auditor")
def capacity_page(view: Viewed, from_on: str = "", profession: str = "") -> HTMLResponse:
    """Show what each profession can give in twelve months beside what is agreed, with words and a drawing."""
    one_of("profession", profession, PROFESSIONS)
    span = _year(from_on)
    with view.reading() as session:
        found = _capacities.found(session, span, lambda: staffing.capacity_of(_expected(session, span).staff))
    wanted = [each for each in found if profession in ("", each.profession)]
    return view.render(
        "plan/capacity.html",
        SECTION,
        span=span,
        found=[(each, _drawing(each), _said(view, each)) for each in wanted],
        professions=PROFESSIONS,
    )


@page(router, "/hire", "coordinator", "finance")
def hire_page(view: Viewed) -> HTMLResponse:
    """Ask what if somebody were hired; once that is said, show whom they would serve and what the rules say."""
    asked = view.request.query_params
    fields = {name: asked[name] for name in FIELDS if asked.get(name)}
    if "profession" not in fields:
        return _hiring(view, fields, UNTRIED)
    try:
        effect, verdict = _effect(view, fields)
    except BasicplusError as error:
        return _hiring(view, fields, not_done(error, fields, view.language))
    return _hiring(view, fields, Tried(fields), effect, verdict)


def _effect(view: View, fields: Mapping[str, str]) -> tuple[staffing.HireEffect, Simulation]:
    from_on = parse_day(fields["from_on"], "from_on") if "from_on" in fields else _year("").from_on
    minutes = minutes_typed(fields.get("hours", ""), "hours", FULL_TIME)
    share = Fraction(minutes, FULL_TIME)
    desk = view.desk
    with view.reading() as session:
        span = staffing.twelve_months_from(from_on)
        near = fields.get("near")
        expected = _expected(session, span)
        effect = staffing.hire_effect(session, belgian_law(), expected, fields["profession"], share, near)
    acts = _hired(fields["profession"], from_on, minutes)
    return effect, simulate(desk.database, desk.group, acts, despite=fields.get("despite"), on=from_on)


def _expected(session: GroupSession, span: Span) -> staffing.Outlook:
    return _outlooks.found(session, span, lambda: staffing.outlook(session, span))


def _hired(profession: str, from_on: date, minutes: int) -> list[Asked]:
    """Return the acts that hiring somebody takes: what they end in is what doing them would.

    The contract is signed the day before, and the week of a part-timer varies.
    """
    worker = {"number": NEW, "first_name": "?", "last_name": "?", "profession": profession}
    contract = {
        "number": f"C-{NEW}",
        "worker": NEW,
        "from_on": from_on,
        "signed_on": from_on - timedelta(days=1),
        "week_minutes": minutes,
        "pattern": "variable" if minutes < FULL_TIME else "",
        "purpose_clause": True,
    }
    return [Asked("register-worker", worker), Asked("hire", contract)]


def _hiring(
    view: View,
    fields: Mapping[str, str],
    tried: Tried,
    effect: staffing.HireEffect | None = None,
    verdict: Simulation | None = None,
) -> HTMLResponse:
    language: Any = view.language
    standing = [*verdict.verdict.refused, *verdict.verdict.warned] if verdict else []
    return view.render(
        "plan/hire.html",
        SECTION,
        status=tried.status,
        fields=fields,
        tried=tried,
        effect=effect,
        says=[say(each, language) for each in effect.says] if effect else [],
        verdict=verdict,
        findings=standing,
        professions=PROFESSIONS,
        first_day=_year("").from_on,
    )


def _year(from_on: str) -> Span:
    if from_on:
        return staffing.twelve_months_from(parse_day(from_on, "from_on"))
    return staffing.twelve_months(clock.today())


def _said(view: View, found: ProfessionStaff) -> list[str]:
    language: Any = view.language
    return [say(each, language) for each in found.says]


def _drawing(found: ProfessionStaff) -> Columns:
    return columns([(each.month, each.capacity, each.agreed) for each in found.months])
