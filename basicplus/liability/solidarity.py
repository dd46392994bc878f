"""What each member answers for on any day: every debt whole towards outsiders, a share among members (GE-14).

The law does not say which members answer for a debt: those on its due day, or those of the time it arose. Both
readings are shown for every member, leavers included. A membership of any class counts towards outsiders; among
themselves the effective members of the day share.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlmodel import col

from basicplus import members
from basicplus.clock import Span
from basicplus.db import GroupSession, pick
from basicplus.liability.debts import debts_of
from basicplus.liability.keys import key_name, key_on, weights_on
from basicplus.liability.ledger import Debt
from basicplus.liability.sharing import Belonging, members_when_due, members_when_it_arose
from basicplus.members import Member, Membership
from basicplus.money import NothingToAllocateOn, allocate


@dataclass(frozen=True)
class MemberExposure:
    """What a member answers for on a day, in cents.

    Towards outsiders 100 % of the open debts: `when_due_cents` of those on whose due day it is a member,
    `when_arose_cents` of those that arose while it was one. `internal_cents` is its share among members.
    """

    member: str
    name: str
    is_member: bool
    when_due_cents: int
    when_arose_cents: int
    internal_cents: int


@dataclass(frozen=True)
class OpenDebt:
    """An open debt, and how many members answer for it by each reading."""

    reference: str
    kind: str
    due_on: date
    open_cents: int
    members_when_due: int
    members_when_it_arose: int


@dataclass(frozen=True)
class Exposure:
    """Every member that answers for anything, in order of number; the internal shares sum to `open_cents`."""

    on: date
    open_cents: int
    internal_key: str
    members: list[MemberExposure]
    debts: list[OpenDebt]


def exposure(session: GroupSession, on: date) -> Exposure:
    """Return what every member, present or former, answers for on a day.

    Raises NothingToAllocateOn when debts are open and no member has a weight in the key in force.
    """
    debts = [debt for debt in debts_of(session) if debt.open_cents(on)]
    belongings = belongings_of(session)
    when_due = {debt.reference: members_when_due(debt, belongings) for debt in debts}
    when_arose = {debt.reference: members_when_it_arose(debt, belongings) for debt in debts}
    open_cents = sum(debt.open_cents(on) for debt in debts)
    key, weights = key_name(session, key_on(session, on)), weights_on(session, on)
    if open_cents and not any(weights.values()):
        raise NothingToAllocateOn(f"On {on} no member has a weight in the internal key ({key}): set another key.")
    internal = allocate(open_cents, weights)
    due, arose = _totals(debts, when_due, on), _totals(debts, when_arose, on)
    present = {belonging.member for belonging in belongings if on in belonging.span}
    lines = [
        MemberExposure(number, name, number in present, due[number], arose[number], internal.get(number, 0))
        for number, name in session.rows(pick(Member.number, Member.name).order_by(col(Member.number)))
        if number in present or due[number] or arose[number]
    ]
    opened = [
        OpenDebt(
            debt.reference,
            debt.kind,
            debt.due_on,
            debt.open_cents(on),
            len(when_due[debt.reference]),
            len(when_arose[debt.reference]),
        )
        for debt in debts
    ]
    return Exposure(on, open_cents, key, lines, opened)


@dataclass(frozen=True)
class DebtOfMember:
    """An open debt, and whether a member answers for it by each reading: towards outsiders all or nothing."""

    reference: str
    kind: str
    incurred_from_on: date
    incurred_until_on: date
    due_on: date
    open_cents: int
    member_when_due: bool
    member_when_it_arose: bool


@dataclass(frozen=True)
class ExposureOfMember:
    """The exposure of one member, debt by debt."""

    on: date
    internal_key: str
    exposure: MemberExposure
    debts: list[DebtOfMember]


def exposure_of_member(session: GroupSession, number: str, on: date) -> ExposureOfMember:
    """Return what one member answers for on a day, debt by debt; it may have left, or never have belonged."""
    member = members.by_number(session, number)
    whole = exposure(session, on)
    nothing = MemberExposure(number, member.name, False, 0, 0, 0)
    own = next((line for line in whole.members if line.member == number), nothing)
    mine = [belonging for belonging in belongings_of(session) if belonging.member == number]
    debts = [
        DebtOfMember(
            debt.reference,
            debt.kind,
            debt.arose.from_on,
            debt.arose.until_on,
            debt.due_on,
            debt.open_cents(on),
            bool(members_when_due(debt, mine)),
            bool(members_when_it_arose(debt, mine)),
        )
        for debt in debts_of(session)
        if debt.open_cents(on)
    ]
    return ExposureOfMember(on, whole.internal_key, own, debts)


def belongings_of(session: GroupSession) -> list[Belonging]:
    """Return every membership, of any class."""
    query = pick(Member.number, Membership.from_on, Membership.until_on).join(
        Member, col(Member.id) == Membership.member_id
    )
    return [Belonging(number, Span.of(from_on, until_on)) for number, from_on, until_on in session.rows(query)]


def _totals(debts: list[Debt], liable: dict[str, set[str]], on: date) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for debt in debts:
        for number in liable[debt.reference]:
            found[number] += debt.open_cents(on)
    return found
