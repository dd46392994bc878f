"""Kilometres, travel time and CO2 of the plan; members see none of it, for it tells where people live."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from fastapi.responses import Response
from pydantic import BaseModel

from basicplus.assignments.travel import TravelReport, travel_report, travel_sheet
from basicplus.clock import parse_period
from basicplus.db import ReadSession
from basicplus.tabular.sheets import MEDIA_TYPES
from basicplus.web.api.shapes import GROUP, sends
from basicplus.web.desk import AtDesk
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix=GROUP + "/travel", tags=["travel"])
InPeriod = Annotated[str, Query(description="A month (2026-03), a quarter (2026-Q1) or a year (2026).")]
OfWorker = Annotated[str | None, Query(description="Number of a worker.")]


class TravelItem(BaseModel):
    """The ways of a worker in a month that lead to visits under one agreement; home ways are no working time."""

    month: str
    worker: str
    member: str
    agreement: str
    ways: int
    km: float
    minutes: int
    home_km: float
    co2_kg: float


class TravelDetail(BaseModel):
    """The lines, the source of their distances, and how many pairs of sites it did not have or nobody knows."""

    period: str
    source: str
    profile: str
    fallbacks: int
    unknown: int
    homeless: list[str]
    lines: list[TravelItem]


@router.get("", openapi_extra=roles("coordinator", "finance"))
def get_travel(desk: AtDesk, period: InPeriod, worker: OfWorker = None) -> TravelDetail:
    """Return how far and how long people travel for the published visits of a period."""
    with desk.reading() as session:
        found = _report(session, period, worker)
    sheet = travel_sheet(found.lines)
    return TravelDetail(
        period=period,
        source=found.source,
        profile=found.profile,
        fallbacks=found.fallbacks,
        unknown=found.unknown,
        homeless=list(found.homeless),
        lines=[TravelItem.model_validate(dict(zip(sheet.columns, row, strict=True))) for row in sheet.rows],
    )


@router.get(
    "/csv",
    response_class=Response,
    responses=sends(MEDIA_TYPES["csv"]),
    openapi_extra=roles("coordinator", "finance"),
)
def get_travel_csv(desk: AtDesk, period: InPeriod, worker: OfWorker = None) -> Response:
    """Return the same as a CSV file."""
    with desk.reading() as session:
        content = travel_sheet(_report(session, period, worker).lines).written("csv")
    headers = {"Content-Disposition": f'attachment; filename="travel-{period}.csv"'}
    return Response(content, media_type=MEDIA_TYPES["csv"], headers=headers)


def _report(session: ReadSession, period: str, worker: str | None) -> TravelReport:
    return travel_report(session, parse_period(period).span, worker=worker)
