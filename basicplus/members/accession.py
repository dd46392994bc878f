"""What members sign after they joined, and the members' register on any day (CSA 9:3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from basicplus import journal
from basicplus.compliance.service import FileCreate, keep
from basicplus.db import GroupSession, WriteSession, get
from basicplus.errors import Conflict, invalid
from basicplus.groups import InternalRules
from basicplus.members.models import Member, Membership
from basicplus.members.service import by_number, memberships_of


@dataclass(frozen=True)
class RegisterRow:
    """One admission in the members' register, with its end as far as it is known on the day asked for."""

    number: str
    name: str
    legal_form: str
    enterprise_number: str | None
    address: str
    admitted_on: date
    resigned_on: date | None
    excluded_on: date | None


def acknowledge(
    session: WriteSession, number: str, on: date, acknowledgement: FileCreate | None = None
) -> Membership:
    """Record on which day a member acknowledged that members are jointly liable (GE-14)."""
    row = _latest(session, number)
    if row.acknowledged_on is not None and row.acknowledged_on <= on:
        raise Conflict(f"{number} acknowledged joint liability on {row.acknowledged_on}.")
    row.acknowledged_on = on
    row.acknowledgement_file_id = keep(session, acknowledgement) or row.acknowledgement_file_id
    session.add(row)
    journal.record(session, "acknowledge liability", number, on=on)
    return row


def accept_rules(session: WriteSession, number: str, version: int) -> Membership:
    """Record which version of the internal rules a member accepts (GE-18)."""
    row = _latest(session, number)
    get(session, InternalRules, f"version {version} of the internal rules", version=version)
    if row.internal_rules_version is not None and version <= row.internal_rules_version:
        raise invalid("version", version, f"a version after {row.internal_rules_version}, which is accepted")
    row.internal_rules_version = version
    session.add(row)
    journal.record(session, "accept internal rules", number, version=version)
    return row


def register_on(session: GroupSession, day: date) -> list[RegisterRow]:
    """Return the members' register as it stood on a day: every admission until then, in order of day and number.

    Whoever left is still in it, with the first day it no longer belonged; an end without a reason counts as a
    resignation.
    """
    query = (
        select(Member, Membership)
        .where(col(Membership.member_id) == Member.id)
        .where(Membership.from_on <= day)
        .order_by(col(Membership.from_on), col(Member.number))
    )
    return [_register_row(member, membership, day) for member, membership in session.exec(query)]


def _register_row(member: Member, membership: Membership, day: date) -> RegisterRow:
    ended_on = membership.until_on if membership.until_on and membership.until_on <= day else None
    excluded = membership.ended_by == "exclusion"
    return RegisterRow(
        number=member.number,
        name=member.name,
        legal_form=member.legal_form,
        enterprise_number=member.enterprise_number,
        address=f"{member.street}, {member.postal_code} {member.city}",
        admitted_on=membership.from_on,
        resigned_on=None if excluded else ended_on,
        excluded_on=ended_on if excluded else None,
    )


def _latest(session: WriteSession, number: str) -> Membership:
    rows = memberships_of(session, by_number(session, number))
    if not rows:
        raise Conflict(f"{number} is no member yet: give this when it joins.")
    return rows[-1]
