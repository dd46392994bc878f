"""The usual week of a worker, written as `mon 08:30-12:30 13:00-16:36; tue 08:30-12:30`."""

from __future__ import annotations

import re
from datetime import time
from functools import lru_cache

from basicplus.errors import invalid

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
VARIABLE = "variable"
"""Instead of a usual week: the schedule varies within the frame of the work rules, and is told in advance."""

Week = dict[int, list[tuple[time, time]]]


def parse_pattern(text: str) -> Week:
    """Return, per weekday (0 = Monday), the work periods in order; a variable schedule has none."""
    week: Week = {}
    if text == VARIABLE:
        return week
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        name, *periods = part.split()
        if name not in DAYS or not periods:
            raise invalid("pattern", part, "write each day as `mon 08:30-12:30 13:00-16:36`, or `variable` alone")
        week[DAYS.index(name)] = [_period(period) for period in periods]
    return week


def format_pattern(week: Week) -> str:
    """Write a week the way `parse_pattern` reads it."""
    return "; ".join(
        " ".join([DAYS[day], *(f"{start:%H:%M}-{end:%H:%M}" for start, end in periods)])
        for day, periods in sorted(week.items())
    )


def canonical(text: str) -> str:
    """Return a pattern as it is kept: one that varies is `variable`."""
    return text if text == VARIABLE else format_pattern(parse_pattern(text))


@lru_cache(maxsize=1_000)
def usual_periods(text: str) -> tuple[tuple[int, int, int], ...]:
    """Return the work periods of the usual week as (weekday, first minute, last minute), in order."""
    return tuple(
        (day, _minutes(start), _minutes(end))
        for day, periods in sorted(parse_pattern(text).items())
        for start, end in periods
    )


def week_minutes_of(week: Week) -> int:
    """Return the minutes of a week."""
    return sum(_minutes(end) - _minutes(start) for periods in week.values() for start, end in periods)


def _period(text: str) -> tuple[time, time]:
    match = re.fullmatch(r"(\d\d:\d\d)-(\d\d:\d\d)", text)
    try:
        start, end = (time.fromisoformat(part) for part in match.groups()) if match else (time(), time())
    except ValueError:
        start = end = time()
    if start >= end:
        raise invalid("pattern", text, "write a period as 08:30-12:30")
    return start, end


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute
