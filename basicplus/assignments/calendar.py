"""The calendar as it is on record: what is special about each day for the group, a member and a worker."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, select

from basicplus import groups, members, workers
from basicplus.assignments.calendars import Days, Facts, GroupDays, MemberDays, Special, special_days
from basicplus.assignments.models import ClosingDay
from basicplus.clock import Span
from basicplus.db import GroupSession
from basicplus.members import Member, MemberClosure, MemberOpening, Strike
from basicplus.members.half_days import parse_half_days


@dataclass(frozen=True)
class CalendarDay:
    """A day and what is special about it."""

    day: date
    specials: tuple[Special, ...]


@dataclass(frozen=True)
class Calendars:
    """The special days of a span: of the group, of every member, and every worker's absences."""

    group: GroupDays
    members: dict[int, MemberDays]
    absences: dict[int, tuple[Days, ...]]

    def of(self, worker_id: int | None, member_id: int | None) -> Facts:
        """Return what is known for a worker at a member; either may be left open."""
        member = self.members[member_id] if member_id is not None else None
        return Facts(self.group, member, self.absences.get(worker_id, ()) if worker_id is not None else ())


def calendar_of(
    session: GroupSession,
    span: Span,
    *,
    worker: str | None = None,
    member: str | None = None,
    kinds_of_absence: bool = False,
) -> list[CalendarDay]:
    """Return what is special about each day of a span for the group, and for a worker and a member by number.

    Why a worker is absent is told to those who plan only, who ask with `kinds_of_absence`.
    """
    worker_id = workers.by_number(session, worker).id if worker else None
    member_id = members.by_number(session, member).id if member else None
    facts = load(session, span, worker_id, member_id, kinds_of_absence=kinds_of_absence).of(worker_id, member_id)
    return [CalendarDay(day, special_days(facts, day)) for day in span.days()]


def load(
    session: GroupSession,
    span: Span,
    worker_id: int | None = None,
    member_id: int | None = None,
    *,
    kinds_of_absence: bool = False,
) -> Calendars:
    """Return the special days of a span, of all workers and members or of those named by id."""
    return Calendars(
        GroupDays(_kept(session, span), {row.day: row.label for row in session.exec(select(ClosingDay))}),
        _members(session, span, member_id),
        _absences(session, span, worker_id, kinds_of_absence),
    )


def _kept(session: GroupSession, span: Span) -> dict[date, date]:
    years = range(span.from_on.year, span.until_on.year + 1)
    return {day: holiday for year in years for day, holiday in groups.group_holidays(session, year).items()}


def _members(session: GroupSession, span: Span, member_id: int | None) -> dict[int, MemberDays]:
    openings, days = defaultdict(list), defaultdict(list)
    for opening in session.exec(_of(MemberOpening, member_id).order_by(col(MemberOpening.from_on))):
        openings[opening.member_id].append((opening.from_on, parse_half_days(opening.half_days)))
    for closure in session.exec(
        _of(MemberClosure, member_id).where(
            (col(MemberClosure.from_on) < span.until_on) & (col(MemberClosure.until_on) > span.from_on)
        )
    ):
        closed = Days(Span(closure.from_on, closure.until_on), "member_closed", closure.reason, closure.label)
        days[closure.member_id].append(closed)
    for strike in session.exec(_of(Strike, member_id)):
        kind: Any = strike.kind
        days[strike.member_id].append(Days(Span.of(strike.from_on, strike.until_on), kind))
    wanted = select(Member) if member_id is None else select(Member).where(Member.id == member_id)
    return {
        member.id: MemberDays(members.community_of(member)[0], tuple(openings[member.id]), tuple(days[member.id]))
        for member in session.exec(wanted)
    }


def _absences(
    session: GroupSession, span: Span, worker_id: int | None, kinds: bool
) -> dict[int, tuple[Days, ...]]:
    away: dict[int, list[Days]] = defaultdict(list)
    for row in workers.absences_of(session, span, worker_id):
        away[row.worker_id].append(Days(Span(row.from_on, row.until_on), "absence", row.kind if kinds else ""))
    return {worker: tuple(days) for worker, days in away.items()}


def _of(model: Any, member_id: int | None) -> Any:
    return select(model) if member_id is None else select(model).where(model.member_id == member_id)
