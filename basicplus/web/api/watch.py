"""The watch: what the audits found and who looks after it, what is due by when, the head count of every day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel

from basicplus import watch
from basicplus.clock import Span, today
from basicplus.compliance.law import belgian_law
from basicplus.errors import invalid
from basicplus.web.api.shapes import GROUP
from basicplus.web.desk import AtDesk
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix=GROUP + "/watch", tags=["watch"])
FromOn = Annotated[date | None, Query(description="First day; today if nothing is said.")]
UntilOn = Annotated[date | None, Query(description="First day after; a year later if nothing is said.")]


class CaseItem(BaseModel):
    """The life of a finding: `gone_on` is the day of the first audit that no longer found it."""

    id: int
    rule: str
    severity: str
    subject: str
    from_on: date
    until_on: date | None
    sentence: str
    opened_on: date
    seen_on: date
    gone_on: date | None
    state: str
    owner: str | None
    ended_by: str | None
    ended_on: date | None
    ended_because: str | None
    waived_until: date | None


class DueItem(BaseModel):
    """Something to be done by a day, and what is known of it."""

    due_on: date
    kind: str
    subject: str
    owner: str | None
    done_on: date | None
    done_by: str | None
    late: bool


class HeadsItem(BaseModel):
    """The staff on days on which it does not change; `limit` is null where the law sets none."""

    from_on: date
    until_on: date | None
    heads: int
    full_time_equivalents: float
    limit: int | None
    over: bool


@router.get("/findings", openapi_extra=roles("coordinator", "finance", "auditor", "admin"))
def get_cases(
    desk: AtDesk, state: Annotated[Literal["open", "closed", "waived", "all"], Query()] = "open"
) -> list[CaseItem]:
    """Return the findings of the audits, the gravest and oldest first."""
    with desk.reading() as session:
        cases = watch.list_cases(session, None if state == "all" else state)
        return [CaseItem.model_validate(case.model_dump()) for case in cases]


@router.get("/duties", openapi_extra=roles("coordinator", "finance", "auditor", "admin"))
def get_duties(desk: AtDesk, from_on: FromOn = None, until_on: UntilOn = None) -> list[DueItem]:
    """Return what law and records ask for by a day, in order of day."""
    span, now = _span(from_on, until_on), today()
    with desk.reading() as session:
        found = watch.duties(session, belgian_law(), span)
        return [DueItem(**vars(due), late=due.late_on(now)) for due in found]


@router.get("/headcount", openapi_extra=roles("coordinator", "finance", "auditor", "admin"))
def get_headcount(desk: AtDesk, from_on: FromOn = None, until_on: UntilOn = None) -> list[HeadsItem]:
    """Return the head count of every day, in heads and full-time equivalents, beside the legal maximum."""
    span = _span(from_on, until_on)
    with desk.reading() as session:
        return [
            HeadsItem(
                from_on=each.span.from_on,
                until_on=each.span.end,
                heads=each.heads,
                full_time_equivalents=round(float(each.full_time_equivalents), 4),
                limit=each.limit,
                over=each.over,
            )
            for each in watch.headcount(session, belgian_law(), span)
        ]


def _span(from_on: date | None, until_on: date | None) -> Span:
    first = from_on or today()
    span = Span(first, until_on or first + timedelta(days=365))
    if not span:
        raise invalid("until_on", until_on, f"a day after from_on ({first})")
    return span
