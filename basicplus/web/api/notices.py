"""What members sign and tell: liability, internal rules, strikes, work abroad; and the members' register."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from basicplus import assignments, members
from basicplus.clock import today
from basicplus.compliance.service import FileCreate
from basicplus.members import AbroadNoticeCreate, RegisterRow, StrikeCreate
from basicplus.web.api.shapes import GROUP, REFUSALS
from basicplus.web.desk import AtDesk, AtWritingDesk
from basicplus.web.reading.members import MemberDetail, member_detail
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix=GROUP, tags=["members"])


class AcknowledgementCreate(BaseModel):
    """The day on which a member acknowledged that members are jointly liable, and what it signed."""

    on: date
    document: FileCreate | None = None


class AcceptanceCreate(BaseModel):
    """The version of the internal rules that a member accepts."""

    version: Annotated[int, Field(gt=0)]


class StrikeEnd(BaseModel):
    """The first day after a strike or lock-out."""

    until_on: date


class StrikeItem(BaseModel):
    """A strike or lock-out at a member."""

    kind: str
    from_on: date
    until_on: date | None
    reported_on: date


class AbroadNoticeItem(BaseModel):
    """A notice of work in another state."""

    country: str
    noticed_on: date
    from_on: date
    until_on: date | None


@router.get("/register", openapi_extra=roles("coordinator", "finance", "auditor", "admin"))
def get_register(
    desk: AtDesk, on: Annotated[date | None, Query(description="Day; today if nothing is said.")] = None
) -> list[RegisterRow]:
    """Return the members' register as it stood on a day (CSA 9:3)."""
    with desk.reading() as session:
        return members.register_on(session, on or today())


@router.post(
    "/members/{number}/acknowledgement", status_code=201, responses=REFUSALS, openapi_extra=roles("coordinator")
)
def acknowledge(desk: AtWritingDesk, number: str, acknowledgement: AcknowledgementCreate) -> MemberDetail:
    """Record that a member acknowledged joint liability."""
    with desk.writing() as session:
        members.acknowledge(session, number, acknowledgement.on, acknowledgement.document)
        return member_detail(session, number, today())


@router.post(
    "/members/{number}/internal-rules", status_code=201, responses=REFUSALS, openapi_extra=roles("coordinator")
)
def accept_rules(desk: AtWritingDesk, number: str, acceptance: AcceptanceCreate) -> MemberDetail:
    """Record which version of the internal rules a member accepts."""
    with desk.writing() as session:
        members.accept_rules(session, number, acceptance.version)
        return member_detail(session, number, today())


@router.post("/strikes", status_code=201, responses=REFUSALS, openapi_extra=roles("coordinator"))
def open_strike(desk: AtWritingDesk, strike: StrikeCreate) -> StrikeItem:
    """Record a strike or lock-out; the visits planned at the member on its days are cancelled."""
    with desk.writing() as session:
        return StrikeItem(**assignments.open_strike(session, strike).model_dump())


@router.post(
    "/members/{number}/strikes/end", status_code=201, responses=REFUSALS, openapi_extra=roles("coordinator")
)
def close_strike(desk: AtWritingDesk, number: str, end: StrikeEnd) -> StrikeItem:
    """End the strike or lock-out that lasts at a member."""
    with desk.writing() as session:
        return StrikeItem(**members.close_strike(session, number, end.until_on).model_dump())


@router.post("/abroad-notices", status_code=201, responses=REFUSALS, openapi_extra=roles("coordinator"))
def notice_abroad(desk: AtWritingDesk, notice: AbroadNoticeCreate) -> AbroadNoticeItem:
    """Record a member's notice of work in another state."""
    with desk.writing() as session:
        return AbroadNoticeItem(**members.notice_abroad(session, notice).model_dump())
