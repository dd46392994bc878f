"""What the members' rows tell the rules: who is an effective member on which days."""

from __future__ import annotations

from typing import Any

from sqlmodel import col

from basicplus.clock import Span
from basicplus.compliance import facts as fact
from basicplus.compliance.facts import Facts
from basicplus.compliance.gate import Scope, Witness, changed_span
from basicplus.db import Change, GroupSession, pick
from basicplus.members.models import Contact, Member, Membership, MemberSite, Site, VatStatus


def _span(state: dict[str, Any]) -> Span:
    return Span.of(state["from_on"], state["until_on"])


def concerns(change: Change, scope: Scope) -> None:
    """A membership concerns its member on the days it covers or no longer covers."""
    if isinstance(change.row, Membership):
        for span in changed_span(change, _span):
            scope.member(change.states()[-1]["member_id"], span)


def testify(session: GroupSession, scope: Scope) -> Facts:
    """Return all memberships of the members in scope: a member has few."""
    query = pick(Member.number, Membership.from_on, Membership.until_on, Membership.member_class).where(
        col(Membership.member_id) == Member.id
    )
    if scope.everything is None:
        if not scope.members:
            return Facts()
        query = query.where(col(Member.id).in_(scope.members))
    return Facts(
        memberships=tuple(
            fact.Membership(number, Span.of(from_on, until_on), member_class == "effective")
            for number, from_on, until_on, member_class in session.rows(query)
        )
    )


WITNESS = Witness(
    "members", frozenset({Member, Membership, Site, MemberSite, Contact, VatStatus}), concerns, testify
)
