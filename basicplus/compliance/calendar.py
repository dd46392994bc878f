"""Legal holidays and working days: pure day counting for the rules, the calculators and the plan."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import islice

import holidays
from dateutil.easter import easter

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SATURDAY, SUNDAY = 5, 6
FULL_WEEK = 5


def legal_holidays(year: int, language: str = "fr") -> dict[date, str]:
    """Return the ten legal holidays of a year with their names (law of 4 January 1974).

    `language` of the names is fr, nl, de or en.
    """
    return dict(_holidays_of(year, language))


def is_legal_holiday(day: date) -> bool:
    """Say whether a day is one of the ten legal holidays, wherever in the week it falls."""
    return day in _holidays_of(day.year)


def holidays_kept(year: int, replaced: Mapping[date, date]) -> dict[date, date]:
    """Return the days on which the group keeps the legal holidays of a year, each with its holiday.

    `replaced` gives the days that the group decided on. A holiday on a Saturday or Sunday that it says nothing
    about is kept on the first Monday to Friday after it that is no holiday (law of 4 January 1974). A replaced
    day is a day like others.
    """
    legal = legal_holidays(year)
    kept = {replaced[day]: day for day in legal if day in replaced}
    kept |= {day: day for day in legal if day not in replaced and day.weekday() < SATURDAY}
    undecided = [day for day in legal if day not in replaced]
    kept |= {moved: day for day, moved in moved_holidays(undecided, range(SATURDAY), kept).items()}
    return dict(sorted(kept.items()))


def moved_holidays(
    holidays: Iterable[date], active: Collection[int], taken: Collection[date] = ()
) -> dict[date, date]:
    """Return the holidays that fall on no active weekday, each with the day that replaces it by law.

    It is the first active day after it that is no legal holiday, not `taken`, and replaces no other.
    """
    moved: dict[date, date] = {}
    for holiday in holidays:
        if holiday.weekday() not in active:
            moved[holiday] = next(
                day
                for day in _walk(holiday, timedelta(days=1))
                if day.weekday() in active
                and day not in taken
                and day not in moved.values()
                and not is_legal_holiday(day)
            )
    return moved


def holidays_due(kept: Mapping[date, date], usual_weekdays: Collection[int]) -> dict[date, date]:
    """Return the kept holidays for which a worker with a fixed schedule is paid.

    Who usually works five days a week has them all; who works fewer, those on a usual day of work.
    """
    if len(usual_weekdays) >= FULL_WEEK:
        return dict(kept)
    return {day: holiday for day, holiday in kept.items() if day.weekday() in usual_weekdays}


def is_working_day(day: date, *, saturday_is_working_day: bool = True) -> bool:
    """Say whether a day is no Sunday and no legal holiday; Saturday counts, as it does in social law.

    `saturday_is_working_day` is for the caller to read from the law (WT-13b).
    """
    idle = {SUNDAY} if saturday_is_working_day else {SATURDAY, SUNDAY}
    return day.weekday() not in idle and not is_legal_holiday(day)


def working_day_after(day: date, number: int = 1, *, saturday_is_working_day: bool = True) -> date:
    """Return the `number`-th working day after a day; the day itself does not count. `number` is 1 or more."""
    return _nth(day, number, timedelta(days=1), saturday_is_working_day)


def working_day_before(day: date, number: int = 1, *, saturday_is_working_day: bool = True) -> date:
    """Return the `number`-th working day before a day; the day itself does not count. `number` is 1 or more."""
    return _nth(day, number, timedelta(days=-1), saturday_is_working_day)


def completed_months(from_on: date, until_on: date) -> int:
    """Return the completed calendar months of the half-open time from one day until another.

    A month is complete on the eve of the same day of a later month, or at the end of a month without that day.
    """
    months = (until_on.year - from_on.year) * 12 + until_on.month - from_on.month
    return months - (until_on.day < from_on.day)


def _nth(day: date, number: int, step: timedelta, saturday_is_working_day: bool) -> date:
    if number < 1:
        raise ValueError(f"the {number}th working day has no meaning")
    counted = (
        each for each in _walk(day, step) if is_working_day(each, saturday_is_working_day=saturday_is_working_day)
    )
    return next(islice(counted, number - 1, None))


def _walk(day: date, step: timedelta) -> Iterator[date]:
    while True:
        day += step
        yield day


@cache
def _holidays_of(year: int, language: str = "fr") -> Mapping[date, str]:
    found = holidays.country_holidays("BE", years=year, language={"en": "en_US"}.get(language, language))
    # The library lists Easter and Whit Sunday too; the law names the Mondays after them only.
    sundays = {easter(year), easter(year) + timedelta(days=49)}
    return {day: found[day] for day in sorted(found) if day not in sundays}
