"""On which days schools are closed in each Community: school years as dated data with their sources."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from basicplus.clock import Span
from basicplus.compliance.calendar import SATURDAY, is_legal_holiday
from basicplus.compliance.communities import Community


@dataclass(frozen=True)
class SchoolHoliday:
    """Days in `span` on which schools are closed; `key` is what names.toml calls them."""

    key: str
    span: Span


@dataclass(frozen=True)
class SchoolYear:
    """A school year, from the first day of school to the end of the summer, and how sure we are of it."""

    name: str
    span: Span
    holidays: tuple[SchoolHoliday, ...]
    source: str
    url: str
    checked_on: date
    confirmed: str


@cache
def school_years(community: Community) -> tuple[SchoolYear, ...]:
    """Return the school years that are known of a Community, in order."""
    raw = tomllib.loads((files(__package__) / f"{community}.toml").read_text("utf-8"))
    return tuple(_school_year(**year) for year in raw["year"])


def school_year_of(day: date, community: Community) -> SchoolYear | None:
    """Return the school year of a day; None where no calendar is known."""
    return next((year for year in school_years(community) if day in year.span), None)


def school_holiday(day: date, community: Community) -> SchoolHoliday | None:
    """Return the school holiday that a day is in; None also where no calendar is known."""
    year = school_year_of(day, community)
    return next((each for each in year.holidays if day in each.span), None) if year else None


def school_is_open(day: date, community: Community) -> bool | None:
    """Say whether schools are open that day; None where no school calendar is known.

    They are closed in school holidays and on legal holidays. A weekend is judged as the days around it.
    """
    if school_year_of(day, community) is None:
        return None
    return school_holiday(day, community) is None and not is_legal_holiday(day)


def school_weeks(span: Span, community: Community) -> list[date]:
    """Return the Monday of every week that has a day of school from Monday to Friday within a span that ends."""
    open_days = (day for day in _weekdays(span) if school_is_open(day, community))
    return list(dict.fromkeys(day - timedelta(days=day.weekday()) for day in open_days))


def _weekdays(span: Span) -> Iterator[date]:
    return (day for day in span.days() if day.weekday() < SATURDAY)


def _school_year(holidays: dict[str, list[date]], **year: Any) -> SchoolYear:
    spans = tuple(
        SchoolHoliday(key, Span(first, last + timedelta(days=1))) for key, (first, last) in holidays.items()
    )
    return SchoolYear(
        span=Span(year.pop("from"), max(each.span.until_on for each in spans)), holidays=spans, **year
    )
