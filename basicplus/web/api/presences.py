"""Visits planned and hours done."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import Query, Request
from pydantic import BaseModel, Field

from basicplus import assignments, members, workers
from basicplus.acts.doing import do_each
from basicplus.acts.files import acts_in
from basicplus.assignments import TimeEntry, Visit, planning, timesheets
from basicplus.clock import today
from basicplus.db import GroupSession
from basicplus.errors import invalid
from basicplus.web.api.shapes import GROUP, REFUSALS, RowNumber
from basicplus.web.desk import AtDesk, AtWritingDesk
from basicplus.web.language import language_of_api
from basicplus.web.matching import read_as
from basicplus.web.reading.presences import (
    HoursItem,
    VisitItem,
    hours_detail,
    hours_where,
    on_days,
    span_asked,
    visit_detail,
    visits_where,
)
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix=GROUP, tags=["visits and hours"])
LINE_ACTS = ("log-hours", "correct-hours", "delete-hours")
FromOn = Annotated[date | None, Query(description="First day; today if nothing is said.")]
UntilOn = Annotated[date | None, Query(description="First day after; four weeks later if nothing is said.")]
OfWorker = Annotated[str, Query(description="Number of a worker.")]
OfMember = Annotated[str, Query(description="Number of a member.")]


@router.get("/visits", openapi_extra=roles("coordinator", "auditor"))
def get_visits(
    desk: AtDesk,
    from_on: FromOn = None,
    until_on: UntilOn = None,
    worker: OfWorker = "",
    member: OfMember = "",
    published: Annotated[bool, Query(description="As people know them, without what drafts change.")] = False,
) -> list[VisitItem]:
    """Return the visits of a span as they stand in the drafts, in order of time; 2,000 at most."""
    span = span_asked(from_on, until_on, today())
    with desk.reading() as session:
        wanted = (planning.standing(published=published), on_days(Visit, span))
        return visits_where(session, *wanted, *_whose(session, Visit, worker, member))


@router.get("/visits/{visit_id}", openapi_extra=roles("coordinator", "auditor"))
@read_as("visit")
def get_visit(desk: AtDesk, visit_id: RowNumber) -> VisitItem:
    """Return one visit."""
    with desk.reading() as session:
        return visit_detail(session, visit_id)


@router.post("/visits", status_code=201, responses=REFUSALS, openapi_extra=roles("coordinator"))
def add_visit(desk: AtWritingDesk, visit: assignments.VisitCreate) -> VisitItem:
    """Plan one visit in the plan of its day."""
    with desk.writing() as session:
        row = assignments.add_visit(session, visit)
    return get_visit(desk, row.id)


@router.get("/hours", openapi_extra=roles("coordinator", "finance", "auditor"))
def get_hours(
    desk: AtDesk, from_on: FromOn = None, until_on: UntilOn = None, worker: OfWorker = "", member: OfMember = ""
) -> list[HoursItem]:
    """Return the hours of a span, in order of time; 2,000 at most."""
    span = span_asked(from_on, until_on, today())
    with desk.reading() as session:
        return hours_where(session, on_days(TimeEntry, span), *_whose(session, TimeEntry, worker, member))


@router.get("/hours/{entry_id}", openapi_extra=roles("coordinator", "finance", "auditor"))
@read_as("entry")
def get_entry(desk: AtDesk, entry_id: RowNumber) -> HoursItem:
    """Return one hours entry."""
    with desk.reading() as session:
        return hours_detail(session, entry_id)


@router.post("/hours", status_code=201, responses=REFUSALS, openapi_extra=roles("coordinator", "worker"))
def log_hours(desk: AtWritingDesk, hours: assignments.HoursCreate) -> HoursItem:
    """Record hours as a draft."""
    with desk.writing() as session:
        row = timesheets.log(session, hours)
    return get_entry(desk, row.id)


class HoursLines(BaseModel):
    """Hours to save line by line: each is an act (log-hours, correct-hours, delete-hours) and its fields."""

    lines: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=200)]


class LineSaved(BaseModel):
    """How a line went: `ok` with the id of its hours; or why not, and nothing of this line was saved."""

    line: int
    act: str
    status: str
    says: str
    id: int | None


@router.post("/hours/lines", openapi_extra=roles("coordinator", "worker"))
def save_lines(request: Request, desk: AtWritingDesk, given: HoursLines) -> list[LineSaved]:
    """Save hours line by line: a line that a closed month or a rule refuses does not stop the others."""
    asked = acts_in(given.lines, "lines")
    for each in asked:
        if each.act not in LINE_ACTS:
            raise invalid("act", each.act, f"one of {', '.join(LINE_ACTS)}")
    done = do_each(
        desk.database,
        desk.group,
        desk.actor,
        asked,
        reason=desk.reason,
        despite=desk.despite,
        language=language_of_api(request),
        scope=desk.scope,
    )
    return [
        LineSaved(
            line=each.asked.line or 0,
            act=each.asked.act,
            status=each.status,
            says=each.says,
            id=int(each.result["id"]) if "id" in each.result else None,
        )
        for each in done
    ]


def _whose(session: GroupSession, model: type[Visit] | type[TimeEntry], worker: str, member: str) -> list[Any]:
    wanted: list[Any] = []
    if worker:
        wanted.append(model.worker_id == workers.by_number(session, worker).id)
    if member:
        wanted.append(model.member_id == members.by_number(session, member).id)
    return wanted
