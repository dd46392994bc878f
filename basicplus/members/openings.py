"""When a member is open: its half-days of the week, days on which it is closed, its school calendar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, Field
from sqlmodel import col, select

from basicplus import journal
from basicplus.clock import Span
from basicplus.compliance.communities import Community, derived_community
from basicplus.db import GroupSession, WriteSession
from basicplus.errors import Conflict, invalid
from basicplus.members.half_days import format_half_days, parse_half_days
from basicplus.members.models import Member, MemberClosure, MemberOpening
from basicplus.members.service import by_number

ClosureReason = Literal["pedagogical_day", "local_holiday", "works", "other"]
CLOSURE_REASONS: tuple[ClosureReason, ...] = get_args(ClosureReason)


class OpeningCreate(BaseModel):
    """The half-days of the week on which a member is open, from a day on."""

    member: Annotated[str, Field(description="number of the member")]
    from_on: date
    half_days: Annotated[str, Field(max_length=100, description="as `mon am pm; tue am`")]


class ClosureCreate(BaseModel):
    """Days on which a member is closed, and why; `until_on` is the first day after them, the next if left out."""

    member: Annotated[str, Field(description="number of the member")]
    from_on: date
    until_on: date | None = None
    reason: ClosureReason
    label: Annotated[str, Field(max_length=100)] = ""

    @property
    def span(self) -> Span:
        """The days."""
        return Span(self.from_on, self.until_on or self.from_on + timedelta(days=1))


def set_opening(session: WriteSession, opening: OpeningCreate) -> MemberOpening:
    """Record on which half-days of the week a member is open from a day on; those before stay on file."""
    member = by_number(session, opening.member)
    half_days = format_half_days(parse_half_days(opening.half_days))
    taken = select(MemberOpening).where(
        MemberOpening.member_id == member.id, MemberOpening.from_on == opening.from_on
    )
    row = session.exec(taken).first() or MemberOpening(
        member_id=member.id, from_on=opening.from_on, half_days=half_days
    )
    row.half_days = half_days
    session.add(row)
    journal.record(session, "set opening", member.number, from_on=opening.from_on, half_days=half_days)
    return row


def close_member(session: WriteSession, closure: ClosureCreate) -> MemberClosure:
    """Record days on which a member is closed: plans drafted from now on have no visit there then."""
    member = by_number(session, closure.member)
    if not closure.span:
        raise invalid("until_on", closure.until_on, f"a day after from_on ({closure.from_on})")
    for row in closures_of(session, member):
        if Span(row.from_on, row.until_on).overlaps(closure.span):
            raise Conflict(
                f"{member.number} is closed {Span(row.from_on, row.until_on)} already:"
                " reopen it then first, or choose other days."
            )
    said = closure.model_dump(exclude={"member"}) | {"until_on": closure.span.until_on}
    row = MemberClosure(member_id=member.id, **said)
    session.add(row)
    journal.record(session, "close member", member.number, **said)
    return row


def reopen_member(session: WriteSession, number: str, from_on: date) -> MemberClosure:
    """Take back the closure of a member that begins on a day, recorded by mistake or given up."""
    member = by_number(session, number)
    for row in closures_of(session, member):
        if row.from_on == from_on:
            session.delete(row)
            journal.record(session, "reopen member", number, from_on=from_on, until_on=row.until_on)
            return row
    known = ", ".join(str(row.from_on) for row in closures_of(session, member)) or "none recorded"
    raise invalid("from_on", from_on, f"the first day of a closure of {number}: {known}")


def choose_community(session: WriteSession, number: str, community: Community | None) -> Member:
    """Say whose school calendar a member follows; with nothing said, its language and postal code tell."""
    member = by_number(session, number)
    member.community = community
    session.add(member)
    journal.record(session, "choose community", number, community=community)
    return member


def community_of(member: Member) -> tuple[Community, bool]:
    """Return whose school calendar a member follows, and whether that is only derived from language and place."""
    if member.community is None:
        return derived_community(member.language, member.postal_code), True
    return member.community, False  # type: ignore[return-value]


def closures_of(session: GroupSession, member: Member) -> list[MemberClosure]:
    """Return the closures of a member in order of date."""
    query = select(MemberClosure).where(MemberClosure.member_id == member.id).order_by(col(MemberClosure.from_on))
    return list(session.exec(query))


def openings_of(session: GroupSession, member: Member) -> list[MemberOpening]:
    """Return the openings of a member in order of date: each holds until the next."""
    query = select(MemberOpening).where(MemberOpening.member_id == member.id).order_by(col(MemberOpening.from_on))
    return list(session.exec(query))
