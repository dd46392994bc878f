"""Something happened: somebody is away, a member closes; see the smallest change, make it the draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, get_args

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from basicplus import clock
from basicplus.acts import act_named
from basicplus.acts.repair import proposal
from basicplus.assignments.calendars import term
from basicplus.assignments.repair import Proposal
from basicplus.assignments.repair.wording import step_in_words, summary, why_not
from basicplus.clock import month_of, parse_day
from basicplus.errors import BasicplusError
from basicplus.members.openings import CLOSURE_REASONS
from basicplus.web.pages.forms import DESPITE, UNTRIED, Fields, Tried, not_done, see_other
from basicplus.web.pages.frame import View, Viewed, page, post
from basicplus.web.pages.plan.board import SECTION
from basicplus.web.reading.plan.adding import members_of, people_of
from basicplus.workers.models import AbsenceKind

router = APIRouter()
ACT = "repair-plan"
KINDS = ("absence", "closure", "strike", "leaver")
FIELDS = ("kind", "worker", "member", "from_on", "last_on", "absence", "closure", "told_on")
ABOUT = {"absence": "worker", "leaver": "worker", "closure": "member", "strike": "member"}


@page(router, "/repair", "coordinator")
def repair_page(view: Viewed) -> HTMLResponse:
    """Ask what happened; once that is said, propose the smallest change and save nothing."""
    asked = view.request.query_params
    fields = {name: asked[name] for name in FIELDS if asked.get(name)}
    if "from_on" not in fields:
        return _shown(view, fields, UNTRIED, None)
    try:
        given: Any = act_named(ACT).read(_given(fields))
        found = proposal(view.desk.database, view.desk.group, given, despite=asked.get(DESPITE))
    except BasicplusError as error:
        return _shown(view, fields, not_done(error, fields, view.language), None)
    return _shown(view, fields, Tried(fields), found)


@post(router, "/repair", "coordinator")
def apply(view: Viewed, fields: Fields) -> Response:
    """Record what happened and make the smallest change the draft."""
    try:
        given = _given(fields)
    except BasicplusError as error:
        return _shown(view, fields, not_done(error, fields, view.language), None)
    tried = view.attempt(ACT, given)
    if tried.done is None:
        return _shown(view, fields, tried, None)
    month = month_of(parse_day(fields["from_on"], "from_on")).from_on
    return see_other(f"/g/{view.desk.group}/plan?month={month:%Y-%m}", notice="plan_done.repair")


def _given(fields: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of the act: the last day as the first day after it, and only what its kind is about."""
    kind = fields.get("kind", "")
    given: dict[str, Any] = {
        name: value for name, value in fields.items() if name not in ("last_on", "worker", "member")
    }
    about = ABOUT.get(kind, "worker")
    given[about] = fields.get(about)
    if kind != "leaver":
        last_on = fields.get("last_on") or fields.get("from_on", "")
        given["until_on"] = parse_day(last_on, "last_on") + timedelta(days=1)
    return given


def _shown(view: View, fields: Mapping[str, str], tried: Tried, found: Proposal | None) -> HTMLResponse:
    language: Any = view.language
    with view.reading() as session:
        people, associations = people_of(session), members_of(session)
    return view.render(
        "plan/repair.html",
        SECTION,
        status=tried.status,
        fields=fields,
        tried=tried,
        found=found,
        says=summary(found, view.language) if found else "",
        steps=_steps(found, view.language) if found else [],
        kinds=KINDS,
        absences=[(code, term("absences", code, language)) for code in get_args(AbsenceKind)],
        closures=[(code, term("closures", code, language)) for code in CLOSURE_REASONS],
        people=people,
        members=associations,
        first_day=clock.today(),
    )


def _steps(found: Proposal, language: str) -> list[tuple[Any, str, list[str]]]:
    """Return the steps with what becomes of each visit and why not otherwise, in words."""
    return [(step, step_in_words(step, language), why_not(step, language)) for step in found.steps]
