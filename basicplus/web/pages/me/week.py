"""My week: today first, where, when, whom to call, the way there, and what changed since the last look."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

from basicplus import clock
from basicplus.assignments.calendars import Language
from basicplus.web.pages.forms import see_other
from basicplus.web.pages.frame import YEAR_SECONDS, page, post
from basicplus.web.pages.me.mine import Own
from basicplus.web.reading.me.week import my_week, nearest_day, week_of
from basicplus.web.section import Section

router = Section(prefix="/g/{group}/me")
SEEN = "plan_seen"
AT_FIRST = timedelta(days=7)
"""Whoever never looked sees what changed in these days."""


@page(router, "", "worker")
def week(own: Own, day: date | None = None) -> HTMLResponse:
    """Show the week of a day."""
    today = clock.today()
    with own.view.reading() as session:
        language: Language = own.view.language  # type: ignore[assignment]
        found = my_week(session, own.number, day or today, seen_at(own.view.request), language)
        empty = not any(each.visits for each in found.days)
        nearest = nearest_day(session, own.number, week_of(found.monday)) if empty else None
    before = [each for each in found.days if each.day < today] if day is None else []
    return own.render(
        "week",
        week=found,
        nearest=nearest,
        before=before,
        agenda=[each for each in found.days if each not in before],
        previous=found.monday - timedelta(days=7),
        following=found.monday + timedelta(days=7),
        now=clock.now(),
    )


@post(router, "/seen", "worker")
def seen(own: Own) -> RedirectResponse:
    """Remember on this device that what was published up to now has been seen."""
    answer = see_other(own.path)
    stamp = clock.now().isoformat(timespec="seconds")
    answer.set_cookie(SEEN, stamp, max_age=YEAR_SECONDS, path=own.path, httponly=True, samesite="lax")
    return answer


def seen_at(request: Request) -> datetime:
    """Return when the plan was last looked at on this device."""
    try:
        at = datetime.fromisoformat(request.cookies.get(SEEN, ""))
    except ValueError:
        at = None
    return at if at and at.tzinfo else clock.now() - AT_FIRST
