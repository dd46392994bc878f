"""The staff on each day from now on, before and after a change: heads, full-time equivalents, and the limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date
from fractions import Fraction

from basicplus.clock import Span
from basicplus.compliance.calculators.authorisation import authorisation_end
from basicplus.compliance.findings import Finding
from basicplus.compliance.law import Law
from basicplus.watch import Heads


@dataclass(frozen=True)
class ChangePoint:
    """The staff from a day on until the next change point, before and after, and the limits then."""

    from_on: date
    heads_before: int
    heads_after: int
    full_time_before: Fraction
    full_time_after: Fraction
    warning_from: int | None
    limit: int | None


def curve(before: Sequence[Heads], after: Sequence[Heads], law: Law) -> list[ChangePoint]:
    """Return the change points of two head counts of the same days, the first day of them first."""
    warnings = law.within(before[0].span.hull(before[-1].span), "heads_warning_from")
    firsts = {each.span.from_on for each in (*before, *after)} | {value.span.from_on for value in warnings}
    points: list[ChangePoint] = []
    for day in sorted(first for first in firsts if first >= before[0].span.from_on):
        then, now = _on(before, day), _on(after, day)
        staff = then.heads, now.heads, then.full_time_equivalents, now.full_time_equivalents
        point = ChangePoint(day, *staff, law.on(day, "heads_warning_from").value, now.limit)
        if not points or astuple(points[-1])[1:] != astuple(point)[1:]:
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


def _on(staff: Sequence[Heads], day: date) -> Heads:
    return next(each for each in reversed(staff) if each.span.from_on <= day)
