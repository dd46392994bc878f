"""What the members' rows tell the rules: who belongs on which days, signed what, strikes, and VAT status."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import zip_longest
from typing import Any

from sqlalchemy import ColumnElement, bindparam, true
from sqlmodel import col

from basicplus.clock import FOREVER, Span
from basicplus.compliance import facts as fact
from basicplus.compliance.facts import Facts
from basicplus.compliance.gate import Scope, Witness, changed_span
from basicplus.db import Change, GroupSession, pick, prepared
from basicplus.groups.facts import applications
from basicplus.members.models import (
    AbroadNotice,
    Contact,
    Member,
    MemberClosure,
    MemberOpening,
    Membership,
    MemberSite,
    Site,
    Strike,
    VatStatus,
)

# Read as columns: to make an object of each of some hundred rows takes longer than to find them.
_MEMBERSHIP = ("from_on", "until_on", "member_class", "acknowledged_on", "internal_rules_version")
_DECISIONS = ("decided_on", "entered_on", "end_decided_on", "end_entered_on")
_MEMBER = ("number", "enterprise_number", "joint_committee")


def _span(state: dict[str, Any]) -> Span:
    return Span.of(state["from_on"], state["until_on"])


def concerns(change: Change, scope: Scope) -> None:
    """A membership, a strike or a notice concerns its member on the days it covers or no longer covers.

    A membership and a VAT status concern the invoices that the member was sent from then on, too.
    """
    if isinstance(change.row, Membership | Strike | AbroadNotice):
        for span in changed_span(change, _span):
            scope.member(change.states()[-1]["member_id"], span)
            if isinstance(change.row, Membership):
                scope.billed_from(change.row.member_id, span.from_on)
    elif isinstance(change.row, VatStatus):
        for state in change.states():
            scope.billed_from(state["member_id"], state["from_on"])


def testify(session: GroupSession, scope: Scope) -> Facts:
    """Return memberships, strikes and notices of the members in scope, and what buyers said of their VAT status.

    The applications of the group come from here, because whose committee they propose is known here only.
    """
    papers = scope.group or scope.everything is not None
    facts = Facts(applications=applications(session, _committees(session)) if papers else ())
    if scope.everything is None and not scope.members and not scope.buyers:
        return facts
    buyers = col(Member.number).in_(scope.buyers)
    named = {} if scope.everything else {"members": list(scope.members), "buyers": list(scope.buyers)}

    def rows(build: Callable[[ColumnElement[bool]], Any]) -> Sequence[Any]:
        return session.rows(_query(build, everybody=not named), **named)

    return facts + Facts(
        memberships=tuple(_membership(row) for row in rows(_memberships)),
        strikes=tuple(
            fact.Strike(number, kind, Span.of(from_on, until_on))
            for number, kind, from_on, until_on in rows(_strikes)
        ),
        abroad_notices=tuple(
            fact.AbroadNotice(number, country, noticed_on, Span.of(from_on, until_on))
            for number, country, noticed_on, from_on, until_on in rows(_notices)
        ),
        vat_statuses=vat_facts(session, buyers) if scope.buyers else (),
        other_groups=tuple(fact.OtherGroup(number, name) for number, name in rows(_others)),
    )


def membership_facts(session: GroupSession, mine: ColumnElement[bool]) -> tuple[fact.Membership, ...]:
    """Return the memberships of the members that a condition picks."""
    return tuple(_membership(row) for row in session.rows(_memberships(mine)))


@cache
def _query(build: Callable[[ColumnElement[bool]], Any], *, everybody: bool) -> Any:
    """Return a query about everybody, or about those whose ids are in `members` or whose numbers in `buyers`."""
    if everybody:
        return prepared(build(true()))
    members = col(Member.id).in_(bindparam("members", expanding=True))
    return prepared(build(members | col(Member.number).in_(bindparam("buyers", expanding=True))))


def _memberships(mine: ColumnElement[bool]) -> Any:
    return (
        pick(
            *(getattr(Membership, name) for name in _MEMBERSHIP + _DECISIONS),
            *(getattr(Member, name) for name in _MEMBER),
        )
        .where(col(Membership.member_id) == Member.id, mine)
        .order_by(col(Member.number), col(Membership.id))
    )


def _strikes(mine: ColumnElement[bool]) -> Any:
    return (
        pick(Member.number, Strike.kind, Strike.from_on, Strike.until_on)
        .where(col(Strike.member_id) == Member.id, mine)
        .order_by(col(Member.number), col(Strike.id))
    )


def _notices(mine: ColumnElement[bool]) -> Any:
    said = (AbroadNotice.country, AbroadNotice.noticed_on, AbroadNotice.from_on, AbroadNotice.until_on)
    return (
        pick(Member.number, *said)
        .where(col(AbroadNotice.member_id) == Member.id, mine)
        .order_by(col(Member.number), col(AbroadNotice.id))
    )


def _others(mine: ColumnElement[bool]) -> Any:
    return pick(Member.number, Member.other_group).where(Member.other_group != "", mine)


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


def _committees(session: GroupSession) -> frozenset[str]:
    """Return the joint committees of all associations, candidates too: a group applies before anybody joins."""
    return frozenset(committee for (committee,) in session.rows(pick(Member.joint_committee).distinct()))


def _membership(row: Any) -> fact.Membership:
    entries = ((row.decided_on, row.entered_on), (row.end_decided_on, row.end_entered_on))
    return fact.Membership(
        row.number,
        Span.of(row.from_on, row.until_on),
        row.member_class == "effective",
        row.enterprise_number or "",
        row.joint_committee,
        row.acknowledged_on,
        row.internal_rules_version,
        tuple((known_on, entered_on) for known_on, entered_on in entries if known_on and entered_on),
    )


WITNESS = Witness(
    "members",
    frozenset(
        {
            AbroadNotice,
            Contact,
            Member,
            MemberClosure,
            MemberOpening,
            Membership,
            MemberSite,
            Site,
            Strike,
            VatStatus,
        }
    ),
    concerns,
    testify,
)
