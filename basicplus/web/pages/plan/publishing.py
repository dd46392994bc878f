"""Publish a draft: what changes for whom, what rules say of it, the button; then the version with its proof."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from basicplus import clock
from basicplus.assignments import planning
from basicplus.errors import NotFound
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, see_other
from basicplus.web.pages.frame import View, Viewed, page, post
from basicplus.web.pages.plan.answers import dialog
from basicplus.web.pages.plan.asked import PlanAsked, PlanOf
from basicplus.web.pages.plan.board import SECTION, can_edit
from basicplus.web.reading.listing import PAGE
from basicplus.web.reading.plan.publications import by_party, version_shown
from basicplus.web.reading.plan.state import state_of

ACT = "publish-plan"
router = APIRouter()


@page(router, "/publish", "coordinator", "auditor")
def publish_page(view: Viewed, asked: PlanOf, checked: str = "") -> HTMLResponse:
    """Show what a draft changes for each person and member; with `checked`, what publishing would end in."""
    asked = _settled(view, asked)
    tried = UNTRIED
    if checked and can_edit(view):
        tried = view.attempt(ACT, {"day": asked.days.from_on}, dry_run=True)
    return _shown(view, asked, tried)


@post(router, "/publish", "coordinator")
def publish(view: Viewed, asked: PlanOf, fields: Fields) -> Response:
    """Publish the draft of the plan of a month: its visits stand, and people are told."""
    asked = _settled(view, asked)
    tried = view.attempt(ACT, {"day": asked.days.from_on} | _reasons(fields))
    if tried.done is None:
        return _shown(view, asked, tried)
    return see_other(
        f"/g/{view.desk.group}/plan/versions?month={asked.days.from_on:%Y-%m}", notice="plan_done.publish"
    )


@page(router, "/versions", "coordinator", "auditor")
def versions_page(view: Viewed, asked: PlanOf, version: int | None = None) -> HTMLResponse:
    """Show a published version of the plan of a month: its proof, who was told, how and when."""
    return _version(view, _settled(view, asked), version, UNTRIED)


@post(router, "/versions", "coordinator")
def record_telling(view: Viewed, asked: PlanOf, fields: Fields, version: int | None = None) -> Response:
    """Record that somebody was told of a version on the telephone, on paper or face to face."""
    asked = _settled(view, asked)
    tried = view.attempt("record-telling", fields)
    if tried.done is None:
        return _version(view, asked, version, tried)
    said = asked.query(version=version or "")
    return see_other(
        f"/g/{view.desk.group}/plan/versions?{said}#notice-{fields.get('notice', '')}", notice="plan_done.told"
    )


@post(router, "/draft", "coordinator")
def draft(view: Viewed, asked: PlanOf, fields: Fields) -> Response:
    """Draft the plan of some days from the recurring assignments."""
    tried = view.attempt("draft-plan", fields)
    if tried.done is None:
        return dialog(view, "plan/not_done.html", tried.status, asked=asked, tried=tried, what="draft")
    return see_other(f"/g/{view.desk.group}/plan?month={fields['from_on'][:7]}", notice="plan_done.draft")


def _settled(view: View, asked: PlanAsked) -> PlanAsked:
    with view.reading() as session:
        return asked.settled(session, clock.today())


def _reasons(fields: dict[str, str]) -> dict[str, Any]:
    return {name: fields[name] for name in ("reason", "despite") if name in fields}


def _shown(view: View, asked: PlanAsked, tried: Tried) -> HTMLResponse:
    with view.reading() as session:
        state = state_of(session, asked.days)
        if state is None:
            raise NotFound(f"There is no plan for {asked.days.from_on} yet: draft one for its period first.")
        found = planning.diff(session, asked.days.from_on, view.language)
        return view.render(
            "plan/publish.html",
            SECTION,
            status=tried.status,
            asked=asked,
            plan=state,
            diff=found,
            parties=by_party(session, found.lines),
            tried=tried,
            can_edit=can_edit(view),
        )


def _version(view: View, asked: PlanAsked, version: int | None, tried: Tried) -> HTMLResponse:
    with view.reading() as session:
        shown = version_shown(session, asked.days.from_on, version)
        return view.render(
            "plan/version.html",
            SECTION,
            status=tried.status,
            asked=asked,
            shown=shown,
            notices=shown.notices[(asked.page - 1) * PAGE : asked.page * PAGE],
            pages=-(-len(shown.notices) // PAGE),
            tried=tried,
            can_edit=can_edit(view),
        )
