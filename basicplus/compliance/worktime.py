"""Working time cut into days, weeks and periods: a worker's visits, or hours, at all members together.

Plan and log are cut apart and never summed: the log replaces the plan. What begins on a day, and what follows it
without a break, belongs to that day and its week (Monday to Sunday), also past midnight. Minutes are those that
pass, also when clocks change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from basicplus.clock import BRUSSELS, FOREVER, Span, at, minutes_between

if TYPE_CHECKING:
    from basicplus.compliance.facts import Presence

DAY = timedelta(days=1)
MIDNIGHT = time()


@dataclass(frozen=True)
class Piece:
    """Work without any interruption in [starts_at, ends_at), whatever the member."""

    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        """The minutes that pass."""
        return minutes_between(self.starts_at, self.ends_at)

    @property
    def hours(self) -> str:
        """From when to when, as Brussels clocks show it."""
        return f"{self.starts_at.astimezone(BRUSSELS):%H:%M}-{self.ends_at.astimezone(BRUSSELS):%H:%M}"

    def minutes_within(self, starts_at: datetime, ends_at: datetime) -> int:
        """Return how many of the minutes lie between two instants."""
        return max(0, minutes_between(max(self.starts_at, starts_at), min(self.ends_at, ends_at)))


@dataclass(frozen=True)
class WorkDay:
    """What a worker begins on a day: presences in order, and the pieces of work they add up to."""

    day: date
    presences: tuple[Presence, ...]

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """Work without interruption: what ends at noon and what starts at noon are one piece."""
        return tuple(joined((Piece(each.starts_at, each.ends_at) for each in self.presences), 0))

    @cached_property
    def minutes(self) -> int:
        """All working time of the day."""
        return sum(piece.minutes for piece in self.pieces)

    @property
    def whole(self) -> Piece:
        """From the first start to the last end."""
        return Piece(self.pieces[0].starts_at, self.pieces[-1].ends_at)

    @property
    def subject(self) -> str:
        """Name the day as a coordinator would."""
        return f"{_noun(self.presences[0])} {self.day} {self.presences[0].worker}"

    @property
    def parties(self) -> tuple[str, ...]:
        """The worker and the members of the day."""
        first = self.presences[0]
        return (first.worker, *sorted({each.member for each in self.presences if each.member}))


@dataclass(frozen=True)
class WorkWeek:
    """The days of a worker's week that have work, in order."""

    span: Span
    days: tuple[WorkDay, ...]

    @cached_property
    def minutes(self) -> int:
        """All working time of the week."""
        return sum(day.minutes for day in self.days)

    @property
    def worker(self) -> str:
        """The worker's number."""
        return self.days[0].presences[0].worker

    @property
    def last_day(self) -> date:
        """The last day worked: its contract and its law hold for the week."""
        return self.days[-1].day

    @property
    def subject(self) -> str:
        """Name the week as a coordinator would."""
        return f"{_noun(self.days[0].presences[0])} {self.span.from_on:%G-W%V} {self.worker}"

    @property
    def parties(self) -> tuple[str, ...]:
        """The worker: a week is nobody else's."""
        return (self.worker,)


@dataclass(frozen=True)
class Work:
    """All working time of one worker that is known, planned or logged, by week."""

    worker: str
    is_plan: bool
    weeks: tuple[WorkWeek, ...]

    @cached_property
    def days(self) -> tuple[WorkDay, ...]:
        """The days that have work, in order."""
        return tuple(day for week in self.weeks for day in week.days)


def cut(presences: Iterable[Presence]) -> tuple[Work, ...]:
    """Return the working time of each worker, the plan apart from the log."""
    ordered = sorted(presences, key=lambda each: (*_owner(each), each.starts_at, each.ends_at))
    return tuple(Work(*owner, tuple(_weeks(_days(own)))) for owner, own in groupby(ordered, key=_owner))


def _owner(presence: Presence) -> tuple[str, bool]:
    return presence.worker, presence.kind != "hours"


def _days(ordered: Iterable[Presence]) -> Iterator[WorkDay]:
    """Yield the days of work; what goes on past midnight without a break belongs to the day before."""
    of_day: list[Presence] = []
    for presence in ordered:
        if of_day and presence.day != of_day[0].day and presence.starts_at > max(each.ends_at for each in of_day):
            yield WorkDay(of_day[0].day, tuple(of_day))
            of_day = []
        of_day.append(presence)
    if of_day:
        yield WorkDay(of_day[0].day, tuple(of_day))


def _weeks(days: Iterable[WorkDay]) -> Iterator[WorkWeek]:
    for span, of_week in groupby(days, key=lambda each: week_of(each.day)):
        yield WorkWeek(span, tuple(of_week))


def week_of(day: date) -> Span:
    """Return the week of a day, Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Span(monday, monday + timedelta(days=7))


def weeks_around(days: Span) -> Span:
    """Return the days that decide about work on some days: their weeks, and a day more on each side.

    Work on a Monday can shorten the rest of the week before, and work on a Sunday that of the week after.
    """
    until_on = FOREVER if days.until_on == FOREVER else week_of(days.until_on).until_on + DAY
    return Span(week_of(days.from_on - DAY).from_on - DAY, until_on)


def joined(pieces: Iterable[Piece], longest_gap: int) -> Iterator[Piece]:
    """Yield ordered pieces, joined over interruptions of at most `longest_gap` minutes."""
    current: Piece | None = None
    for piece in pieces:
        if current is None:
            current = piece
        elif minutes_between(current.ends_at, piece.starts_at) <= longest_gap:
            current = Piece(current.starts_at, max(current.ends_at, piece.ends_at))
        else:
            yield current
            current = piece
    if current is not None:
        yield current


def calendar_days(piece: Piece) -> Iterator[tuple[date, int]]:
    """Yield the Brussels days, midnight to midnight, that a piece touches, with its minutes on each."""
    day = piece.starts_at.astimezone(BRUSSELS).date()
    if piece.ends_at.astimezone(BRUSSELS).date() == day:
        yield day, piece.minutes
        return
    while (begins_at := at(day, MIDNIGHT)) < piece.ends_at:
        yield day, piece.minutes_within(begins_at, at(day + DAY, MIDNIGHT))
        day += DAY


def _noun(presence: Presence) -> str:
    return "hours" if presence.kind == "hours" else "visits"
