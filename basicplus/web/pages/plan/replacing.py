"""Who could make a visit instead: the panel of candidates with reasons, and one click that gives it away."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from basicplus import clock
from basicplus.acts.repair import candidates
from basicplus.assignments.repair.wording import fit_in_words, stop_in_words
from basicplus.web.pages.frame import Viewed, page
from basicplus.web.pages.plan.answers import dialog
from basicplus.web.pages.plan.asked import PlanOf
from basicplus.web.reading.plan.visits import visit_shown

router = APIRouter()
TRIED = 5
"""How many candidates the gate is asked about."""


@page(router, "/visits/{visit_id}/candidates", "coordinator")
def candidates_page(view: Viewed, asked: PlanOf, visit_id: int) -> HTMLResponse:
    """Show who could make a visit instead, the best first, and why the others could not."""
    with view.reading() as session:
        shown = visit_shown(session, visit_id)
    desk = view.desk
    found = candidates(desk.database, desk.group, visit_id, TRIED, told_on=clock.today())
    possible = [each for each in found if each.possible]
    unasked = [each for each in found if not each.judged and not each.stops]
    stopped = [each for each in found if each.stops]
    return dialog(
        view,
        "plan/candidates.html",
        asked=asked.at(shown.visit.day),
        shown=shown,
        visit=shown.visit,
        possible=[(each, fit_in_words(each.fit, view.language)) for each in possible],
        unasked=unasked,
        stopped=[(each, [stop_in_words(stop, view.language) for stop in each.stops]) for each in stopped],
    )
