"""The half-days on which a member is open, written as `mon am pm; tue am; wed am`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from basicplus.clock import BRUSSELS
from basicplus.errors import invalid

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NOON_MINUTES, AFTERNOON_MINUTES = 12 * 60, 13 * 60

Half = Literal["am", "pm"]
HALVES: tuple[Half, ...] = ("am", "pm")
HalfDays = frozenset[tuple[int, Half]]
"""Weekdays (0 = Monday), each with a half of the day."""


def parse_half_days(text: str) -> HalfDays:
    """Return the half-days that a text names; InvalidInput names the part that cannot be read."""
    found: set[tuple[int, Half]] = set()
    for part in filter(None, (piece.strip() for piece in text.lower().split(";"))):
        name, *halves = part.split()
        if name not in DAYS or not halves or not set(halves) <= set(HALVES):
            raise invalid("half_days", part, "write each day as `mon am pm`, with am, pm or both")
        found |= {(DAYS.index(name), half) for half in HALVES if half in halves}
    if not found:
        raise invalid("half_days", text, "name a half-day at least, as `mon am pm; tue am`")
    return frozenset(found)


def format_half_days(half_days: HalfDays) -> str:
    """Write half-days the way `parse_half_days` reads them, in the order of the week."""
    week = {day: [half for half in HALVES if (day, half) in half_days] for day in range(len(DAYS))}
    return "; ".join(" ".join([DAYS[day], *halves]) for day, halves in week.items() if halves)


def halves_of(starts_at: datetime, ends_at: datetime) -> frozenset[Half]:
    """Return the halves of its first Brussels day that a time in [starts_at, ends_at) takes.

    The morning is taken by what begins before noon, the afternoon by what begins at noon or later, or lasts longer
    than until one: a morning may run into the lunch break.
    """
    begins = starts_at.astimezone(BRUSSELS)
    midnight = begins.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    first, last = (
        (at.astimezone(BRUSSELS).replace(tzinfo=None) - midnight) // timedelta(minutes=1)
        for at in (starts_at, ends_at)
    )
    taken: set[Half] = {"am"} if first < NOON_MINUTES else {"pm"}
    return frozenset(taken | {"pm"} if last > AFTERNOON_MINUTES else taken)
