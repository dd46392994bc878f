"""The hours agreed for a year, beside those worked and those planned; says when 80 % and 100 % are reached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlmodel import col, select

from basicplus.assignments import Agreement, TimeEntry, Visit
from basicplus.clock import Span, minutes_between, year_span
from basicplus.db import GroupSession, pick
from basicplus.members import Member
from basicplus.money import round_half_away

LEVELS = (80, 100)
"""Percent of the agreed hours that are told."""
_SIGNED = ("signed", "invoiced")
ByDay = Mapping[date, int]


@dataclass(frozen=True)
class Envelope:
    """An agreement in a year, in minutes: agreed, worked (signed by the member), and planned beside that.

    `worked_percent` is of the hours worked alone, `foreseen_percent` of these and the planned ones; both are
    rounded down. `reached` says on which day each level is reached by them, for the levels that are.
    """

    agreement: str
    member: str
    member_name: str
    year: int
    agreed_minutes: int
    worked_minutes: int
    planned_minutes: int
    worked_percent: int
    foreseen_percent: int
    reached: Mapping[int, date]

    @property
    def exceeded(self) -> bool:
        """Say whether more is worked and planned than was agreed."""
        return self.worked_minutes + self.planned_minutes > self.agreed_minutes

    @property
    def severity(self) -> str | None:
        """`warn` where all that was agreed is worked or planned, `note` from the first level on, else None."""
        told = [level for level in LEVELS if self.foreseen_percent >= level]
        return None if not told else "warn" if told[-1] == LEVELS[-1] else "note"


def envelopes(session: GroupSession, year: int) -> list[Envelope]:
    """Return every agreement of a year with the hours agreed, worked and planned, in order of number.

    The volume of each version counts by its days. Worked is what a member signed; planned is a visit that stands
    and has no signed hours. Absences are in neither.
    """
    span = year_span(year)
    members = {row.id: row for row in session.exec(select(Member))}
    lives: dict[int, list[Agreement]] = defaultdict(list)
    for row in session.exec(select(Agreement).order_by(col(Agreement.version))):
        lives[row.life_id].append(row)
    life_of = {row.id: life for life, versions in lives.items() for row in versions}
    worked, planned = _worked(session, span, life_of), _planned(session, span, life_of)
    found = [
        _envelope(versions, members[versions[0].member_id], year, worked[life], planned[life])
        for life, versions in lives.items()
        if any(Span.of(row.from_on, row.until_on).overlaps(span) for row in versions)
    ]
    return sorted(found, key=lambda each: each.agreement)


def agreed_minutes(versions: list[Agreement], year: int) -> int:
    """Return the minutes agreed for a year: each version's volume by its days, rounded once."""
    span = year_span(year)
    days = ((row.volume_minutes, (Span.of(row.from_on, row.until_on) & span).length) for row in versions)
    return round_half_away(sum((Fraction(volume * length, span.length) for volume, length in days), Fraction()))


def _envelope(versions: list[Agreement], member: Member, year: int, worked: ByDay, planned: ByDay) -> Envelope:
    agreed = agreed_minutes(versions, year)
    done, to_come = sum(worked.values()), sum(planned.values())
    return Envelope(
        agreement=versions[0].number,
        member=member.number,
        member_name=member.name,
        year=year,
        agreed_minutes=agreed,
        worked_minutes=done,
        planned_minutes=to_come,
        worked_percent=percent(done, agreed),
        foreseen_percent=percent(done + to_come, agreed),
        reached=reached(agreed, worked, planned),
    )


def percent(minutes: int, agreed: int) -> int:
    """Return whole percents, rounded down; what was not agreed is full with the first minute."""
    return minutes * 100 // agreed if agreed else 100 * bool(minutes)


def reached(agreed: int, worked: ByDay, planned: ByDay) -> dict[int, date]:
    """Return the day on which each level is reached by the hours worked and planned until then."""
    found: dict[int, date] = {}
    minutes = 0
    for day in sorted({*worked, *planned}):
        minutes += worked.get(day, 0) + planned.get(day, 0)
        for level in LEVELS:
            if percent(minutes, agreed) >= level:
                found.setdefault(level, day)
    return found


def _worked(session: GroupSession, span: Span, life_of: Mapping[int, int]) -> dict[int, dict[date, int]]:
    query = pick(TimeEntry.agreement_id, TimeEntry.day, TimeEntry.minutes).where(
        TimeEntry.day >= span.from_on,
        TimeEntry.day < span.until_on,
        TimeEntry.kind == "service",
        col(TimeEntry.state).in_(_SIGNED),
    )
    found: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for agreement_id, day, minutes in session.rows(query):
        found[life_of[agreement_id]][day] += minutes
    return found


def _planned(session: GroupSession, span: Span, life_of: Mapping[int, int]) -> dict[int, dict[date, int]]:
    done = select(TimeEntry.visit_id).where(
        TimeEntry.day >= span.from_on,
        TimeEntry.day < span.until_on,
        col(TimeEntry.visit_id).is_not(None),
        col(TimeEntry.state).in_(_SIGNED),
    )
    query = pick(Visit.agreement_id, Visit.day, Visit.starts_at, Visit.ends_at).where(
        Visit.day >= span.from_on,
        Visit.day < span.until_on,
        Visit.state == "planned",
        col(Visit.until_version).is_(None),
        col(Visit.agreement_id).is_not(None),
        col(Visit.id).not_in(done),
    )
    found: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for agreement_id, day, starts_at, ends_at in session.rows(query):
        found[life_of[agreement_id]][day] += minutes_between(starts_at, ends_at)
    return found
