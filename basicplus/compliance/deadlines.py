"""Days by which something must happen: one pure function each, for the rules and the calculators alike."""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from basicplus.clock import FOREVER, Span
from basicplus.compliance.calendar import is_working_day, working_day_after


def authorisation_ends(exceeded_on: date, months: int) -> date:
    """Return the day on which an authorisation ends by itself after an excess (GE-08).

    The same day `months` calendar months later; the last day of a month that has no such day.
    """
    return exceeded_on + relativedelta(months=months)


def advice_over(asked_on: date, given_on: date | None, longest: int) -> date:
    """Return the day on which advice no longer suspends the decision: it came, or `longest` days passed."""
    return min(given_on or FOREVER, asked_on + timedelta(days=longest))


def decision_due(
    received_on: date, asked_on: date | None, given_on: date | None, days: int, longest: int, *, working: bool
) -> date:
    """Return the last day to decide on an application, which advice suspends (GE-03).

    `days` are counted in calendar days, or in `working` days; `longest` is the number of calendar days for which
    advice suspends them. Advice asked after the last day suspends nothing.
    """
    without = days_after(received_on, days, working=working)
    if asked_on is None or asked_on > without:
        return without
    used = sum(
        1 for day in Span(received_on, asked_on).days() if not working or is_working_day(day + timedelta(days=1))
    )
    return days_after(advice_over(asked_on, given_on, longest), days - used, working=working)


def days_after(day: date, number: int, *, working: bool) -> date:
    """Return the day that comes a number of calendar days, or of `working` days, after a day; 0 is that day."""
    return working_day_after(day, number) if working and number else day + timedelta(days=number)
