"""Who could be where: the workers with what binds them, and the visits that stand; plain values, no database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from basicplus.assignments.planning.capacity import Person
from basicplus.assignments.travel.journeys import Journey
from basicplus.clock import BRUSSELS, Span, minutes_between
from basicplus.compliance.facts import Terms
from basicplus.compliance.worktime import week_of

if TYPE_CHECKING:
    from basicplus.assignments.calendar import Calendars

Party = Literal["worker", "member"]


@dataclass(frozen=True)
class Stay:
    """A visit in the draft, or one that could be: whose, where and when. `visit` is its id, None if it is new."""

    visit: int | None
    worker: int
    member: int
    site: int
    agreement: int | None
    day: date
    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        """The minutes that pass."""
        return minutes_between(self.starts_at, self.ends_at)

    @property
    def clock(self) -> tuple[int, int]:
        """First and last minute as Brussels clocks show them, counted from midnight of its day."""
        starts, ends = self.starts_at.astimezone(BRUSSELS), self.ends_at.astimezone(BRUSSELS)
        later = 24 * 60 * (ends.date() - starts.date()).days
        return starts.hour * 60 + starts.minute, ends.hour * 60 + ends.minute + later

    @property
    def hours(self) -> str:
        """From when to when, as Brussels clocks show it."""
        return "-".join(f"{each.astimezone(BRUSSELS):%H:%M}" for each in (self.starts_at, self.ends_at))


@dataclass(frozen=True)
class Colleague(Person):
    """A worker who could make visits."""

    id: int = 0
    language: str = "fr"

    def terms_on(self, day: date) -> list[Terms]:
        """Return the terms of the contracts in force on a day."""
        return [terms for each in self.contracts for terms in each.terms if day in each.span & terms.span]

    def week_minutes_on(self, day: date) -> int:
        """Return the minutes a week that the contracts in force on a day agree on."""
        return sum(terms.week_minutes for terms in self.terms_on(day))

    def lapsed_on(self, day: date) -> str:
        """Return the name of a certificate that ended before a day and was not renewed; empty if there is none."""
        names = sorted({name for name, span in self.certificates if span.until_on <= day})
        held = {name for name, span in self.certificates if day in span}
        return next((name for name in names if name not in held), "")


@dataclass(frozen=True)
class Served:
    """A member: its number, name and language."""

    number: str
    name: str
    language: str = "fr"


@dataclass(frozen=True)
class Agreed:
    """An agreement: what it asks for, and the worker that it names, if any."""

    number: str
    profession: str
    span: Span
    worker: int | None = None
    school_weeks_only: bool = False


@dataclass
class Board:
    """The plan around a change. `stays` are all visits of the draft on the days of `span`, by their ids.

    `plans` are the periods of the plans, `known` counts the visits of a worker at a member in the year before, and
    `calendars` hold what is special about the days of workers and members. `way` is how far it is from one site to
    another by their ids, None where nobody knows; a worker's home is a site too, by `home_of`.
    """

    span: Span
    plans: tuple[Span, ...]
    colleagues: Mapping[int, Colleague]
    members: Mapping[int, Served]
    agreements: Mapping[int, Agreed]
    calendars: Calendars
    way: Callable[[int, int], Journey | None]
    known: Counter[tuple[int, int]] = field(default_factory=Counter)
    stays: dict[int, Stay] = field(default_factory=dict)

    @cached_property
    def _days(self) -> dict[tuple[Party, int, date], dict[int, Stay]]:
        days: dict[tuple[Party, int, date], dict[int, Stay]] = {}
        for visit, stay in self.stays.items():
            for key in _keys(stay):
                days.setdefault(key, {})[visit] = stay
        return days

    def of_day(self, party: Party, number: int, day: date, without: int | None = None) -> list[Stay]:
        """Return the visits of a worker or at a member on a day in order of time, but for one."""
        found = self._days.get((party, number, day), {})
        return sorted((stay for visit, stay in found.items() if visit != without), key=lambda each: each.starts_at)

    def planned_minutes(self, worker: int, day: date, without: int | None = None) -> int:
        """Return the minutes of the visits of a worker in the week of a day, but for one."""
        week = week_of(day).days()
        return sum(stay.minutes for each in week for stay in self.of_day("worker", worker, each, without))

    def room_minutes(self, colleague: Colleague, day: date, without: int | None = None) -> int:
        """Return what is left of the contract in the week of a day: negative where more is planned."""
        return colleague.week_minutes_on(day) - self.planned_minutes(colleague.id, day, without)

    def plan_of(self, day: date) -> Span | None:
        """Return the period of the plan that holds a day."""
        return next((plan for plan in self.plans if day in plan), None)

    def put(self, stay: Stay) -> None:
        """Put a visit on the board."""
        assert stay.visit is not None
        days = self._days
        self.stays[stay.visit] = stay
        for key in _keys(stay):
            days.setdefault(key, {})[stay.visit] = stay

    def drop(self, visit: int) -> None:
        """Take a visit off the board."""
        days = self._days
        for key in _keys(self.stays.pop(visit)):
            del days[key][visit]

    def of_profession(self, profession: str) -> list[Colleague]:
        """Return the workers of a profession in order of number."""
        found = (each for each in self.colleagues.values() if each.profession == profession)
        return sorted(found, key=lambda each: each.number)


def _keys(stay: Stay) -> tuple[tuple[Party, int, date], ...]:
    return ("worker", stay.worker, stay.day), ("member", stay.member, stay.day)


def home_of(worker: int) -> int:
    """Return the id that the home of a worker has among those of sites."""
    return -worker


def tour(sites: Iterable[int], way: Callable[[int, int], Journey | None]) -> Journey:
    """Return the journey through sites in order; ways that nobody knows count as none."""
    ways = [found for start, end in pairwise(sites) if (found := way(start, end)) is not None]
    return Journey(sum(each.metres for each in ways), sum(each.minutes for each in ways))
