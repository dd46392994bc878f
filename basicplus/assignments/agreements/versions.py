"""Versions of an agreement: which holds on a day, and how the next one takes over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select

from basicplus.assignments.models import Agreement, Assignment, TimeEntry, Visit
from basicplus.db import GroupSession, WriteSession, get
from basicplus.errors import Conflict, invalid
from basicplus.members import Member

FEE_TERMS = frozenset({"basis", "fee_cents", "fee_per", "index_code", "index_base_on", "index_each"})
"""Terms with which the index of a fee begins anew."""
_SIGNED = ("signed", "invoiced")


def versions_of(session: GroupSession, number: str) -> list[Agreement]:
    """Return the versions of the agreement that a number names, the first one first.

    The number may be that of any version. Raises NotFound when there is no such agreement.
    """
    named = get(session, Agreement, f"agreement {number}", number=number)
    query = select(Agreement).where(
        or_(col(Agreement.id) == named.life_id, col(Agreement.first_id) == named.life_id)
    )
    return list(session.exec(query.order_by(col(Agreement.version))))


def version_on(versions: Sequence[Agreement], day: date) -> Agreement:
    """Return the last of an agreement's versions that began by a day, before its first day the first one."""
    return next((row for row in reversed(versions) if row.from_on <= day), versions[0])


def by_number(session: GroupSession, number: str, day: date | None = None) -> Agreement:
    """Return the version of an agreement that holds on a day; without a day the one that the number names.

    The number of an agreement, which is that of its first version, names the latest.
    """
    versions = versions_of(session, number)
    if day is not None:
        return version_on(versions, day)
    return next((row for row in versions[1:] if row.number == number), versions[-1])


def member_of(session: GroupSession, agreement: Agreement) -> Member:
    """Return the member that an agreement is with."""
    return get(session, Member, "member of this agreement", id=agreement.member_id)


def agreements_of(session: GroupSession, member_id: int) -> list[Agreement]:
    """Return a member's agreements in order of number, each in all its versions."""
    query = select(Agreement).where(Agreement.member_id == member_id).order_by(col(Agreement.number))
    return list(session.exec(query))


def holds_for() -> ColumnElement[bool]:
    """Return the condition that joins assignments to every version of their agreement."""
    first = col(Assignment.agreement_id)
    return or_(col(Agreement.id) == first, col(Agreement.first_id) == first)


def successor(before: Agreement, changes: Mapping[str, Any], from_on: date, until_on: date | None) -> Agreement:
    """Return the version after `before` with changed columns, on its days; nothing is saved.

    While the fee and its index stay, the index counts from where it did.
    """
    kept = before.model_dump(exclude={"id", "signed_on", "sent_on", "sent_file_id"})
    own = {
        "number": number_after(before),
        "version": before.version + 1,
        "first_id": before.life_id,
        "index_from_on": None if FEE_TERMS & changes.keys() else before.index_begins_on,
        "from_on": from_on,
        "until_on": until_on,
        "ended": False,
    }
    return Agreement(**kept | dict(changes) | own)


def number_after(before: Agreement) -> str:
    """Return the number of the version after one: that of the agreement, and its version after a point."""
    return f"{before.number.partition('.')[0]}.{before.version + 1}"


def supersede(session: WriteSession, before: Agreement, after: Agreement) -> Agreement:
    """Have a version take over from its first day on: the one before ends, its later visits and hours follow.

    Raises Conflict when a member signed hours of these days: they stay under the version they were signed under.
    """
    check_days(before, after.from_on, after.until_on)
    visits = session.exec(
        select(Visit).where(Visit.agreement_id == before.id, Visit.day >= after.from_on).order_by(col(Visit.id))
    ).all()
    hours = session.exec(
        select(TimeEntry)
        .where(TimeEntry.agreement_id == before.id, TimeEntry.day >= after.from_on)
        .order_by(col(TimeEntry.id))
    ).all()
    signed = [entry.day for entry in hours if entry.state in _SIGNED]
    if signed:
        raise Conflict(
            f"Hours under {before.number} are signed until {max(signed)}: a new version begins later than that."
        )
    if before.until_on is None or before.until_on > after.from_on:
        before.until_on = after.from_on
    session.add_all([before, after])
    session.flush()
    for row in (*visits, *hours):
        row.agreement_id = after.id
        session.add(row)
    return after


def check_days(before: Agreement, from_on: date, until_on: date | None) -> None:
    """Refuse days on which a version cannot follow another. Raises InvalidInput."""
    if from_on <= before.from_on:
        raise invalid("from_on", from_on, f"a day after {before.number} begins ({before.from_on})")
    if before.until_on is not None and from_on > before.until_on:
        raise invalid(
            "from_on",
            from_on,
            f"the day after {before.number} ends, or earlier ({before.until_on}):"
            " what begins later is a new agreement",
        )
    if until_on is not None and until_on <= from_on:
        raise invalid("until_on", until_on, f"a day after from_on ({from_on})")
