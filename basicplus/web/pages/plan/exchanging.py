"""A whole week copied or moved into another one, and two workers who take each other's visits of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from basicplus import clock
from basicplus.clock import month_of, parse_day
from basicplus.errors import BasicplusError, invalid
from basicplus.web.language import speech
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, not_done
from basicplus.web.pages.frame import View, Viewed, page, post
from basicplus.web.pages.plan.answers import again, dialog, edited
from basicplus.web.pages.plan.asked import WEEK, PlanAsked, PlanOf
from basicplus.web.pages.plan.many import COMMON
from basicplus.web.reading.plan.adding import members_of, people_of

router = APIRouter()
WAYS = ("copy", "move")
WHOSE = ("worker", "member")


@page(router, "/week", "coordinator")
def week_page(view: Viewed, asked: PlanOf) -> HTMLResponse:
    """Offer to copy or to move the visits of a week into another week: everybody's, or those of one."""
    return _week(view, asked, UNTRIED)


@post(router, "/week", "coordinator")
def change_week(view: Viewed, asked: PlanOf, fields: Fields) -> Response:
    """Copy or move the visits of a week into another one, on the same weekdays."""
    try:
        way, monday, to = _weeks(fields)
    except BasicplusError as error:
        return _week(view, asked, not_done(error, fields, view.language))
    kept: dict[str, Any] = {name: fields[name] for name in (*WHOSE, *COMMON) if name in fields}
    if way == "copy":
        tried = view.attempt("copy-week", kept | {"day": monday, "to_day": to})
    else:
        span = {"from_on": monday, "until_on": monday + WEEK}
        tried = view.attempt("shift-visits", kept | span | {"days": (to - monday).days})
    if tried.done is None:
        return _week(view, asked, _where_it_goes(again(tried, fields)))
    return edited(view, asked, month_of(to), f"{way}_week", {"week": speech(view.language).day(to)})


@page(router, "/exchange", "coordinator")
def exchange_page(view: Viewed, asked: PlanOf, day: str = "") -> HTMLResponse:
    """Offer to let two workers take each other's visits of a day."""
    return _exchange(view, asked, Tried({"worker": asked.filters.worker, "day": day}))


@post(router, "/exchange", "coordinator")
def exchange(view: Viewed, asked: PlanOf, fields: Fields) -> Response:
    """Let two workers take each other's visits of a day."""
    tried = view.attempt("swap-workers", fields)
    if tried.done is None:
        return _exchange(view, asked, again(tried, fields))
    names = {"worker": fields["worker"], "other": fields["other"]}
    return edited(view, asked, month_of(parse_day(fields["day"], "day")), "exchange", names)


def _weeks(fields: Mapping[str, str]) -> tuple[str, date, date]:
    """Return what is to be done, and the Mondays of the week and of the one it goes to."""
    way = fields.get("way", "")
    if way not in WAYS:
        raise invalid("way", way, f"one of {', '.join(WAYS)}")
    days = (parse_day(fields.get(name, ""), name) for name in ("day", "to_day"))
    monday, to = (day - timedelta(days=day.weekday()) for day in days)
    if monday == to:
        raise invalid("to_day", fields["to_day"], "a day of another week")
    return way, monday, to


def _where_it_goes(tried: Tried) -> Tried:
    """Say at the week that visits go to what is amiss with a day: those they come from are there."""
    problems = (replace(each, field="to_day") if each.field == "day" else each for each in tried.problems)
    return replace(tried, problems=tuple(problems))


def _week(view: View, asked: PlanAsked, tried: Tried) -> HTMLResponse:
    with view.reading() as session:
        first = asked.settled(session, clock.today()).week_days.from_on
        people, members = people_of(session), members_of(session)
    return dialog(
        view,
        "plan/week.html",
        tried.status,
        asked=asked,
        tried=tried,
        days=(first, first + WEEK),
        ways=WAYS,
        people=people,
        members=members,
    )


def _exchange(view: View, asked: PlanAsked, tried: Tried) -> HTMLResponse:
    with view.reading() as session:
        people = people_of(session)
    return dialog(view, "plan/exchange.html", tried.status, asked=asked, tried=tried, people=people)
