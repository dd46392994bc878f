"""The way in, and the home of a group: its figures on one page."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from basicplus import clock
from basicplus.compliance.rules import RULES
from basicplus.groups import current
from basicplus.web import figures
from basicplus.web.desk import groups_for
from basicplus.web.pages.charts import bars
from basicplus.web.pages.frame import Viewed, page, render

router = APIRouter()


@page(router, "/", "anyone")
def entrance(request: Request) -> Response:
    """Go to the group if there is one, else show which there are."""
    found = groups_for(request)
    if len(found) == 1:
        return RedirectResponse(f"/g/{found[0][0]}", 303)
    return render(request, "groups.html")


@page(router, "/g/{group}", "coordinator", "finance", "auditor", "admin")
def home(view: Viewed) -> HTMLResponse:
    """Show the figures of the group."""
    with view.reading() as session:
        found = figures.summary(session, clock.today())
        return view.render(
            "home.html",
            "home",
            identity=current(session),
            figures=found,
            chart=bars([row.heads for row in found.heads.ahead], found.heads.limit),
            rules=RULES,
        )
