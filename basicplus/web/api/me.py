"""A worker's own week, hours, leave and figures, and the coordinator's inbox of leave."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Request
from pydantic import BaseModel, Field

from basicplus.clock import now, today
from basicplus.errors import NotFound
from basicplus.web.api.shapes import GROUP, REFUSALS
from basicplus.web.desk import AtDesk, AtWritingDesk
from basicplus.web.language import language_of_api
from basicplus.web.my_hours import SavedLine, TypedLine, save_lines
from basicplus.web.reading.me.figures import MyFigures, PeriodKind, my_figures
from basicplus.web.reading.me.hours import MyHours, my_hours
from basicplus.web.reading.me.leave import InboxItem, LeaveItem, LeaveYear, inbox, leave_year, my_leave
from basicplus.web.reading.me.week import MyWeek, my_week, week_of
from basicplus.web.reading.presences import span_asked
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix=GROUP, tags=["me"])
OfDay = Annotated[date | None, Query(description="A day of it; today if nothing is said.")]
SEVERAL = 100


class LinesCreate(BaseModel):
    """Lines of hours as typed, each saved for itself."""

    lines: Annotated[list[TypedLine], Field(min_length=1, max_length=SEVERAL)]


class LinesSaved(BaseModel):
    """What became of each line, in the same order."""

    lines: list[SavedLine]


class MyLeave(BaseModel):
    """A worker's requests, the latest first, and the annual leave of a year."""

    requests: list[LeaveItem]
    year: LeaveYear


def own_number(desk: AtDesk) -> str:
    """Return the number of the worker who asks; NotFound for an account without one."""
    if desk.principal.worker is None:
        raise NotFound("Your account is linked to no worker.")
    return desk.principal.worker


OwnNumber = Annotated[str, Depends(own_number)]


@router.get("/me/week", openapi_extra=roles("worker"))
def get_my_week(desk: AtDesk, request: Request, number: OwnNumber, day: OfDay = None) -> MyWeek:
    """Return the published week of a day: where, when, whom to call, and the way there."""
    with desk.reading() as session:
        return my_week(session, number, day or today(), now(), language_of_api(request))  # type: ignore[arg-type]


@router.get("/me/hours", openapi_extra=roles("worker"))
def get_my_hours(
    desk: AtDesk, number: OwnNumber, from_on: date | None = None, until_on: date | None = None
) -> MyHours:
    """Return own hours beside the plan, with what locks each line; this week if nothing is said."""
    week = week_of(today())
    span = span_asked(from_on, until_on, today()) if from_on else week
    with desk.reading() as session:
        return my_hours(session, number, span, today())


@router.post("/me/hours/lines", responses=REFUSALS, openapi_extra=roles("worker"))
def save_my_lines(desk: AtWritingDesk, request: Request, number: OwnNumber, given: LinesCreate) -> LinesSaved:
    """Save lines of own hours as typed: each for itself, never twice, and never over what somebody changed."""
    language = language_of_api(request)
    return LinesSaved(lines=save_lines(desk, number, given.lines, language, desk.despite))


@router.get("/me/figures", openapi_extra=roles("worker"))
def get_my_figures(desk: AtDesk, number: OwnNumber, period: PeriodKind = "month", day: OfDay = None) -> MyFigures:
    """Return own hours worked, expected and absent of a week, month or year, and the kilometres."""
    with desk.reading() as session:
        return my_figures(session, number, period, day or today(), today())


@router.get("/me/leave", openapi_extra=roles("worker"))
def get_my_leave(
    desk: AtDesk, number: OwnNumber, year: Annotated[int | None, Query(ge=2000, le=2100)] = None
) -> MyLeave:
    """Return own requests for leave, and the days taken and planned this year; `ask-leave` asks for more."""
    day = today()
    with desk.reading() as session:
        return MyLeave(requests=my_leave(session, number), year=leave_year(session, number, year or day.year, day))


@router.get("/leave", openapi_extra=roles("coordinator"))
def get_leave(desk: AtDesk, decided: bool = False) -> list[InboxItem]:
    """Return the leave that waits for a decision with the visits it meets, or what was decided last."""
    with desk.reading() as session:
        return inbox(session, decided=decided)
