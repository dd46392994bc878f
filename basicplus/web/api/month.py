"""The month close for programs: the cockpit of a month, its disputes, and what a member has to answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from pydantic import BaseModel

from basicplus.clock import today
from basicplus.web.api.shapes import GROUP
from basicplus.web.desk import AtDesk
from basicplus.web.reading import portal
from basicplus.web.reading.lines import LineItem
from basicplus.web.reading.month import MonthPage, disputes_of, month_asked, month_page
from basicplus.web.reading.portal import InvoiceToPay, MonthToSign, OwnAgreement, PlannedVisit, SignedMonth
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix=GROUP, tags=["month close"])
MonthPath = Annotated[str, Path(description="The month, written as 2025-03.", pattern=r"^\d{4}-\d{2}$")]
MemberPath = Annotated[str, Path(description="Number of the member.")]
OFFICE, MEMBER = roles("coordinator", "finance", "auditor"), roles("member")


class PortalItem(BaseModel):
    """What a member has to do and has done: months to sign, approvals given, documents, and who may sign."""

    member: str
    name: str
    signers: list[str]
    to_sign: list[MonthToSign]
    signed: list[SignedMonth]
    invoices: list[InvoiceToPay]


@router.get("/months/{month}", openapi_extra=OFFICE)
def get_month(
    desk: AtDesk,
    month: MonthPath,
    state: Annotated[str, Query(description="A state, or `blocking`.")] = "",
    turn: Annotated[str, Query(description="worker, coordinator, member or finance")] = "",
    q: Annotated[str, Query(max_length=100, description="Words of member, worker or agreement.")] = "",
) -> MonthPage:
    """Return the assignments of a month, what holds billing up first."""
    with desk.reading() as session:
        return month_page(session, month_asked(month), today(), state, turn, q)


@router.get("/months/{month}/disputes", openapi_extra=OFFICE)
def get_disputes(desk: AtDesk, month: MonthPath) -> list[LineItem]:
    """Return the disputed lines of a month, with what was said of each."""
    with desk.reading() as session:
        return disputes_of(session, month_asked(month))


@router.get("/portal/{member}", openapi_extra=MEMBER)
def get_portal(desk: AtDesk, member: MemberPath) -> PortalItem:
    """Return what a member has to sign and to pay."""
    desk.own_member(member)
    with desk.reading() as session:
        mine = portal.own_member(session, member)
        return PortalItem(
            member=mine.number,
            name=mine.name,
            signers=portal.signers_of(session, mine),
            to_sign=portal.months_to_sign(session, mine),
            signed=portal.signed_months(session, mine),
            invoices=portal.invoices_of(session, mine, today()),
        )


@router.get("/portal/{member}/planning", openapi_extra=MEMBER)
def get_planning(desk: AtDesk, member: MemberPath) -> list[PlannedVisit]:
    """Return the published visits of the next eight weeks at a member."""
    desk.own_member(member)
    with desk.reading() as session:
        return portal.planned_visits(session, portal.own_member(session, member), today())


@router.get("/portal/{member}/agreements", openapi_extra=MEMBER)
def get_agreements(desk: AtDesk, member: MemberPath) -> list[OwnAgreement]:
    """Return the agreements of a member."""
    desk.own_member(member)
    with desk.reading() as session:
        return portal.agreements_of(session, portal.own_member(session, member), today())
