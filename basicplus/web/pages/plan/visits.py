"""A visit of the plan: its dialog, which is a page too, and what can be done: move, copy, swap, take out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from basicplus.acts import act_named
from basicplus.clock import BRUSSELS, month_of, parse_day
from basicplus.web.pages.forms import UNTRIED, Fields, Tried
from basicplus.web.pages.frame import View, Viewed, page, post
from basicplus.web.pages.inputs import typed
from basicplus.web.pages.plan.answers import again, dialog, edited, focused
from basicplus.web.pages.plan.asked import PlanAsked, PlanOf
from basicplus.web.pages.plan.board import can_edit
from basicplus.web.reading.plan.adding import adding, place_of
from basicplus.web.reading.plan.visits import VisitShown, visit_shown
from basicplus.web.reading.presences import VisitItem, visit_detail

router = APIRouter()
Doing = Literal["move", "copy", "swap", "take_out", "replace"]
ACTS: Mapping[Doing, str] = {
    "move": "move-visit",
    "copy": "copy-visit",
    "swap": "swap-visits",
    "take_out": "take-out-visit",
    "replace": "replace-visit",
}


@page(router, "/visits/{visit_id}", "coordinator", "auditor")
def visit_page(view: Viewed, asked: PlanOf, visit_id: int, form: Doing = "move") -> HTMLResponse:
    """Show a visit and what can be done with it; `form` names the form to begin with."""
    with view.reading() as session:
        return _shown(view, asked, visit_shown(session, visit_id), form, UNTRIED)


@post(router, "/visits/{visit_id}/{doing}", "coordinator")
def change(view: Viewed, asked: PlanOf, visit_id: int, doing: Doing, fields: Fields) -> Response:
    """Move, copy, swap, take out or give a visit away in the draft; where refused, show its dialog again."""
    with view.reading() as session:
        visit = visit_detail(session, visit_id)
    given: dict[str, Any] = typed(act_named(ACTS[doing]), fields)
    tried = view.attempt(ACTS[doing], {"visit": visit_id} | (_changed(visit, given) if doing == "move" else given))
    if tried.done is None:
        with view.reading() as session:
            return _shown(view, asked, visit_shown(session, visit_id), doing, again(tried, fields))
    day = parse_day(fields["day"], "day") if doing == "copy" else visit.day
    names = {"worker": visit.worker_name, "member": visit.member_name}
    return focused(edited(view, asked, month_of(day), doing, names), tried)


def _changed(visit: VisitItem, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a form that say something else than the visit does now."""
    now = {
        "worker": visit.worker,
        "day": f"{visit.day}",
        "start_time": f"{visit.starts_at.astimezone(BRUSSELS):%H:%M}",
        "minutes": visit.minutes,
        "site": visit.site,
    }
    return {name: value for name, value in fields.items() if now.get(name) != value}


def _shown(view: View, asked: PlanAsked, shown: VisitShown, form: Doing, tried: Tried) -> HTMLResponse:
    return dialog(
        view,
        "plan/visit.html",
        tried.status,
        asked=asked.at(shown.visit.day),
        shown=shown,
        visit=shown.visit,
        form=form,
        tried=tried,
        can_edit=can_edit(view),
    )


@page(router, "/add", "coordinator")
def add_page(view: Viewed, asked: PlanOf, day: str = "", agreement: str = "") -> HTMLResponse:
    """Offer to plan one more visit; the worker and the day may be known."""
    given = {"worker": asked.filters.worker, "day": day, "agreement": agreement}
    return _offered(view, asked, Tried({name: value for name, value in given.items() if value}))


@post(router, "/add", "coordinator")
def add(view: Viewed, asked: PlanOf, fields: Fields) -> Response:
    """Plan one more visit in the draft; its agreement says at which member, and the only site is the place."""
    with view.reading() as session:
        given = place_of(session, typed(act_named("add-visit"), fields))
    tried = view.attempt("add-visit", given)
    if tried.done is None:
        return _offered(view, asked, again(tried, fields))
    names, month = {"worker": given["worker"], "member": given["member"]}, month_of(parse_day(given["day"], "day"))
    return focused(edited(view, asked, month, "add", names), tried)


def _offered(view: View, asked: PlanAsked, tried: Tried) -> HTMLResponse:
    with view.reading() as session:
        offered = adding(session, tried.value("worker"), tried.value("day"))
    return dialog(view, "plan/add.html", tried.status, asked=asked, offered=offered, tried=tried)
