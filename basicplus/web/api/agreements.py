"""Agreements with members, and who is assigned to them."""

from __future__ import annotations

from basicplus import assignments
from basicplus.assignments import Agreement, Assignment
from basicplus.clock import today
from basicplus.web.api.shapes import GROUP, REFUSALS, AskedPart
from basicplus.web.api.workers import EndCreate
from basicplus.web.desk import AtDesk, AtWritingDesk
from basicplus.web.matching import read_as
from basicplus.web.reading.agreements import (
    AgreementItem,
    AssignmentItem,
    PoolItem,
    agreement_detail,
    assignments_where,
    list_agreements,
    list_pools,
)
from basicplus.web.reading.listing import Part
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix=GROUP, tags=["agreements"])


@router.get("/pools", openapi_extra=roles("coordinator", "finance", "auditor"))
def get_pools(desk: AtDesk) -> list[PoolItem]:
    """Return the cost pools: an agreement names one by its id."""
    with desk.reading() as session:
        return list_pools(session)


@router.get("/agreements", openapi_extra=roles("coordinator", "finance", "auditor"))
def get_agreements(
    desk: AtDesk, asked: AskedPart, basis: str = "", profession: str = "", state: str = ""
) -> Part[AgreementItem]:
    """Return agreements; `state` is current, future or ended."""
    with desk.reading() as session:
        return list_agreements(session, asked, today(), basis, profession, state)


@router.get("/agreements/{number}", openapi_extra=roles("coordinator", "finance", "auditor"))
@read_as("agreement")
def get_agreement(desk: AtDesk, number: str) -> AgreementItem:
    """Return one agreement."""
    with desk.reading() as session:
        return agreement_detail(session, number)


@router.post("/agreements", status_code=201, responses=REFUSALS, openapi_extra=roles("coordinator"))
def agree(desk: AtWritingDesk, agreement: assignments.AgreementCreate) -> AgreementItem:
    """Record an agreement; the association must be a member on all its days."""
    with desk.writing() as session:
        assignments.agree(session, agreement)
    return get_agreement(desk, agreement.number)


@router.post("/agreements/{number}/end", status_code=201, responses=REFUSALS, openapi_extra=roles("coordinator"))
def end_agreement(desk: AtWritingDesk, number: str, ending: EndCreate) -> AgreementItem:
    """End an agreement."""
    with desk.writing() as session:
        assignments.end_agreement(session, number, ending.until_on)
    return get_agreement(desk, number)


@router.get("/agreements/{number}/assignments", openapi_extra=roles("coordinator", "auditor"))
def get_assignments(desk: AtDesk, number: str) -> list[AssignmentItem]:
    """Return who is assigned to an agreement, and when."""
    with desk.reading() as session:
        return assignments_where(session, Agreement.id == assignments.versions_of(session, number)[0].id)


@router.post("/assignments", status_code=201, responses=REFUSALS, openapi_extra=roles("coordinator"))
def assign(desk: AtWritingDesk, assignment: assignments.AssignmentCreate) -> AssignmentItem:
    """Put a worker on an agreement, with a recurring pattern of visits."""
    with desk.writing() as session:
        row = assignments.assign(session, assignment)
    with desk.reading() as session:
        return assignments_where(session, Assignment.id == row.id)[0]
