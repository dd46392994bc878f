"""Invented absences of one worker in one year: leave, mostly in school holidays, sickness, training."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from random import Random

from basicplus.clock import Span, month_of

SUMMER_WEEKS = range(28, 34)
OTHER_HOLIDAY_WEEKS = (9, 18, 19, 43, 44, 52)
"""ISO weeks in which the French-speaking schools of Belgium usually close; summer runs from early July."""

TRIES = 20


@dataclass(frozen=True)
class InventedAbsence:
    """An absence over the half-open span [from_on, until_on)."""

    kind: str
    from_on: date
    until_on: date


def invent_absences(
    rng: Random, year: int, weekdays: Collection[int], parental: bool
) -> tuple[InventedAbsence, ...]:
    """Return the absences of somebody who works on `weekdays`, by day; no two overlap.

    Leave is four weeks plus two single days: about twenty days for a full-timer, in proportion for others.
    """
    taken: list[InventedAbsence] = []
    if parental:
        _add(taken, "parental_leave", partial(_month, rng, year))
    for first, weeks in _leave_weeks(rng):
        _add(taken, "annual_leave", partial(_weeks, year, first, weeks))
    for kind, days in _short_spells(rng):
        _add(taken, kind, partial(_spell, rng, year, weekdays, days))
    return tuple(sorted(taken, key=lambda absence: absence.from_on))


def _leave_weeks(rng: Random) -> list[tuple[int, int]]:
    """Return (first ISO week, number of weeks): two or three in summer, the rest in other school holidays."""
    summer = rng.choice((2, 2, 3))
    first = rng.choice(SUMMER_WEEKS[: len(SUMMER_WEEKS) - summer + 1])
    others = rng.sample(OTHER_HOLIDAY_WEEKS, 4 - summer)
    return [(first, summer), *((week, 1) for week in sorted(others))]


def _short_spells(rng: Random) -> list[tuple[str, int]]:
    """Return (kind, calendar days) of what falls anywhere in the year."""
    leave = [("annual_leave", 1)] * 2
    training = [("training", 1)] * rng.choice((0, 1, 1, 2))
    sickness = [("sickness", rng.randint(1, 5)) for _ in range(rng.choice((0, 0, 1, 1, 2)))]
    return leave + training + sickness


def _add(taken: list[InventedAbsence], kind: str, draw: Callable[[], Span]) -> None:
    """Add the first drawn span that touches no earlier absence; after too many tries there is none."""
    for _ in range(TRIES):
        span = draw()
        if not any(span.overlaps(Span(other.from_on, other.until_on)) for other in taken):
            taken.append(InventedAbsence(kind, span.from_on, span.until_on))
            return


def _spell(rng: Random, year: int, weekdays: Collection[int], days: int) -> Span:
    """Return a spell within the year that starts on a day of work."""
    while True:
        day = date(year, 1, 1) + timedelta(days=rng.randrange(7, 350))
        if day.weekday() in weekdays:
            return Span(day, day + timedelta(days=days))


def _weeks(year: int, first: int, weeks: int) -> Span:
    """Return the span from a Monday to the Saturday, exclusive, of the last week."""
    monday = date.fromisocalendar(year, first, 1)
    return Span(monday, monday + timedelta(days=7 * weeks - 2))


def _month(rng: Random, year: int) -> Span:
    return month_of(date(year, rng.choice((3, 5, 6, 10)), 1))
