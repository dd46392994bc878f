"""What is special about a day for the group, a member and a worker, and what of it stops a visit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Literal

from basicplus.assignments.calendars.school import school_holiday
from basicplus.assignments.recurrence import Occurrence
from basicplus.clock import Span
from basicplus.compliance.calendar import SATURDAY, is_legal_holiday
from basicplus.compliance.communities import Community
from basicplus.members.half_days import HALVES, HalfDays, halves_of

Kind = Literal[
    "legal_holiday",
    "replacement_day",
    "replaced_holiday",
    "closing_day",
    "member_closed",
    "member_not_open",
    "school_holiday",
    "absence",
    "strike",
    "lockout",
]
Reason = Literal["holidays", "member_closed", "not_open", "school_closed", "absences", "strikes"]
"""Why a visit is left out of a plan: what a draft counts it under."""

STOPS: dict[str, Reason] = {
    "legal_holiday": "holidays",
    "replacement_day": "holidays",
    "closing_day": "holidays",
    "member_closed": "member_closed",
    "school_holiday": "school_closed",
    "absence": "absences",
    "strike": "strikes",
    "lockout": "strikes",
}


@dataclass(frozen=True)
class Special:
    """One thing that is special about a day; `detail` is a label or a key of names.toml, `holiday` a legal one."""

    kind: Kind
    detail: str = ""
    holiday: date | None = None
    label: str = ""


@dataclass(frozen=True)
class Days:
    """Days in `span` that are special for one reason, such as an absence or a closure."""

    span: Span
    kind: Kind
    detail: str = ""
    label: str = ""


@dataclass(frozen=True)
class GroupDays:
    """The group's own days: each day it keeps a legal holiday with that holiday, and its closing days."""

    kept: Mapping[date, date] = field(default_factory=dict)
    closing: Mapping[date, str] = field(default_factory=dict)


@dataclass(frozen=True)
class MemberDays:
    """A member's days: its Community, its opening half-days each from a day on, in order, closures and strikes."""

    community: Community
    openings: tuple[tuple[date, HalfDays], ...] = ()
    days: tuple[Days, ...] = ()

    def open_on(self, day: date) -> frozenset[str] | None:
        """Return the halves of a day on which the member is open; None where nothing is known of its hours."""
        held = [half_days for from_on, half_days in self.openings if from_on <= day]
        return frozenset(half for weekday, half in held[-1] if weekday == day.weekday()) if held else None


@dataclass(frozen=True)
class Facts:
    """What is known of the days of the group, and of a member and the absences of a worker if they are named."""

    group: GroupDays
    member: MemberDays | None = None
    absences: tuple[Days, ...] = ()


def special_days(facts: Facts, day: date) -> tuple[Special, ...]:
    """Return what is special about a day, what concerns everybody first."""
    return tuple(chain(_of_group(facts.group, day), _of_member(facts.member, day), _within(facts.absences, day)))


def left_out(facts: Facts, visit: Occurrence, *, school_weeks_only: bool) -> Reason | None:
    """Return why a visit is not planned, the first reason of several; None if it is.

    School holidays stop visits of school weeks only, and none that was added by hand. Where no school calendar or
    no opening is known, nothing is left out for it.
    """
    school = school_weeks_only and not visit.extra
    for special in special_days(facts, visit.day):
        if special.kind in STOPS and (special.kind != "school_holiday" or school):
            return STOPS[special.kind]
    open_halves = facts.member.open_on(visit.day) if facts.member else None
    return None if open_halves is None or halves_of(visit.starts_at, visit.ends_at) <= open_halves else "not_open"


def _of_group(group: GroupDays, day: date) -> Iterator[Special]:
    if (holiday := group.kept.get(day)) is not None:
        yield Special("legal_holiday" if holiday == day else "replacement_day", holiday=holiday)
    elif is_legal_holiday(day):
        yield Special("replaced_holiday", holiday=day)
    if day in group.closing:
        yield Special("closing_day", label=group.closing[day])


def _of_member(member: MemberDays | None, day: date) -> Iterator[Special]:
    if member is None:
        return
    yield from _within(member.days, day)
    open_halves = member.open_on(day)
    if open_halves is not None and len(open_halves) < len(HALVES) and day.weekday() < SATURDAY:
        yield Special("member_not_open", " ".join(half for half in HALVES if half not in open_halves))
    if (closed := school_holiday(day, member.community)) is not None:
        yield Special("school_holiday", closed.key)


def _within(days: tuple[Days, ...], day: date) -> Iterator[Special]:
    return (Special(each.kind, each.detail, label=each.label) for each in days if day in each.span)
