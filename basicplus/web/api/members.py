"""Members and their memberships."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from basicplus import members
from basicplus.clock import today
from basicplus.compliance.service import FileCreate
from basicplus.invoicing import explain
from basicplus.invoicing.explain import DocumentWhy
from basicplus.web.api.shapes import GROUP, REFUSALS, AskedPart
from basicplus.web.desk import AtDesk, AtWritingDesk
from basicplus.web.matching import read_as
from basicplus.web.reading.listing import Part
from basicplus.web.reading.members import MemberDetail, MemberItem, list_members, member_detail
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix=GROUP + "/members", tags=["members"])


class JoinCreate(BaseModel):
    """The first day of a membership, its class, and what the association signed."""

    from_on: date
    member_class: Literal["effective", "adherent"] = "effective"
    acknowledged_on: Annotated[
        date | None, Field(description="Day it acknowledged that members are jointly liable.")
    ] = None
    internal_rules_version: Annotated[int | None, Field(description="Version that it accepted.")] = None
    acknowledgement: FileCreate | None = None
    decided_on: Annotated[date | None, Field(description="Day the decision was known; today is its entry.")] = None


class LeaveCreate(BaseModel):
    """The first day on which the association no longer belongs."""

    until_on: Annotated[date, Field(description="First day after the last day of membership.")]
    ended_by: Literal["resignation", "exclusion"] | None = None
    decided_on: Annotated[date | None, Field(description="Day the decision was known; today is its entry.")] = None


@router.get("", openapi_extra=roles("coordinator", "finance", "auditor"))
def get_members(desk: AtDesk, asked: AskedPart, state: str = "", frequency: str = "") -> Part[MemberItem]:
    """Return members; `state` is member, candidate or former, `frequency` that of the invoices."""
    with desk.reading() as session:
        return list_members(session, asked, today(), state, frequency)


@router.get("/{number}", openapi_extra=roles("coordinator", "finance", "auditor"))
@read_as("member")
def get_member(desk: AtDesk, number: str) -> MemberDetail:
    """Return one member with its memberships, sites, contacts and VAT status."""
    with desk.reading() as session:
        return member_detail(session, number, today())


@router.get("/{number}/invoices/{invoice}/why", openapi_extra=roles("member", "finance", "auditor"))
def get_why(desk: AtDesk, number: str, invoice: str) -> DocumentWhy:
    """Return to a member why one of its own documents asks what it asks; nobody's pay is in it."""
    with desk.reading() as session:
        return explain.why(session, invoice, member=number)


@router.post("", status_code=201, responses=REFUSALS, openapi_extra=roles("coordinator", "finance"))
def register_member(desk: AtWritingDesk, member: members.MemberCreate) -> MemberDetail:
    """Record an association as a candidate: it is no member until it joins."""
    with desk.writing() as session:
        members.register(session, member)
    return get_member(desk, member.number)


@router.post(
    "/{number}/memberships", status_code=201, responses=REFUSALS, openapi_extra=roles("coordinator", "finance")
)
def join(desk: AtWritingDesk, number: str, membership: JoinCreate) -> MemberDetail:
    """Admit an association from a day on."""
    with desk.writing() as session:
        members.join(
            session,
            number,
            membership.from_on,
            membership.member_class,
            acknowledged_on=membership.acknowledged_on,
            internal_rules_version=membership.internal_rules_version,
            acknowledgement=membership.acknowledgement,
            decided_on=membership.decided_on,
            entered_on=today() if membership.decided_on else None,
        )
    return get_member(desk, number)


@router.post(
    "/{number}/memberships/end",
    status_code=201,
    responses=REFUSALS,
    openapi_extra=roles("coordinator", "finance"),
)
def leave(desk: AtWritingDesk, number: str, membership: LeaveCreate) -> MemberDetail:
    """End a membership; agreements, visits and hours after that day must be ended first."""
    with desk.writing() as session:
        members.leave(
            session,
            number,
            membership.until_on,
            membership.ended_by,
            decided_on=membership.decided_on,
            entered_on=today() if membership.decided_on else None,
        )
    return get_member(desk, number)
