"""How an edit of the plan answers: the rows it concerns where a script asks for them, else the board again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from basicplus import clock
from basicplus.assignments import planning
from basicplus.clock import Span
from basicplus.web.language import speech
from basicplus.web.pages.forms import Tried, see_other
from basicplus.web.pages.frame import View
from basicplus.web.pages.plan.asked import PlanAsked
from basicplus.web.pages.plan.board import SECTION, changed_rows, tools
from basicplus.web.reading.plan.conflicts import conflicts_known
from basicplus.web.reading.plan.state import touched_by

BY_SCRIPT = "HX-Request"
"""The header by which a script of a page asks for a part of it, as htmx sends it."""


def is_partial(request: Request) -> bool:
    """Say whether a script asks for a part of a page."""
    return BY_SCRIPT in request.headers


def edited(
    view: View, asked: PlanAsked, month: Span, what: str, parts: Mapping[str, object], *, undone: bool = False
) -> Response:
    """Answer after an edit of the plan of a month: the rows concerned and the tool bar, or the board anew.

    `what` and its parts name what was done. The last edit done says whom it concerns; with `undone`, the last one
    that was taken back.
    """
    if not is_partial(view.request):
        where = asked.query(month=f"{month.from_on:%Y-%m}", choosing="")
        return see_other(f"/g/{view.desk.group}/plan?{where}", notice=f"plan_done.{what}", **parts)
    t = speech(view.language)
    with view.reading() as session:
        plan = planning.plan_of(session, month.from_on)
        edits = planning.edits_of(session, plan, "undone" if undone else "done")
        shown = asked.at(month.from_on).settled(session, month.from_on)
        known = conflicts_known(session, shown.days, clock.today())
        rows = changed_rows(session, view, shown, touched_by(session, edits[0 if undone else -1]), known)
        said = t(f"plan_done.{what}", **parts)
        return view.render(
            "plan/changed.html", SECTION, **tools(session, view, shown, known), rows=rows, said=said
        )


def focused(response: Response, tried: Tried) -> Response:
    """Tell the script which visit stands where the edited one was."""
    visit = tried.done.result.get("id") if tried.done else None
    if visit is not None:
        response.headers["X-Focus"] = f"v{visit}"
    return response


def again(tried: Tried, fields: Mapping[str, Any]) -> Tried:
    """Return what an attempt came to, with the fields as the form had them."""
    return replace(tried, given=fields)


def dialog(view: View, template: str, status: int = 200, **shown: object) -> HTMLResponse:
    """Show what belongs into a dialog: alone where a script asks for it, else as a page."""
    frame = "plan/part.html" if is_partial(view.request) else "plan/page.html"
    return view.render(frame, SECTION, inside=template, status=status, **shown)
