"""The month and the week of a worker or a member, to be read or printed, and the ways to take them along."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Literal

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from basicplus import clock
from basicplus.clock import month_of
from basicplus.db import GroupSession
from basicplus.feeds import View as FeedView
from basicplus.feeds import feeds_of, month_sheet
from basicplus.feeds.month import Month, MonthDay
from basicplus.web.pages.forms import UNTRIED, Fields, Tried
from basicplus.web.pages.frame import View, Viewed, page, post
from basicplus.web.pages.plan.asked import WEEK, PlanAsked, PlanOf
from basicplus.web.pages.plan.board import SECTION, can_edit

router = APIRouter()
Kind = Literal["workers", "members"]


@page(router, "/{kind}/{number}", "coordinator", "auditor")
def person_page(view: Viewed, asked: PlanOf, kind: Kind, number: str, published: str = "") -> HTMLResponse:
    """Show the month of a worker or a member, or one week of it; with `published`, as people know it."""
    return _shown(view, asked, kind, number, published=bool(published), tried=UNTRIED)


@post(router, "/{kind}/{number}/feed", "coordinator")
def open_feed(view: Viewed, asked: PlanOf, kind: Kind, number: str, fields: Fields) -> Response:
    """Open a calendar that telephones can subscribe to; its address is shown this once."""
    tried = view.attempt("open-feed", {kind.removesuffix("s"): number, "label": fields.get("label", "")})
    return _shown(view, asked, kind, number, published=False, tried=tried)


def _shown(
    view: View, asked: PlanAsked, kind: Kind, number: str, *, published: bool, tried: Tried
) -> HTMLResponse:
    owner: dict[str, str] = {kind.removesuffix("s"): number}
    day = asked.week
    with view.reading() as session:
        asked = asked.settled(session, clock.today())
        month = _month(session, view, asked.days.from_on, owner, published=published)
        return view.render(
            "plan/person.html",
            SECTION,
            status=tried.status,
            asked=asked,
            kind=kind,
            number=number,
            published=published,
            month=month,
            days=_week(session, view, day, owner, published=published) if day else (),
            week=day,
            around=(day - WEEK, day + WEEK) if day else (),
            feeds=[each for each in feeds_of(session) if each.owner == number and each.revoked_at is None],
            feed=tried.done.result.get("path") if tried.done else None,
            tried=tried,
            can_edit=can_edit(view),
        )


def _month(session: GroupSession, view: View, day: date, owner: dict[str, str], *, published: bool) -> Month:
    language: Any = view.language
    return month_sheet(session, FeedView(month_of(day), published, **owner), language)


def _week(
    session: GroupSession, view: View, day: date, owner: dict[str, str], *, published: bool
) -> tuple[MonthDay, ...]:
    """Return the days of the week of a day, which may lie in two months."""
    monday = day - timedelta(days=day.weekday())
    firsts = {each.replace(day=1) for each in (monday, monday + WEEK - timedelta(days=1))}
    return tuple(
        shown
        for first in sorted(firsts)
        for week in _month(session, view, first, owner, published=published).weeks
        for shown in week
        if shown.inside and monday <= shown.day < monday + WEEK
    )
