"""The plan: board, conflicts, edits of a draft, differences between versions, who was told; the acts change it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Query, Request
from pydantic import BaseModel

from basicplus.assignments import planning
from basicplus.assignments.planning import BoardRow, NoticeLine, PlanDiff
from basicplus.clock import today
from basicplus.web.api.presences import FromOn, OfMember, OfWorker, UntilOn
from basicplus.web.api.shapes import GROUP, LARGEST_NUMBER
from basicplus.web.desk import AtDesk
from basicplus.web.language import language_of_api
from basicplus.web.reading.presences import span_asked
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix=f"{GROUP}/plan", tags=["plan"])
OfDay = Annotated[date, Query(description="A day of the plan.")]
Version = Annotated[int | None, Query(ge=0, le=LARGEST_NUMBER)]


class PlanItem(BaseModel):
    """The plan of a period: what is published, and whether its draft has edits."""

    from_on: date
    until_on: date
    published: int
    published_at: datetime | None
    draft: int
    edited: bool


class ConflictItem(BaseModel):
    """One thing to look at in a draft, with its sentence; `link` names the visit, worker or agreement."""

    kind: str
    severity: str
    subject: str
    day: date
    says: str
    numbers: dict[str, Any]
    link: str


class EditItem(BaseModel):
    """One edit of a draft, in order of position: done, undone, or dropped."""

    position: int
    state: str
    kind: str
    words: str


@router.get("", openapi_extra=roles("coordinator", "auditor"))
def get_plan(desk: AtDesk, day: OfDay) -> PlanItem:
    """Return the plan that holds a day; `published_at` is when its first version was."""
    with desk.reading() as session:
        plan = planning.plan_of(session, day)
        return PlanItem(
            from_on=plan.from_on,
            until_on=plan.until_on,
            published=plan.published,
            published_at=plan.published_at,
            draft=plan.draft,
            edited=bool(planning.edits_of(session, plan, "done")),
        )


@router.get("/board", openapi_extra=roles("coordinator", "auditor"))
def get_board(
    desk: AtDesk,
    from_on: FromOn = None,
    until_on: UntilOn = None,
    worker: Annotated[list[str] | None, Query(description="Numbers of workers; all if not given.")] = None,
) -> list[BoardRow]:
    """Return workers by days with minutes owed, planned and free, alerts, and visits as chips."""
    with desk.reading() as session:
        return planning.board(session, span_asked(from_on, until_on, today()), worker)


@router.get("/conflicts", openapi_extra=roles("coordinator", "auditor"))
def get_conflicts(
    desk: AtDesk, request: Request, from_on: FromOn = None, until_on: UntilOn = None
) -> list[ConflictItem]:
    """Return what stands beside the drafts of a span, as of today: refusals first, then warnings and notes."""
    language = language_of_api(request)
    with desk.reading() as session:
        found = planning.conflicts_of(session, span_asked(from_on, until_on, today()), today())
    return [
        ConflictItem(
            kind=each.kind,
            severity=each.severity,
            subject=each.subject,
            day=each.day,
            says=planning.says(each, language),
            numbers=dict(each.numbers),
            link=each.link,
        )
        for each in found
    ]


@router.get("/diff", openapi_extra=roles("coordinator", "auditor"))
def get_diff(
    desk: AtDesk,
    request: Request,
    day: OfDay,
    version: Version = None,
    later: Version = None,
    worker: OfWorker = "",
    member: OfMember = "",
) -> PlanDiff:
    """Return in words what differs between two versions: the published one and the draft if not said."""
    whose = {"worker": worker or None, "member": member or None}
    with desk.reading() as session:
        return planning.diff(session, day, language_of_api(request), version, later, **whose)


@router.get("/edits", openapi_extra=roles("coordinator", "auditor"))
def get_edits(desk: AtDesk, day: OfDay) -> list[EditItem]:
    """Return the edits of the draft of a plan: the last one done can be undone, the first undone done again."""
    with desk.reading() as session:
        found = planning.edits_of(session, planning.plan_of(session, day))
    return [EditItem(position=row.position, state=row.state, kind=row.kind, words=row.words) for row in found]


@router.get("/notices", openapi_extra=roles("coordinator", "auditor"))
def get_notices(desk: AtDesk, day: OfDay) -> list[NoticeLine]:
    """Return whom each published version of a plan concerns, and when and how they were told."""
    with desk.reading() as session:
        return planning.notices_of(session, planning.plan_of(session, day))
