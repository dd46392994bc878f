"""Capacity beside the volume agreed, the effect of hiring, and the input of the planner."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel

from basicplus import staffing
from basicplus.clock import Span, today
from basicplus.compliance.law import belgian_law
from basicplus.planner import Instance
from basicplus.staffing import AddedCost, Critical, Language, MonthOfStaff, Taken, say
from basicplus.web.api.shapes import GROUP, PROBLEMS
from basicplus.web.desk import AtDesk
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix=GROUP + "/staffing", tags=["staffing"], responses=PROBLEMS)
READS = roles("coordinator", "finance")
FromDay = Annotated[date | None, Query(description="First day of twelve months; next month's if not given.")]
InLanguage = Annotated[Language, Query(description="Language of the sentences.")]


class Capacity(BaseModel):
    """A profession over twelve months, in half-days: what it can give, what is agreed, its critical size."""

    profession: str
    workers: int
    demands: int
    capacity: int
    agreed: int
    months: list[MonthOfStaff]
    critical: Critical
    says: list[str]


class Hiring(BaseModel):
    """One more worker: from where, whom they would serve, the heads beside the maximum, the cost of a year."""

    profession: str
    share: float
    locality: str
    half_days: int
    serves: list[Taken]
    to_sell: int
    km: float
    km_saved: float
    languages: list[str]
    heads: int
    heads_after: int
    limit: int | None
    over: bool
    cost: AddedCost | None
    says: list[str]


@router.get("/capacity", openapi_extra=READS)
def get_capacity(desk: AtDesk, from_on: FromDay = None, language: InLanguage = "en") -> list[Capacity]:
    """Return what each profession can give in twelve months beside what is agreed, and who may not fall ill."""
    with desk.reading() as session:
        found = staffing.capacity(session, _span(from_on))
    return [Capacity(**vars(each) | {"says": [say(saying, language) for saying in each.says]}) for each in found]


@router.get("/hire", openapi_extra=READS)
def get_hire(
    desk: AtDesk,
    profession: Annotated[str, Query(description="As agreements name it.")],
    share: Annotated[float, Query(gt=0, le=1, description="Of full time.")] = 0.5,
    near: Annotated[str | None, Query(description="A postal code or municipality; else the best one.")] = None,
    from_on: FromDay = None,
    language: InLanguage = "en",
) -> Hiring:
    """Return whom one more worker would serve, and what it does to heads and cost; nothing is saved."""
    with desk.reading() as session:
        part = Fraction(str(share))
        expected = staffing.outlook(session, _span(from_on))
        found = staffing.hire_effect(session, belgian_law(), expected, profession, part, near)
    hired = vars(found.hire) | {"share": share}
    counted = {name: getattr(found, name) for name in ("heads", "heads_after", "limit", "over", "cost")}
    return Hiring(**hired | counted | {"says": [say(saying, language) for saying in found.says]})


@router.get("/year-instance", openapi_extra=roles("coordinator"))
def get_year_instance(
    desk: AtDesk, from_on: date, until_on: Annotated[date, Query(description="First day after the last.")]
) -> Instance:
    """Return who is to be served on some days, and by whom it can be: the input of the planner."""
    with desk.reading() as session:
        return staffing.year_instance(session, Span(from_on, until_on))


def _span(from_on: date | None) -> Span:
    return staffing.twelve_months_from(from_on) if from_on else staffing.twelve_months(today())
