"""The staff on each day from now on, before and after a change: heads, full-time equivalents, and the limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from basicplus.clock import FOREVER, Span
from basicplus.compliance.calculators.authorisation import authorisation_end
from basicplus.compliance.facts import Contract
from basicplus.compliance.findings import Finding
from basicplus.compliance.gate import Scope
from basicplus.compliance.law import Law
from basicplus.compliance.rules.heads import head_count
from basicplus.db import GroupSession
from basicplus.workers import WITNESS as WORKERS


@dataclass(frozen=True)
class Staff:
    """Workers under contract, and the full-time equivalents they add up to."""

    heads: int
    full_time: Fraction


@dataclass(frozen=True)
class ChangePoint:
    """The staff from a day on until the next change point, before and after, and the limits then."""

    from_on: date
    before: Staff
    after: Staff
    warning_from: int | None
    limit: int | None


def contracts_from(session: GroupSession, day: date) -> tuple[Contract, ...]:
    """Return every contract of the group in force on a day or later."""
    scope = Scope()
    scope.count_heads(Span(day))
    return WORKERS.testify(session, scope).contracts


def curve(before: Sequence[Contract], after: Sequence[Contract], day: date, law: Law) -> list[ChangePoint]:
    """Return the change points of the staff from a day on, the day itself first."""
    staffs = [_staff(contracts, day) for contracts in (before, after)]
    limits = {
        value.span.from_on for name in ("max_heads", "heads_warning_from") for value in law.within(Span(day), name)
    }
    days = sorted({day} | {start for staff in staffs for start in staff} | {each for each in limits if each > day})
    points: list[ChangePoint] = []
    then, now = Staff(0, Fraction()), Staff(0, Fraction())
    for start in days:
        then, now = staffs[0].get(start, then), staffs[1].get(start, now)
        point = ChangePoint(
            start, then, now, _limit(law, start, "heads_warning_from"), _limit(law, start, "max_heads")
        )
        if not points or _without_day(points[-1]) != _without_day(point):
            points.append(point)
    return points


def authorisation_ends_on(findings: Sequence[Finding], law: Law) -> date | None:
    """Return when the authorisation would end by itself after the first day over the maximum (GE-08).

    None while the maximum is kept, and under a waiver.
    """
    over = [each.span.from_on for each in findings if each.rule == "GE-07" and each.severity == "refuse"]
    return authorisation_end(law, exceeded_on=min(over)).ends_on if over else None


def days_of(findings: Sequence[Finding], case: str) -> list[Span]:
    """Return the days on which the staff is `over` the maximum or `near` it, joined where they touch."""
    joined: list[Span] = []
    for span in sorted(each.span for each in findings if (each.rule, each.case) == ("GE-07", case)):
        if joined and joined[-1].until_on >= span.from_on:
            joined[-1] = joined[-1].hull(span)
        else:
            joined.append(span)
    return joined


def _staff(contracts: Sequence[Contract], day: date) -> dict[date, Staff]:
    return {span.from_on: Staff(heads, share) for span, heads, share in head_count(contracts, Span(day, FOREVER))}


def _limit(law: Law, day: date, name: str) -> int | None:
    value = law.on(day, name).value
    return None if value is None else int(value)


def _without_day(point: ChangePoint) -> tuple[object, ...]:
    return point.before, point.after, point.warning_from, point.limit
