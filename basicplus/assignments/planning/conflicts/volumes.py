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
    asked = [month for month in map(month_of, months(facts.span)) if month & facts.span == month]
    for agreed in facts.agreements.values():
        firsts = _months(agreed.span & year, school_weeks_only=agreed.school_weeks_only)
        if not firsts or agreed.visits < len(firsts):
            continue
        sold = sum(agreed.by_month.get(first, 0) for first in firsts)
        for month in asked:
            if month.from_on not in firsts or month & agreed.span != month:
                continue
            planned = agreed.by_month.get(month.from_on, 0)
            # Half an even month, and half as much again as one: sold / len(firsts) is an even one.
            if not sold <= 2 * planned * len(firsts) <= 3 * sold:
                even = round_half_away(Fraction(sold, len(firsts)))
                yield _of(facts, agreed, "uneven", "note", planned, even, month.from_on)


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


@lru_cache(maxsize=2048)
def _months(span: Span, *, school_weeks_only: bool) -> tuple[date, ...]:
    """Return the first days of the months of a span in which something is expected."""
    firsts = months(span) if span else []
    return tuple(first for first in firsts if not (school_weeks_only and first.month in SCHOOL_HOLIDAYS))


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
