"""Invoice runs: which there are, what one would bill, and the draft of each member; acts open and issue them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Query
from fastapi.responses import Response

from basicplus import invoicing
from basicplus.clock import parse_period
from basicplus.invoicing.documents.pdf import render_pdf
from basicplus.invoicing.documents.rendering import PDF
from basicplus.invoicing.runs.batches import RunSummary
from basicplus.invoicing.runs.previewing import MemberDraft
from basicplus.web.api.shapes import GROUP, sends
from basicplus.web.desk import AtDesk
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix=GROUP + "/invoice-runs", tags=["invoices"])
PeriodOf = Annotated[str, Query(description="A month 2025-03, a quarter 2025-Q1 or a year 2025.")]
IssueOn = Annotated[date | None, Query(description="Date of the documents; the day after the period by default.")]


@router.get("", openapi_extra=roles("coordinator", "finance", "auditor"))
def get_runs(desk: AtDesk) -> list[RunSummary]:
    """Return the runs, the latest first, and how many of their members are in which state."""
    with desk.reading() as session:
        return invoicing.list_runs(session)


@router.get("/preview", openapi_extra=roles("coordinator", "finance", "auditor"))
def get_preview(desk: AtDesk, period: PeriodOf, issue_on: IssueOn = None) -> invoicing.Preview:
    """Return what a run of a period would bill, with a reason for each member; nothing is saved."""
    with desk.reading() as session:
        return invoicing.preview(session, parse_period(period), issue_on)


@router.get("/preview/{member}", openapi_extra=roles("coordinator", "finance", "auditor"))
def get_draft(desk: AtDesk, member: str, period: PeriodOf, issue_on: IssueOn = None) -> MemberDraft:
    """Return the draft of a member's document, what is missing of it, and who must act."""
    with desk.reading() as session:
        return invoicing.preview_member(session, parse_period(period), member, issue_on)


@router.get(
    "/preview/{member}/pdf",
    response_class=Response,
    responses=sends(PDF),
    openapi_extra=roles("coordinator", "finance", "auditor"),
)
def get_draft_pdf(desk: AtDesk, member: str, period: PeriodOf, issue_on: IssueOn = None) -> Response:
    """Return the draft as a PDF that says so: under a temporary id, with nothing to pay."""
    with desk.reading() as session:
        drafted = invoicing.preview_member(session, parse_period(period), member, issue_on)
    return Response(render_pdf(drafted.document), media_type=PDF)
