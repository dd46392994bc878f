"""Flat fees: by the day within a month or a year, indexed once a year; pure arithmetic on integers."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction

from dateutil.relativedelta import relativedelta

from basicplus.clock import Span, month_of, months, year_span
from basicplus.errors import invalid
from basicplus.money import round_half_away


def fee_of(fee_cents: int, per: str, days: Span) -> int:
    """Return the cents of a fee per `month` or `year` for days within one month.

    A month's fee is shared by the days of that month, rounded half away from zero once. Of a year's fee, all days
    up to the last are rounded and all days before the first are taken off: the parts of a whole year sum to it.
    """
    if per == "month":
        whole = monthrange(days.from_on.year, days.from_on.month)[1]
        return fee_cents if days.length == whole else round_half_away(Fraction(fee_cents * days.length, whole))
    year = year_span(days.from_on.year)
    before, in_all = (
        round_half_away(Fraction(fee_cents * Span(year.from_on, day).length, year.length))
        for day in (days.from_on, days.until_on)
    )
    return in_all - before


def flat_fee(fee_cents: int, per: str, span: Span) -> list[tuple[Span, int]]:
    """Return what a fee per `month` or `year` comes to in each month of a span, with the days it is for."""
    if not span:
        raise invalid("until", span.until_on, f"a day after from ({span.from_on})")
    pieces = [month_of(first) & span for first in months(span)]
    return [(days, fee_of(fee_cents, per, days)) for days in pieces]


def adjusted_on(each: str, agreed_from_on: date, day: date) -> date | None:
    """Return from when the fee of a day is indexed: the last 1 January or anniversary; None before the first."""
    if each == "january":
        last = day.replace(month=1, day=1)
    else:
        years = day.year - agreed_from_on.year
        last = agreed_from_on + relativedelta(years=years)
        if last > day:
            last = agreed_from_on + relativedelta(years=years - 1)
    return last if last > agreed_from_on else None


def index_month(adjusted: date) -> date:
    """Return the first day of the month whose index counts for an adjustment: the month before it."""
    return (adjusted.replace(day=1) - timedelta(days=1)).replace(day=1)


def indexed(fee_cents: int, index_e4: int, base_e4: int) -> int:
    """Return fee x index / base in cents, rounded half away from zero once."""
    return round_half_away(Fraction(fee_cents * index_e4, base_e4))
