"""How much room workers have, how far they are, and what they are asked for, in half-days; pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

from basicplus.planner.instance import WEEKDAYS, Demand, Instance, Member, Place, Worker
from basicplus.staffing.volume import weeks_of


class OpenDays:
    """The working days on which members are open: many are on the same ones."""

    def __init__(self, work_days: Iterable[date]) -> None:
        self._work_days = tuple(work_days)
        self._known: dict[tuple[object, object], list[date]] = {}

    def within(self, member: Member, first_on: date, last_on: date) -> list[date]:
        """Return those from one day to another, both of them included, in order."""
        days = self._of(member)
        return days[bisect_left(days, first_on) : bisect_right(days, last_on)]

    def _of(self, member: Member) -> list[date]:
        key = member.open, member.closed
        if key not in self._known:
            gone = {day for days in member.closed for day in days}
            weekdays = {WEEKDAYS.index(token[:3]) for token in member.open}
            self._known[key] = [day for day in self._work_days if day.weekday() in weekdays and day not in gone]
        return self._known[key]


class Room:
    """An instance looked at by half-days: who is there when, who could serve whom, and how many are asked for."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.workers: Mapping[str, Worker] = {each.id: each for each in instance.workers}
        self.members: Mapping[str, Member] = {each.id: each for each in instance.members}
        self.demands: Mapping[str, Demand] = {each.id: each for each in instance.demands}
        self._off = frozenset(instance.legal_holidays)

    @cached_property
    def work_days(self) -> tuple[date, ...]:
        """The days from Monday to Friday that are no day off."""
        return tuple(
            day for day in self.instance.horizon if day.weekday() < len(WEEKDAYS) and day not in self._off
        )

    @cached_property
    def month_of_day(self) -> dict[date, date]:
        """The first day of the month of each of the working days: there are few, and they are asked for often."""
        return {day: day.replace(day=1) for day in self.work_days}

    def half_days(self, worker: Worker) -> Iterator[tuple[date, str]]:
        """Yield the half-days that a worker works: those of the week, without days off and absences."""
        gone = {day for days in worker.absences for day in days}
        for day in self.work_days:
            for half in ("am", "pm"):
                if f"{WEEKDAYS[day.weekday()]}-{half}" in worker.week and day not in gone:
                    yield day, half

    def by_month(self, worker: Worker) -> dict[date, int]:
        """Return how many half-days a worker works in each month, by its first day."""
        found: dict[date, int] = defaultdict(int)
        for day, _ in self.half_days(worker):
            found[day.replace(day=1)] += 1
        return dict(found)

    def wanted(self, demand: Demand) -> int:
        """Return how many half-days a demand asks for, as the planner counts those that are not served."""
        if demand.kind == "spread":
            return demand.wanted
        return demand.wanted * self.weeks(demand)

    def weeks(self, demand: Demand) -> int:
        """Return how many visits one weekly half-day of a demand can have."""
        return weeks_of(self.possible_days(demand))

    def possible_days(self, demand: Demand) -> list[date]:
        """Return the days on which a demand can be served, whoever does it, in order."""
        return self._open.within(self.members[demand.member], demand.window.first_on, demand.window.last_on)

    @cached_property
    def _open(self) -> OpenDays:
        return OpenDays(self.work_days)

    def able(self, demand: Demand) -> list[Worker]:
        """Return the workers who could serve a demand, by profession, name, language and half-days."""
        return [each for each in self.instance.workers if self.hindrance(each, demand) is None]

    def hindrance(self, worker: Worker, demand: Demand) -> str | None:
        """Return what keeps a worker from serving a demand: a case of the sentences, None if nothing does."""
        member = self.members[demand.member]
        if worker.profession != demand.profession:
            return "other profession"
        if demand.fixed_worker not in (None, worker.id):
            return "another is named"
        if not set(worker.languages) & set(member.languages):
            return "no common language"
        return None if set(worker.week) & set(member.open) else "no common half-day"

    def kilometres(self, worker: str, demand: str) -> float:
        """Return the road distance from a worker's home to the site of a demand."""
        site = self.members[self.demands[demand].member].site
        return self.apart(self.workers[worker].home, site)

    def apart(self, one: Place, other: Place) -> float:
        """Return the road distance between two places in km: great circle times the road factor."""
        weights = self.instance.weights
        lat_1, lat_2 = radians(one.lat), radians(other.lat)
        lat, lon = lat_2 - lat_1, radians(other.lon - one.lon)
        chord = sin(lat / 2) ** 2 + cos(lat_1) * cos(lat_2) * sin(lon / 2) ** 2
        return weights.road_factor * 2 * weights.earth_radius_km * asin(min(1.0, sqrt(chord)))


Stop = tuple[str, date, str, Place]
"""A visit as a stop: worker, day, half-day, and where."""


def kilometres_of(room: Room, stops: Iterable[Stop]) -> float:
    """Return the kilometres of visits: each day from home to the morning's site, the afternoon's, and home."""
    days: dict[tuple[str, date], dict[str, Place]] = defaultdict(dict)
    for worker, day, half, place in stops:
        days[worker, day][half] = place
    total = 0.0
    for (worker, _), halves in days.items():
        home = room.workers[worker].home
        way = [home, *(halves[half] for half in ("am", "pm") if half in halves), home]
        total += sum(room.apart(one, other) for one, other in pairwise(way))
    return total
