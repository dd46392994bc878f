"""Conflicts of agreements: planned against agreed volume, and how evenly over the year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import lru_cache

from basicplus.assignments.planning.conflicts.model import Agreed, Conflict, PlanFacts, hours
from basicplus.clock import Span, month_of, months, year_span
from basicplus.compliance.findings import Severity
from basicplus.money import round_half_away

SCHOOL_HOLIDAYS = (7, 8)
"""Months without school weeks: nothing is expected of an agreement that follows them."""


def volumes(facts: PlanFacts) -> Iterator[Conflict]:
    """An agreement that is planned for more than its volume, or for less than nine tenths of what was due by then.

    What is due by the end of the span is the volume in proportion to the days of the year that the
    agreement holds.
    """
    year = year_span(facts.span.from_on.year)
    for agreed in facts.agreements.values():
        holds = agreed.span & year
        if not holds & facts.span:
            continue
        whole = round_half_away(Fraction(agreed.volume_minutes * holds.length, year.length))
        planned = sum(agreed.by_month.values())
        by_then = _expected(agreed, Span(holds.from_on, min(holds.until_on, facts.span.until_on)), holds, whole)
        sofar = sum(minutes for month, minutes in agreed.by_month.items() if month < facts.span.until_on)
        if planned > whole:
            yield _of(facts, agreed, "agreement_over", "warn", planned, whole)
        elif 10 * sofar < 9 * by_then:
            yield _of(facts, agreed, "agreement_under", "note", sofar, by_then)


def uneven(facts: PlanFacts) -> Iterator[Conflict]:
    """A month of the span that has half as much again as an even month, or half of it: for visits each month."""
    year = year_span(facts.span.from_on.year)
    for agreed in facts.agreements.values():
        holds = agreed.span & year
        firsts = [first for first in months(holds) if _counts(agreed, first)] if holds else []
        if not firsts or agreed.visits < len(firsts):
            continue
        even = Fraction(sum(agreed.by_month.get(first, 0) for first in firsts), len(firsts))
        for first in firsts:
            month, planned = month_of(first), agreed.by_month.get(first, 0)
            whole = month & agreed.span == month and month & facts.span == month
            if whole and not even / 2 <= planned <= even * Fraction(3, 2):
                yield _of(facts, agreed, "uneven", "note", planned, round_half_away(even), first)


def _expected(agreed: Agreed, sofar: Span, holds: Span, whole: int) -> int:
    """Return what should be planned in a part of the days that an agreement holds, in proportion to its days."""
    days = _days(holds, school_weeks_only=agreed.school_weeks_only)
    if not days:
        return 0
    return round_half_away(Fraction(whole * _days(sofar, school_weeks_only=agreed.school_weeks_only), days))


@lru_cache(maxsize=2048)
def _days(span: Span, *, school_weeks_only: bool) -> int:
    """Return how many days of a span count; most agreements hold on the same ones."""
    return sum(not (school_weeks_only and day.month in SCHOOL_HOLIDAYS) for day in span.days())


def _counts(agreed: Agreed, day: date) -> bool:
    return not (agreed.school_weeks_only and day.month in SCHOOL_HOLIDAYS)


def _of(
    facts: PlanFacts,
    agreed: Agreed,
    kind: str,
    severity: Severity,
    planned: int,
    limit: int,
    day: date | None = None,
) -> Conflict:
    numbers: dict[str, int | str] = {
        "member": agreed.member,
        "planned": hours(planned),
        "limit": hours(limit),
        "difference": hours(abs(planned - limit)),
        "month": f"{day or facts.span.from_on:%m/%Y}",
    }
    link = f"agreements/{agreed.number}"
    return Conflict(kind, severity, agreed.number, day or facts.span.from_on, kind, numbers, link)
