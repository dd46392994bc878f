"""The dated key on which members share social and tax debts among themselves: hours, volume, equal or weights."""

from __future__ import annotations

from datetime import date

from dateutil.relativedelta import relativedelta
from sqlalchemy import or_
from sqlmodel import col, func, select

from basicplus import invoicing, journal
from basicplus.assignments import Agreement, TimeEntry
from basicplus.db import GroupSession, WriteSession, get, pick
from basicplus.errors import invalid
from basicplus.invoicing.models import AllocationKey, KeyWeight
from basicplus.liability.ledger import ONE_DAY
from basicplus.liability.models import InternalKey, KeyKind
from basicplus.members import Member, Membership


def set_internal_key(
    session: WriteSession, from_on: date, kind: KeyKind, decision: str, key: str | None = None
) -> InternalKey:
    """Share on another key from a day on; `decision` is where the members agreed on it (internal rules, GE-18).

    `hours`: service signed in the twelve months that end on the day asked about; `fte`: volume a year of the
    agreements in force that day; `equal`: one each; `weights`: an allocation key of the group.
    """
    if (kind == "weights") != (key is not None):
        raise invalid("key", key or "nothing", "name an allocation key for weights, and none for another kind")
    if session.exec(select(InternalKey.id).where(InternalKey.from_on == from_on)).first() is not None:
        raise invalid("from_on", from_on, "a key begins on this day already; choose another day")
    allocation_key = invoicing.key_by_code(session, key) if key is not None else None
    if allocation_key is not None and allocation_key.kind != "recorded":
        raise invalid("key", f"{key} ({allocation_key.kind})", "a key of recorded weights, or another kind")
    key_id = allocation_key.id if allocation_key else None
    row = InternalKey(from_on=from_on, kind=kind, key_id=key_id, decision=decision)
    session.add(row)
    session.flush()
    journal.record(session, "set internal key", kind, from_on=from_on, key=key, decision=decision)
    return row


def key_on(session: GroupSession, on: date) -> InternalKey | None:
    """Return the key in force on a day; None before the first one, when members share equally."""
    query = select(InternalKey).where(InternalKey.from_on <= on).order_by(col(InternalKey.from_on).desc())
    return session.exec(query).first()


def key_name(session: GroupSession, key: InternalKey | None) -> str:
    """Say which key it is: its kind, and the code of its weights."""
    if key is None:
        return "equal (no key recorded)"
    if key.key_id is None:
        return key.kind
    return f"weights {get(session, AllocationKey, 'allocation key', id=key.key_id).code}"


def weights_on(session: GroupSession, on: date) -> dict[str, int]:
    """Return the weight of every effective member of a day in the key in force, by number.

    Who left has no weight: among themselves the present members share.
    """
    numbers = _effective_members(session, on)
    key = key_on(session, on)
    match key.kind if key else "equal":
        case "hours":
            weights = _hours(session, on)
        case "fte":
            weights = _volumes(session, on)
        case "weights":
            assert key is not None
            weights = _key_weights(session, key.key_id, on)
        case _:
            weights = dict.fromkeys(numbers, 1)
    return {number: weights.get(member_id, 0) for member_id, number in numbers.items()}


def _effective_members(session: GroupSession, on: date) -> dict[int, str]:
    query = (
        pick(Member.id, Member.number)
        .join(Membership, col(Membership.member_id) == Member.id)
        .where(Membership.member_class == "effective", Membership.from_on <= on)
        .where(or_(col(Membership.until_on).is_(None), col(Membership.until_on) > on))
        .order_by(col(Member.number))
    )
    return dict(session.rows(query))


def _hours(session: GroupSession, on: date) -> dict[int, int]:
    since = on + ONE_DAY - relativedelta(years=1)
    query = (
        pick(TimeEntry.member_id, func.sum(TimeEntry.minutes))
        .where(TimeEntry.kind == "service", col(TimeEntry.state).in_(("signed", "invoiced")))
        .where(TimeEntry.day >= since, TimeEntry.day <= on)
        .group_by(col(TimeEntry.member_id))
    )
    return {member_id: int(minutes) for member_id, minutes in session.rows(query)}


def _volumes(session: GroupSession, on: date) -> dict[int, int]:
    query = (
        pick(Agreement.member_id, func.sum(Agreement.volume_minutes))
        .where(Agreement.from_on <= on)
        .where(or_(col(Agreement.until_on).is_(None), col(Agreement.until_on) > on))
        .group_by(col(Agreement.member_id))
    )
    return {member_id: int(minutes) for member_id, minutes in session.rows(query)}


def _key_weights(session: GroupSession, key_id: int | None, on: date) -> dict[int, int]:
    query = (
        pick(KeyWeight.member_id, KeyWeight.weight)
        .where(KeyWeight.key_id == key_id, KeyWeight.from_on <= on)
        .order_by(col(KeyWeight.from_on))
    )
    return dict(session.rows(query))
