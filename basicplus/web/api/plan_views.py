"""The plan as files: tables for spreadsheets, printed months, and the calendars that were opened."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import Query
from fastapi.responses import Response
from pydantic import BaseModel

from basicplus.clock import parse_period, today
from basicplus.feeds import Language, View, feeds_of, month_sheet, plan_sheet, planned, render_month
from basicplus.tabular.sheets import MEDIA_TYPES, Format
from basicplus.web.api.shapes import GROUP, sends
from basicplus.web.desk import AtDesk, Desk
from basicplus.web.reading.presences import span_asked
from basicplus.web.roles import roles
from basicplus.web.section import Section
from basicplus.web.security import PDF

router = Section(prefix=GROUP, tags=["plan"])
InMonth = Annotated[str, Query(description="A month, as 2026-03.")]
In = Annotated[Language | None, Query(description="fr, nl, de or en; that of the worker or member if not given.")]
Draft = Annotated[bool, Query(description="The draft too, not only what is published.")]


class FeedShape(BaseModel):
    """A calendar that was opened; its address is known to whoever opened it, and to nobody here."""

    id: int
    owner: str
    label: str
    opened_at: datetime
    revoked_at: datetime | None


@router.get(
    "/plan/sheet",
    response_class=Response,
    responses=sends(*MEDIA_TYPES.values()),
    openapi_extra=roles("coordinator", "auditor"),
)
def get_plan_sheet(
    desk: AtDesk,
    from_on: Annotated[date | None, Query(description="First day; today if nothing is said.")] = None,
    until_on: Annotated[date | None, Query(description="First day after; four weeks later if not said.")] = None,
    worker: str | None = None,
    member: str | None = None,
    profession: str | None = None,
    draft: Draft = False,
    format: Annotated[Format, Query(description="csv or xlsx")] = "csv",
) -> Response:
    """Return the visits of a view of the plan as a table."""
    span = span_asked(from_on, until_on, today())
    with desk.reading() as session:
        visits = planned(session, View(span, not draft, worker, member, profession))
    content = plan_sheet(visits, with_ways=member is None).written(format)
    headers = {"Content-Disposition": f'attachment; filename="plan-{span.from_on}.{format}"'}
    return Response(content, media_type=MEDIA_TYPES[format], headers=headers)


@router.get(
    "/workers/{number}/month",
    response_class=Response,
    responses=sends(PDF),
    openapi_extra=roles("coordinator", "worker"),
)
def get_month_of_worker(
    desk: AtDesk, number: str, month: InMonth, language: In = None, draft: Draft = False
) -> Response:
    """Return the month of a worker, to be printed (PDF)."""
    return _printed(desk, View(parse_period(month, "month").span, not draft, worker=number), language)


@router.get(
    "/members/{number}/month",
    response_class=Response,
    responses=sends(PDF),
    openapi_extra=roles("coordinator", "member"),
)
def get_month_of_member(desk: AtDesk, number: str, month: InMonth, language: In = None) -> Response:
    """Return the month of a member, to be printed (PDF): published visits at its own sites."""
    return _printed(desk, View(parse_period(month, "month").span, member=number), language)


@router.get("/feeds", openapi_extra=roles("coordinator", "admin"))
def get_feeds(desk: AtDesk) -> list[FeedShape]:
    """Return the calendars that were opened; `revoke-feed` closes one."""
    with desk.reading() as session:
        return [FeedShape(**vars(feed)) for feed in feeds_of(session)]


def _printed(desk: Desk, view: View, language: Language | None) -> Response:
    with desk.reading() as session:
        content = render_month(month_sheet(session, view, language), today())
    name = f"{view.worker or view.member}-{view.span.from_on:%Y-%m}.pdf"
    return Response(content, media_type=PDF, headers={"Content-Disposition": f'inline; filename="{name}"'})
