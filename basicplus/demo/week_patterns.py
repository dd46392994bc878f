"""Which half-days of the week a contract covers: nested patterns, so that fewer hours drop half-days only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

FULL_TIME_MINUTES = 2280
HALF_DAY_MINUTES = 228
MORNING, AFTERNOON = ("08:30", "12:30"), ("13:00", "16:36")
LONE_MORNING = ("08:30", "12:18")
"""A morning that stands for half a day of 7 h 36; beside an afternoon the morning lasts until 12:30."""

WEDNESDAY = 2
DAYS = ("mon", "tue", "wed", "thu", "fri")

HalfDay = tuple[str, str]
Pattern = Mapping[int, tuple[HalfDay, ...]]
"""Weekday (0 is Monday) to its half-days, as clock times; days off have no key."""


def week_pattern(week_minutes: int, day_order: Sequence[int]) -> Pattern:
    """Return the pattern of a contract: whole days in `day_order`, and a lone morning for an odd half-day.

    For the five usual regimes (19, 22.8, 26.6, 30.4 and 38 h) the minutes sum to the contract's exactly.
    """
    whole_days, halves = divmod(week_minutes // HALF_DAY_MINUTES, 2)
    pattern: dict[int, tuple[HalfDay, ...]] = dict.fromkeys(day_order[:whole_days], (MORNING, AFTERNOON))
    if halves:
        pattern[day_order[whole_days]] = (LONE_MORNING,)
    return dict(sorted(pattern.items()))


def half_days(pattern: Pattern) -> list[tuple[int, int]]:
    """Return the (weekday, half) pairs of a pattern in order; half 0 is the morning, 1 the afternoon."""
    return list(chain.from_iterable([(day, half) for half in range(len(pattern[day]))] for day in pattern))


def pattern_text(pattern: Pattern) -> str:
    """Return a pattern as `mon 08:30-12:30 13:00-16:36; tue 08:30-12:18`."""
    return "; ".join(
        " ".join([DAYS[day], *(f"{start}-{until}" for start, until in pattern[day])]) for day in pattern
    )


def pattern_minutes(pattern: Pattern) -> int:
    """Return the minutes of one week of a pattern."""
    return sum(_minute(until) - _minute(start) for halves in pattern.values() for start, until in halves)


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return 60 * int(hours) + int(minutes)
