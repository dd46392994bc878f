"""The group, its figures, its findings and its journal."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from basicplus import groups
from basicplus.clock import Span, today
from basicplus.errors import invalid
from basicplus.web import figures
from basicplus.web.api.shapes import GROUP, AskedPart
from basicplus.web.desk import AtDesk, groups_for
from basicplus.web.language import language_of_api
from basicplus.web.reading import findings, journal
from basicplus.web.reading.findings import FindingItem, QuestionItem, RuleItem
from basicplus.web.reading.journal import ActItem
from basicplus.web.reading.listing import Part
from basicplus.web.roles import roles

router = APIRouter(tags=["group"])


class GroupItem(BaseModel):
    """A group, and where its records are."""

    code: str
    name: str
    url: str


class GroupDetail(BaseModel):
    """The identity of a group."""

    code: str
    name: str
    legal_form: str
    enterprise_number: str
    street: str
    postal_code: str
    city: str
    rpm_court: str
    email: str
    website: str
    iban: str
    bic: str
    fiscal_year_month: int
    due_days: int


class Audit(BaseModel):
    """The rules that ran on some days, and what they found."""

    from_on: date
    until_on: date | None
    rules: list[RuleItem]
    findings: list[FindingItem]
    questions: list[QuestionItem]


@router.get("/groups", openapi_extra=roles("coordinator", "finance", "auditor", "admin"))
def list_groups(request: Request) -> list[GroupItem]:
    """Return the groups of this database."""
    found = groups_for(request)
    return [GroupItem(code=code, name=name, url=f"/api/groups/{code}") for code, name in found]


@router.get(GROUP, openapi_extra=roles("coordinator", "finance", "auditor", "admin"))
def get_group(desk: AtDesk) -> GroupDetail:
    """Return the identity of the group."""
    with desk.reading() as session:
        return GroupDetail(**groups.current(session).model_dump())


@router.get(GROUP + "/summary", openapi_extra=roles("coordinator", "finance", "auditor", "admin"))
def get_summary(desk: AtDesk) -> figures.Summary:
    """Return the figures of the group: heads, members, hours, billing, findings, journal."""
    with desk.reading() as session:
        return figures.summary(session, today())


@router.get(GROUP + "/findings", openapi_extra=roles("coordinator", "finance", "auditor", "admin"))
def get_findings(
    request: Request,
    desk: AtDesk,
    on: Annotated[date | None, Query(description="Only this day.")] = None,
    from_on: Annotated[date | None, Query(description="First day; today if nothing is said.")] = None,
    until_on: Annotated[date | None, Query(description="First day after; without end if nothing is said.")] = None,
) -> Audit:
    """Run every rule on the group, on a day or a span."""
    if on is not None and (from_on is not None or until_on is not None):
        raise invalid("on", on, "either a day or a span, not both")
    span = Span.day(on) if on else Span.of(from_on or today(), until_on)
    if not span:
        raise invalid("until_on", until_on, f"a day after from_on ({span.from_on})")
    language = language_of_api(request)
    with desk.reading() as session:
        return Audit(
            from_on=span.from_on,
            until_on=span.end,
            rules=findings.rules_on(span.from_on, language),
            findings=findings.audit(session, span, language),
            questions=findings.questions_on(session, span.from_on, language),
        )


@router.get(GROUP + "/journal", openapi_extra=roles("auditor", "admin"))
def get_journal(desk: AtDesk, asked: AskedPart) -> Part[ActItem]:
    """Return the journal, the latest act first."""
    with desk.reading() as session:
        return journal.list_acts(session, asked)
