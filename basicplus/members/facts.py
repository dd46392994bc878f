"""What the members' rows tell the rules: who belongs on which days, and is exempt from VAT as it says."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from sqlalchemy import ColumnElement, true
from sqlmodel import col

from basicplus.clock import FOREVER, Span
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
    """Return all memberships of the members in scope, who have few; and what buyers said of their VAT status."""
    if scope.everything is None and not scope.members and not scope.buyers:
        return Facts()
    buyers = col(Member.number).in_(scope.buyers)
    mine = true() if scope.everything else col(Member.id).in_(scope.members) | buyers
    others = pick(Member.number, Member.other_group).where(Member.other_group != "", mine)
    return Facts(
        memberships=membership_facts(session, mine),
        vat_statuses=vat_facts(session, buyers) if scope.buyers else (),
        other_groups=tuple(fact.OtherGroup(number, name) for number, name in session.rows(others)),
    )


def membership_facts(session: GroupSession, mine: ColumnElement[bool]) -> tuple[fact.Membership, ...]:
    """Return the memberships of the members that a condition picks."""
    query = (
        pick(Member.number, Membership.from_on, Membership.until_on, Membership.member_class)
        .where(col(Membership.member_id) == Member.id, mine)
        .order_by(col(Member.number), col(Membership.from_on))
    )
    return tuple(
        fact.Membership(number, Span.of(from_on, until_on), member_class == "effective")
        for number, from_on, until_on, member_class in session.rows(query)
    )


def vat_facts(session: GroupSession, mine: ColumnElement[bool]) -> tuple[fact.VatStatus, ...]:
    """Return what the members that a condition picks said of their VAT status, each until the next."""
    rows = session.rows(
        pick(Member.number, VatStatus.from_on, VatStatus.taxable_percent, VatStatus.valid_until_on)
        .where(col(VatStatus.member_id) == Member.id, mine)
        .order_by(col(Member.number), col(VatStatus.from_on))
    )
    return tuple(
        fact.VatStatus(
            number, Span(from_on, later[1] if later and later[0] == number else FOREVER), percent, until_on
        )
        for (number, from_on, percent, until_on), later in zip_longest(rows, rows[1:])
    )


WITNESS = Witness(
    "members", frozenset({Member, Membership, Site, MemberSite, Contact, VatStatus}), concerns, testify
)
