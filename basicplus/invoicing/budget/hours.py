"""Productive hours: contract time less holidays, leave, sickness, training, travel and internal time; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from basicplus.clock import Span
from basicplus.errors import invalid
from basicplus.money import round_half_away
from basicplus.workers.pattern import usual_periods

FULL_WEEK = 5
WHOLE_E4 = 10_000
DEDUCTIONS = ("holiday", "closing", "leave", "sickness", "training", "travel", "internal")

Share = Annotated[int, Field(ge=0, le=WHOLE_E4, description="in 1/10,000 of contract time: 192 is 1.92 %")]


class HoursAssumed(BaseModel):
    """What a budget assumes of a pool's workers: days of leave a full year in weeks of five days, and shares of
    contract time in 1/10,000. `internal` is time for the group itself."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    leave_days: Annotated[int, Field(ge=0, le=100)] = 20
    sickness_e4: Share = 0
    training_e4: Share = 0
    travel_e4: Share = 0
    internal_e4: Share = 0


@dataclass(frozen=True)
class Terms:
    """Agreed time over the days it is in force; `week` holds the minutes of each weekday, Monday first."""

    days: Span
    week: tuple[Fraction, ...]

    @property
    def minute_days(self) -> int:
        """Minutes a week x days in force: what overhead is poured by."""
        return int(sum(self.week) * self.days.length)


@dataclass(frozen=True)
class ProductiveTime:
    """Contract minutes, each deduction from them, and what is left to be sold."""

    contract_minutes: int
    holiday_minutes: int
    closing_minutes: int
    leave_minutes: int
    sickness_minutes: int
    training_minutes: int
    travel_minutes: int
    internal_minutes: int
    productive_minutes: int

    @property
    def deductions(self) -> dict[str, int]:
        """The minutes taken off, by name, in order."""
        return {name: getattr(self, f"{name}_minutes") for name in DEDUCTIONS}


def week_of(week_minutes: int, pattern: str) -> tuple[Fraction, ...]:
    """Return the minutes of each weekday: those of the usual week; a fifth on Monday to Friday where it varies."""
    week = [Fraction(0)] * 7
    periods = usual_periods(pattern)
    for day, start, end in periods:
        week[day] += end - start
    return tuple(week) if periods else (*[Fraction(week_minutes, FULL_WEEK)] * FULL_WEEK, *week[FULL_WEEK:])


def minutes_on(terms: Iterable[Terms], days: Iterable[date]) -> Fraction:
    """Return the contract minutes that fall on some days, not rounded."""
    listed = list(days)
    weekdays = ((each.week, Counter(day.weekday() for day in listed if day in each.days)) for each in terms)
    return sum((week[day] * count for week, counts in weekdays for day, count in counts.items()), Fraction(0))


def productive_time(contract_minutes: int, **deductions: int) -> ProductiveTime:
    """Return the time left when each of DEDUCTIONS, in minutes, is taken off; those not given are zero.

    Raises InvalidInput when one is negative, or when they are more than the contract time.
    """
    for name, minutes in deductions.items():
        if minutes < 0:
            raise invalid(f"{name}_minutes", minutes, "zero or more")
    taken = sum(deductions.values())
    if taken > contract_minutes:
        raise invalid("contract_minutes", contract_minutes, f"at least the {taken} minutes that are taken off")
    named = {f"{name}_minutes": deductions.get(name, 0) for name in DEDUCTIONS}
    return ProductiveTime(contract_minutes, **named, productive_minutes=contract_minutes - taken)


def foreseen_time(
    terms: Iterable[Terms], year: Span, holidays: Iterable[date], closing: Iterable[date], assumed: HoursAssumed
) -> ProductiveTime:
    """Return the productive time of some workers over a year: holidays and closing days by the calendar, the rest
    as assumed. Each figure is rounded once, for all workers together."""
    listed = list(terms)
    exact = minutes_on(listed, year.days())
    leave = sum(sum(each.week) * (each.days & year).length for each in listed) * assumed.leave_days
    shares = {name: getattr(assumed, f"{name}_e4") for name in ("sickness", "training", "travel", "internal")}
    return productive_time(
        round_half_away(exact),
        holiday=round_half_away(minutes_on(listed, holidays)),
        closing=round_half_away(minutes_on(listed, closing)),
        leave=round_half_away(Fraction(leave) / (FULL_WEEK * year.length)),
        **{name: round_half_away(exact * share / WHOLE_E4) for name, share in shares.items()},
    )
