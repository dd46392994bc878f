"""Many visits at once, ticked on the board: later or earlier, to somebody else, or out; and undo and redo."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from sqlmodel import col

from basicplus.assignments import Visit, planning
from basicplus.errors import invalid
from basicplus.web.language import speech
from basicplus.web.pages.forms import UNTRIED, Fields, Tried
from basicplus.web.pages.frame import View, Viewed, page, post
from basicplus.web.pages.plan.answers import again, dialog, edited
from basicplus.web.pages.plan.asked import PlanAsked, PlanOf
from basicplus.web.reading.plan.adding import people_of
from basicplus.web.reading.presences import VisitItem, visits_where

router = APIRouter()
Doing = Literal["shift", "reassign", "take_out"]
ACTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "shift": ("shift-visits", ("days", "minutes")),
    "reassign": ("reassign-visits", ("to_worker",)),
    "take_out": ("take-out-visits", ()),
}
"""The act of each form and its own fields."""
COMMON = ("reason", "despite", "told_on")


async def ticked(request: Request) -> list[int]:
    """Return the visits that were ticked in a form, or that an address names."""
    form = await request.form() if request.method == "POST" else request.query_params
    return [int(value) for value in form.getlist("visit") if isinstance(value, str) and value.isdecimal()]


Ticked = Annotated[list[int], Depends(ticked)]


@page(router, "/many", "coordinator")
def many_page(view: Viewed, asked: PlanOf, chosen: Ticked, doing: Doing = "shift") -> HTMLResponse:
    """Show the visits that were ticked, and what can be done with all of them."""
    return _shown(view, asked, chosen, UNTRIED, doing)


@post(router, "/many", "coordinator")
def change(view: Viewed, asked: PlanOf, chosen: Ticked, fields: Fields) -> Response:
    """Change all visits that were ticked in one edit, which can be undone."""
    doing = fields.get("doing", "shift")
    if doing not in ACTS:
        raise invalid("doing", doing, f"one of {', '.join(ACTS)}")
    act, own = ACTS[doing]
    visits = _visits(view, chosen)
    given: dict[str, Any] = {name: fields[name] for name in (*own, *COMMON) if name in fields}
    if visits:
        days = [visit.day for visit in visits]
        span = {"from_on": min(days), "until_on": max(days) + timedelta(days=1)}
        tried = view.attempt(act, given | span | {"visits": chosen})
    else:
        tried = Tried(fields, message=speech(view.language)("plan.none_chosen"), status=422)
    if tried.done is None:
        return _shown(view, asked, chosen, again(tried, fields), doing)
    return edited(view, asked, asked.at(visits[0].day).days, "many", {"count": len(visits)})


@post(router, "/undo", "coordinator")
def undo(view: Viewed, asked: PlanOf, fields: Fields) -> Response:
    """Take the last edit of the draft back."""
    return _stepped(view, asked, fields, "undo")


@post(router, "/redo", "coordinator")
def redo(view: Viewed, asked: PlanOf, fields: Fields) -> Response:
    """Do the edit again that was undone last."""
    return _stepped(view, asked, fields, "redo")


def _stepped(view: View, asked: PlanAsked, fields: Mapping[str, str], what: str) -> Response:
    month = asked.month
    if month is None:
        raise invalid("month", "", "the month whose plan is meant, as 2026-03")
    given: dict[str, Any] = {name: fields[name] for name in COMMON[:2] if name in fields}
    tried = view.attempt(f"{what}-edit", given | {"day": month.from_on})
    if tried.done is None:
        return dialog(view, "plan/not_done.html", tried.status, asked=asked, tried=tried, what=what)
    return edited(view, asked, month, what, {}, undone=what == "undo")


def _visits(view: View, chosen: list[int]) -> list[VisitItem]:
    with view.reading() as session:
        return visits_where(session, planning.standing(published=False), col(Visit.id).in_(chosen))


def _shown(view: View, asked: PlanAsked, chosen: list[int], tried: Tried, doing: str) -> HTMLResponse:
    visits = _visits(view, chosen)
    with view.reading() as session:
        people = people_of(session)
    asked = asked.at(visits[0].day) if visits else asked
    return dialog(
        view,
        "plan/many.html",
        tried.status,
        asked=asked,
        visits=visits,
        people=people,
        tried=tried,
        doing=doing,
    )
