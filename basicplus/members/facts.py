"""What the members' rows tell the rules: who is a member on which days, signed what, strikes, works abroad."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, select

from basicplus.clock import Span
from basicplus.compliance import facts as fact
from basicplus.compliance.facts import Facts
from basicplus.compliance.gate import Scope, Witness, changed_span
from basicplus.db import Change, GroupSession, pick
from basicplus.groups.facts import applications
from basicplus.members.models import (
    AbroadNotice,
    Contact,
    Member,
    Membership,
    MemberSite,
    Site,
    Strike,
    VatStatus,
)


def _span(state: dict[str, Any]) -> Span:
    return Span.of(state["from_on"], state["until_on"])


def concerns(change: Change, scope: Scope) -> None:
    """A membership, a strike or a notice concerns its member on the days it covers or no longer covers."""
    if isinstance(change.row, Membership | Strike | AbroadNotice):
        for span in changed_span(change, _span):
            scope.member(change.states()[-1]["member_id"], span)


def testify(session: GroupSession, scope: Scope) -> Facts:
    """Return all memberships, strikes and notices of the members in scope: a member has few.

    The applications of the group come from here, because whose committee they propose is known here only.
    """
    papers = scope.group or scope.everything is not None
    facts = Facts(applications=applications(session, _committees(session)) if papers else ())
    if scope.everything is None and not scope.members:
        return facts
    return facts + Facts(
        memberships=tuple(_membership(*row) for row in _of_members(session, scope, Membership)),
        strikes=tuple(
            fact.Strike(member.number, row.kind, Span.of(row.from_on, row.until_on))
            for row, member in _of_members(session, scope, Strike)
        ),
        abroad_notices=tuple(
            fact.AbroadNotice(member.number, row.country, row.noticed_on, Span.of(row.from_on, row.until_on))
            for row, member in _of_members(session, scope, AbroadNotice)
        ),
    )


def _committees(session: GroupSession) -> frozenset[str]:
    """Return the joint committees of all associations, candidates too: a group applies before anybody joins."""
    return frozenset(committee for (committee,) in session.rows(pick(Member.joint_committee).distinct()))


def _of_members(session: GroupSession, scope: Scope, model: Any) -> list[Any]:
    query = select(model, Member).where(col(model.member_id) == Member.id).order_by(col(model.id))
    if scope.everything is None:
        query = query.where(col(Member.id).in_(scope.members))
    return list(session.exec(query.execution_options(populate_existing=True)))


def _membership(row: Membership, member: Member) -> fact.Membership:
    entries = ((row.decided_on, row.entered_on), (row.end_decided_on, row.end_entered_on))
    return fact.Membership(
        member.number,
        Span.of(row.from_on, row.until_on),
        row.member_class == "effective",
        member.enterprise_number or "",
        member.joint_committee,
        row.acknowledged_on,
        row.internal_rules_version,
        tuple((known_on, entered_on) for known_on, entered_on in entries if known_on and entered_on),
    )


WITNESS = Witness(
    "members",
    frozenset({AbroadNotice, Contact, Member, Membership, MemberSite, Site, Strike, VatStatus}),
    concerns,
    testify,
)
