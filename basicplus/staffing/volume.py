"""What an agreed volume asks of a plan: the same half-days every week, or visits spread over the days; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from basicplus.clock import Span
from basicplus.money import round_half_away
from basicplus.planner.instance import TOKENS

YEAR = 365
ALMOST = Fraction(9, 10)
"""A volume of so many visits for each week that it can have is weekly service."""
TOLERANCE = Fraction(1, 10)
"""How far from the volume weekly service may be; beyond it, what is left is spread."""


@dataclass(frozen=True)
class Ask:
    """Visits that a volume asks for: `weekly` half-days each week, `spread` visits so many days apart."""

    weekly: int = 0
    spread: int = 0
    min_gap_days: int = 1


@dataclass(frozen=True)
class Before:
    """What a volume has of the year before a window: visits planned on so many days that end where it begins."""

    visits: int = 0
    days: int = 0


def asked(
    volume_minutes: int, half_day_minutes: Fraction, window: Span, weeks: int, before: Before = Before()
) -> Ask:
    """Return what a volume a year asks for on the days of a window in which weekly service has so many visits.

    The volume counts by days in 365. With almost a visit a week or more it is weekly service, which may be a tenth
    above or below the volume; else, and for what is left, visits are spread, no closer than half their ideal
    distance. Of visits that are spread, those planned before in the year count: what they lack is added, what they
    had too many is left out.
    """
    visits = visits_of(volume_minutes, half_day_minutes, window.length)
    if weeks == 0 or visits == 0:
        return Ask()
    if visits < ALMOST * weeks:
        left = visits_of(volume_minutes, half_day_minutes, window.length + before.days) - before.visits
        return Ask(spread=left, min_gap_days=min_gap(window, left)) if left > 0 else Ask()
    slots = round_half_away(Fraction(visits, weeks))
    if abs(slots * weeks - visits) > TOLERANCE * slots * weeks:
        slots = visits // weeks
    slots = min(slots, len(TOKENS))
    left = visits - slots * weeks if visits - slots * weeks > TOLERANCE * slots * weeks else 0
    return Ask(slots, left, min_gap(window, left) if left else 1)


def visits_of(volume_minutes: int, half_day_minutes: Fraction, days: int) -> int:
    """Return the visits that a volume a year makes on so many days, at most those of a year."""
    return round_half_away(Fraction(volume_minutes * min(days, YEAR), YEAR) / half_day_minutes)


def min_gap(window: Span, visits: int) -> int:
    """Return how many days two visits of a window are apart at least: half their ideal distance, at least one."""
    return max(1, window.length // visits // 2)


def weeks_of(open_days: Iterable[date]) -> int:
    """Return how many visits a weekly half-day can have: the most of any day of the week among open days."""
    return max(Counter(map(date.weekday, open_days)).values(), default=0)
