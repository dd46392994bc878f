"""What stands beside the draft of a month: the drawer of the board, and the counts on its tool bar."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from basicplus import clock
from basicplus.assignments.planning import Conflict, says
from basicplus.web.pages.forms import see_other
from basicplus.web.pages.frame import Viewed, page
from basicplus.web.pages.plan.answers import dialog, is_partial
from basicplus.web.pages.plan.asked import PlanOf
from basicplus.web.pages.plan.board import SECTION, tools
from basicplus.web.reading.listing import one_of
from basicplus.web.reading.plan.conflicts import SEVERITIES, by_kind, conflicts_found, counted

SHOWN = 100
router = APIRouter()


@page(router, "/conflicts", "coordinator", "auditor")
def conflicts_page(view: Viewed, asked: PlanOf, kind: str = "", severity: str = "") -> HTMLResponse:
    """Show what rules and checks find in a month, by kind, with links to the visits."""
    with view.reading() as session:
        asked = asked.settled(session, clock.today())
        found = conflicts_found(session, asked.days, clock.today())
        wanted = [each for each in found if _is_wanted(each, one_of("severity", severity, SEVERITIES), kind)]
        return dialog(
            view,
            "plan/conflicts.html",
            asked=asked,
            counts=counted(found),
            kinds=by_kind(found),
            kind=kind,
            severity=severity,
            found=[(each, says(each, view.language)) for each in wanted[:SHOWN]],
            total=len(wanted),
            severities=SEVERITIES,
        )


@page(router, "/conflicts/count", "coordinator", "auditor")
def conflicts_counted(view: Viewed, asked: PlanOf) -> Response:
    """Find the conflicts of a month for a script, and give it the tool bar with how many there are."""
    if not is_partial(view.request):
        return see_other(f"/g/{view.desk.group}/plan?{asked.query()}")
    with view.reading() as session:
        asked = asked.settled(session, clock.today())
        known = conflicts_found(session, asked.days, clock.today())
        return view.render("plan/toolbar.html", SECTION, **tools(session, view, asked, known))


def _is_wanted(conflict: Conflict, severity: str, kind: str) -> bool:
    return severity in ("", conflict.severity) and kind in ("", conflict.kind)
