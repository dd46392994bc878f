"""What members tell the group: strikes and lock-outs, and work in another state."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field
from sqlmodel import col, select

from basicplus import journal
from basicplus.clock import Span
from basicplus.db import GroupSession, WriteSession
from basicplus.errors import Conflict, invalid
from basicplus.members.models import AbroadNotice, Member, Strike
from basicplus.members.service import by_number


class StrikeCreate(BaseModel):
    """A strike or lock-out at a member; `until_on` is the first day after it, nothing while it lasts."""

    member: Annotated[str, Field(description="number of the member")]
    kind: Literal["strike", "lockout"] = "strike"
    from_on: date
    until_on: date | None = None
    reported_on: date


class AbroadNoticeCreate(BaseModel):
    """A member's notice of work in another state; `until_on` is the first day it no longer covers."""

    member: Annotated[str, Field(description="number of the member")]
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166 code, as FR")]
    noticed_on: date
    from_on: date
    until_on: date | None = None


def record_strike(session: WriteSession, strike: StrikeCreate) -> Strike:
    """Record a strike or lock-out; `assignments.open_strike` also cancels the visits planned on its days."""
    member = by_number(session, strike.member)
    span = _ordered(strike.from_on, strike.until_on)
    for row in strikes_of(session, member):
        if Span.of(row.from_on, row.until_on).overlaps(span):
            raise Conflict(f"A {row.kind} at {strike.member} is recorded from {row.from_on} already.")
    row = Strike(member_id=member.id, **strike.model_dump(exclude={"member"}))
    session.add(row)
    journal.record(session, "open strike", strike.member, **strike.model_dump(exclude={"member"}))
    return row


def close_strike(session: WriteSession, number: str, until_on: date) -> Strike:
    """End the strike or lock-out that lasts at a member; `until_on` is the first day after it."""
    for row in strikes_of(session, by_number(session, number)):
        if row.until_on is None:
            _ordered(row.from_on, until_on)
            row.until_on = until_on
            session.add(row)
            journal.record(session, "close strike", number, from_on=row.from_on, until_on=until_on)
            return row
    raise Conflict(f"No strike or lock-out lasts at {number}: there is nothing to end.")


def notice_abroad(session: WriteSession, notice: AbroadNoticeCreate) -> AbroadNotice:
    """Record that a member told the group in which other state work will be done (GE-22)."""
    member = by_number(session, notice.member)
    _ordered(notice.from_on, notice.until_on)
    row = AbroadNotice(member_id=member.id, **notice.model_dump(exclude={"member"}))
    session.add(row)
    journal.record(session, "notice work abroad", notice.member, **notice.model_dump(exclude={"member"}))
    return row


def strikes_of(session: GroupSession, member: Member) -> list[Strike]:
    """Return a member's strikes and lock-outs in order of date."""
    query = select(Strike).where(Strike.member_id == member.id).order_by(col(Strike.from_on))
    return list(session.exec(query))


def _ordered(from_on: date, until_on: date | None) -> Span:
    if until_on is not None and until_on <= from_on:
        raise invalid("until_on", until_on, f"a day after from_on ({from_on})")
    return Span.of(from_on, until_on)
