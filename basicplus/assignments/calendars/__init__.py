"""Days on which schools are closed: school calendars as dated data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from basicplus.clock import Span


@dataclass(frozen=True)
class SchoolYear:
    """A school year: from the first day of school to the first day of the summer holidays."""

    name: str
    span: Span
    closed: tuple[Span, ...]


@cache
def school_years() -> tuple[SchoolYear, ...]:
    """Return the school years known for the Fédération Wallonie-Bruxelles, in order."""
    raw = tomllib.loads((files(__name__) / "fwb.toml").read_text("utf-8"))
    return tuple(
        SchoolYear(
            name,
            Span(year["starts"], year["summer"]),
            tuple(Span(first, Span.day(last).until_on) for first, last in year["closed"]),
        )
        for name, year in sorted(raw.items())
    )


def school_is_open(day: date) -> bool | None:
    """Say whether schools are open that day; None where no school calendar is known."""
    years = school_years()
    if not years or not years[0].span.from_on <= day < years[-1].span.until_on:
        return None
    for year in years:
        if day in year.span:
            return not any(day in closed for closed in year.closed)
    return False
