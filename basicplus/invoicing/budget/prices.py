"""Prices at cost: hourly rate, month amount and break-even from cost and productive hours; pure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from basicplus.errors import invalid
from basicplus.money import round_half_away

CENTI = 100
HOUR = 60
MONTHS = 12


@dataclass(frozen=True)
class Price:
    """A pool's provisional prices: an hour in 1/10,000 EUR, and the month of all its pro rata shares in cents."""

    hourly_rate_e4: int
    pro_rata_month_cents: int


@dataclass(frozen=True)
class Coverage:
    """How the hours of a pool stand, in minutes; what no rate covers is None.

    `unsold` is time that nobody agreed to take; `missing` is time agreed that nobody is there to give;
    `short_of_break_even` is what must still be sold at the rate to cover the cost; `sold_rate_e4` is the rate
    that covers it if nothing more is sold.
    """

    sold_minutes: int
    unsold_minutes: int
    missing_minutes: int
    break_even_minutes: int | None
    short_of_break_even_minutes: int | None
    sold_rate_e4: int | None


def hourly_rate_e4(cost_cents: int, minutes: int) -> int:
    """Return the hourly rate in 1/10,000 EUR at which `minutes` cover a cost, rounded once, half away from zero.

    Raises InvalidInput without a minute to sell, or when subsidies exceed the cost.
    """
    if minutes <= 0:
        raise invalid("minutes", minutes, "at least one productive minute, for a rate is cost over time")
    if cost_cents < 0:
        raise invalid("cost", cost_cents, "zero or more once subsidies are taken off")
    return round_half_away(Fraction(cost_cents * CENTI * HOUR, minutes))


def month_cents(minutes_a_year: int | Fraction, rate_e4: int) -> int:
    """Return a twelfth of the price of a year's minutes in cents: a flat fee, or the month of pro rata shares."""
    return round_half_away(Fraction(minutes_a_year) * rate_e4 / (HOUR * CENTI * MONTHS))


def break_even_minutes(cost_cents: int, rate_e4: int | None) -> int | None:
    """Return the least whole minutes that, sold at a rate, bring in the cost; zero when there is none to cover.

    None when there is a cost and no rate: then no number of hours covers it.
    """
    if cost_cents <= 0:
        return 0
    return -(-cost_cents * HOUR * CENTI // rate_e4) if rate_e4 else None


def coverage(productive_minutes: int, sold_minutes: int, cost_cents: int, rate_e4: int | None) -> Coverage:
    """Return how the time sold stands to the time there is, and to the time that covers the cost at a rate."""
    covers = break_even_minutes(cost_cents, rate_e4)
    return Coverage(
        sold_minutes,
        unsold_minutes=max(0, productive_minutes - sold_minutes),
        missing_minutes=max(0, sold_minutes - productive_minutes),
        break_even_minutes=covers,
        short_of_break_even_minutes=None if covers is None else max(0, covers - sold_minutes),
        sold_rate_e4=hourly_rate_e4(cost_cents, sold_minutes) if sold_minutes and cost_cents > 0 else None,
    )
