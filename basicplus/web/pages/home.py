"""The way in, and the home of a group: its figures on one page."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from basicplus import clock
from basicplus.access.principal import reaches_all
from basicplus.compliance.rules import RULES
from basicplus.groups import current
from basicplus.web import figures
from basicplus.web.desk import groups_for
from basicplus.web.language import Speech, speech
from basicplus.web.pages.charts import bars
from basicplus.web.pages.frame import Viewed, page, render
from basicplus.web.pages.navigation import landing, pages_of
from basicplus.web.reading.finance.payments import ageing_on
from basicplus.web.today import today_of

router = APIRouter()


@page(router, "/", "anyone")
def entrance(request: Request) -> Response:
    """Go to the group if there is one, else show which there are."""
    found = groups_for(request)
    if len(found) == 1:
        return RedirectResponse(f"/g/{found[0][0]}", 303)
    return render(request, "groups.html")


@page(router, "/g/{group}", "coordinator", "finance", "worker", "member", "auditor", "admin")
def home(view: Viewed) -> Response:
    """Show the day's work and the figures of the group; who works elsewhere is sent there."""
    if not reaches_all(view.desk.acting):
        place = landing(view.desk.principal, view.desk.group, pages_of(view.request.app))
        return RedirectResponse(place, 303) if place else view.render("no_place.html", "home")
    with view.reading() as session:
        found = figures.summary(session, clock.today(), figures.open_cases(session))
        return view.render(
            "home.html",
            "home",
            day=today_of(session, clock.today()) if "coordinator" in view.desk.acting else None,
            owed=ageing_on(session, clock.today()) if "finance" in view.desk.acting else None,
            identity=current(session),
            figures=found,
            audited_at=figures.audited_at(session),
            ahead=_ahead(found.heads, speech(view.language)),
            chart=bars([row.heads for row in found.heads.ahead], found.heads.limit),
            rules=RULES,
        )


def _ahead(heads: figures.Heads, t: Speech) -> dict[str, list[object]]:
    """Write the workers of the months ahead as the table beside the chart shows them."""
    return {
        "months": [t.month(row.month) for row in heads.ahead],
        "short": [t.short_month(row.month) for row in heads.ahead],
        "rows": [
            [row.heads, *((row.limit, row.limit - row.heads) if row.limit is not None else (t("none"), t("none")))]
            for row in heads.ahead
        ],
    }
