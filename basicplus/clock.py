"""Days, months, periods and instants: Brussels days, UTC instants, half-open spans; no wall-clock sums."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator

from basicplus.errors import invalid

BRUSSELS = ZoneInfo("Europe/Brussels")
FOREVER = date.max


def now() -> datetime:
    """Return this instant, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return today's Brussels day. Services take `today` as an argument; only the edges call this."""
    return brussels_day(now())


def has_come(day: date) -> date:
    """Return a day that is not to come; raise ValueError for one that is."""
    if day > today():
        raise ValueError(f"this day is still to come: give {today()} or an earlier day")
    return day


DayCome = Annotated[date, AfterValidator(has_come)]
"""The day on which something was done: today or before."""


def brussels_day(instant: datetime) -> date:
    """Return the Brussels day on which an aware instant falls."""
    return instant.astimezone(BRUSSELS).date()


def at(day: date, clock_time: time) -> datetime:
    """Return the UTC instant at which Brussels clocks show `clock_time` on `day`.

    A time that the spring change skips is moved on by the skipped hour; of a time that the autumn
    change repeats, the first is taken.
    """
    return datetime.combine(day, clock_time, BRUSSELS).astimezone(UTC)


def minutes_between(starts_at: datetime, ends_at: datetime) -> int:
    """Return the elapsed minutes between two aware instants, true across clock changes."""
    return int((ends_at.astimezone(UTC) - starts_at.astimezone(UTC)).total_seconds()) // 60


@dataclass(frozen=True, order=True)
class Span:
    """A half-open span of days [from_on, until_on); FOREVER as `until_on` means without end."""

    from_on: date
    until_on: date = FOREVER

    @classmethod
    def of(cls, from_on: date, until_on: date | None) -> Span:
        """Return the span of a record whose open end is stored as None."""
        return cls(from_on, until_on or FOREVER)

    @classmethod
    def day(cls, day: date) -> Span:
        """Return the span of a single day."""
        return cls(day, day + timedelta(days=1))

    def __contains__(self, day: date) -> bool:
        return self.from_on <= day < self.until_on

    def __bool__(self) -> bool:
        return self.from_on < self.until_on

    def __str__(self) -> str:
        if self.until_on == FOREVER:
            return f"from {self.from_on}"
        return f"{self.from_on} to {self.until_on - timedelta(days=1)}"

    def overlaps(self, other: Span) -> bool:
        """Say whether the two share at least one day."""
        return bool(self & other)

    def __and__(self, other: Span) -> Span:
        return Span(max(self.from_on, other.from_on), min(self.until_on, other.until_on))

    def hull(self, other: Span) -> Span:
        """Return the smallest span that holds both."""
        return Span(min(self.from_on, other.from_on), max(self.until_on, other.until_on))

    def minus(self, other: Span) -> list[Span]:
        """Return what is left of this span outside `other`: zero, one or two spans."""
        left = Span(self.from_on, min(self.until_on, other.from_on))
        right = Span(max(self.from_on, other.until_on), self.until_on)
        return [piece for piece in (left, right) if piece]

    def days(self) -> Iterator[date]:
        """Yield every day of a span that ends."""
        day = self.from_on
        while day < self.until_on:
            yield day
            day += timedelta(days=1)

    @property
    def end(self) -> date | None:
        """The first day after the span as records keep it, the inverse of `of`: None where there is no end."""
        return None if self.until_on == FOREVER else self.until_on

    @property
    def length(self) -> int:
        """The number of days."""
        return max(0, (self.until_on - self.from_on).days)


def uncovered(span: Span, covers: list[Span]) -> list[Span]:
    """Return the parts of `span` that none of `covers` holds, in order."""
    gaps = [span] if span else []
    for cover in covers:
        gaps = [piece for gap in gaps for piece in gap.minus(cover)]
    return sorted(gaps)


def month_of(day: date) -> Span:
    """Return the calendar month of a day."""
    first = day.replace(day=1)
    return Span(first, (first + timedelta(days=32)).replace(day=1))


def year_span(year: int) -> Span:
    """Return the calendar year."""
    return Span(date(year, 1, 1), date(year + 1, 1, 1))


def months(span: Span) -> list[date]:
    """Return the first day of every month that the span touches."""
    firsts, first = [], span.from_on.replace(day=1)
    while first < span.until_on:
        firsts.append(first)
        first = month_of(first).until_on
    return firsts


@dataclass(frozen=True)
class Period:
    """A billing period: a month (`2025-03`), a quarter (`2025-Q1`) or a year (`2025`)."""

    name: str
    frequency: str
    span: Span


def parse_period(text: str, field: str = "period") -> Period:
    """Read the name of a billing period."""
    if match := re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text):
        return Period(text, "monthly", month_of(date(int(match[1]), int(match[2]), 1)))
    if match := re.fullmatch(r"(\d{4})-Q([1-4])", text):
        first = date(int(match[1]), 3 * int(match[2]) - 2, 1)
        return Period(text, "quarterly", Span(first, month_of(first + timedelta(days=62)).until_on))
    if re.fullmatch(r"\d{4}", text):
        return Period(text, "annual", year_span(int(text)))
    raise invalid(field, text, "write a month as 2025-03, a quarter as 2025-Q1 or a year as 2025")


def parse_day(text: str, field: str = "date") -> date:
    """Read an ISO day (`2026-12-31`) or a Belgian one (`31/12/2026`)."""
    iso = text.strip()
    if match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", iso):
        iso = f"{match[3]}-{int(match[2]):02d}-{int(match[1]):02d}"
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", iso):
            raise ValueError
        return date.fromisoformat(iso)
    except ValueError:
        raise invalid(field, text, "write a day as 2026-12-31 or 31/12/2026") from None
