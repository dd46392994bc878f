"""Whom one more worker would serve, and from where: demands that nobody serves or that are too many; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from basicplus.planner.instance import Demand, Member, Place
from basicplus.staffing.capacity import WHOLE_E4, Staff, given_by
from basicplus.staffing.room import Room

LEAVE_DAYS = 20
YEAR = 365


@dataclass(frozen=True)
class Taken:
    """A demand that the new worker would serve: nobody does, or `relieved` has too many; km is one way."""

    demand: str
    half_days: int
    km: float
    relieved: str | None


@dataclass(frozen=True)
class Hire:
    """One more worker of a profession who lives in a place: half-days to give, demands served, what is left.

    `km` are the kilometres of the year, there and back for each visit, `km_saved` those that the workers relieved
    no longer drive. `languages` are those of the members served.
    """

    profession: str
    share: Fraction
    locality: str
    half_days: int
    serves: tuple[Taken, ...]
    served: int
    to_sell: int
    km: float
    km_saved: float
    languages: tuple[str, ...]


def hire(
    staff: Staff, profession: str, share: Fraction, localities: Mapping[str, Place], leave_days: int = LEAVE_DAYS
) -> Hire:
    """Return the best place for one more worker, of some localities by name: most served, then fewest kilometres.

    Demands that nobody serves come first, the nearest before the others; then those of workers who have more than
    they can give, where the new worker is nearer by most, and no more of them than are too many. A tie goes to the
    name.
    """
    market = _Market(staff, profession)
    half_days = int(_half_days(market.room, staff, profession, share, leave_days))
    found = (market.hire(name, place, share, half_days) for name, place in sorted(localities.items()))
    return min(found, key=lambda each: (-each.served, each.km - each.km_saved, each.locality))


class _Market:
    """What there is to take over: demands without anybody, and the surplus of each worker."""

    def __init__(self, staff: Staff, profession: str) -> None:
        self.room, self.profession = Room(staff.instance), profession
        self.wanted = {each.id: self.room.wanted(each) for each in staff.instance.demands}
        self.waiting: list[Demand] = []
        self.held: dict[str, list[Demand]] = defaultdict(list)
        for each in staff.instance.demands:
            if each.profession == profession and self.wanted[each.id]:
                holder = each.fixed_worker or each.previous
                if holder is None:
                    self.waiting.append(each)
                else:
                    self.held[holder].append(each)
        self.surplus = {
            name: surplus
            for name, held in self.held.items()
            if (surplus := sum(self.wanted[each.id] for each in held) - self._capacity(staff, name)) > 0
        }

    def _capacity(self, staff: Staff, name: str) -> Fraction:
        return sum(given_by(self.room, staff, self.room.workers[name]).values(), Fraction(0))

    def hire(self, locality: str, place: Place, share: Fraction, half_days: int) -> Hire:
        """Return what a worker who lives in a place would take over."""
        serves, left = self._unserved(place, half_days)
        serves += self._relieving(place, left)
        served = sum(each.half_days for each in serves)
        spoken = {language for each in serves for language in self._member(each.demand).languages}
        return Hire(
            self.profession,
            share,
            locality,
            half_days,
            tuple(serves),
            served,
            half_days - served,
            round(sum(2 * each.km * each.half_days for each in serves), 1),
            round(sum(2 * self._saved(each) for each in serves), 1),
            tuple(sorted(spoken)),
        )

    def _unserved(self, place: Place, half_days: int) -> tuple[list[Taken], int]:
        taken, left = [], half_days
        for km, demand in sorted((self._km(place, each.id), each.id) for each in self.waiting):
            if self.wanted[demand] <= left:
                left -= self.wanted[demand]
                taken.append(Taken(demand, self.wanted[demand], round(km, 1), None))
        return taken, left

    def _relieving(self, place: Place, left: int) -> list[Taken]:
        """Return demands of workers who have too many, until they have no more or no half-day is left."""
        surplus, taken = dict(self.surplus), []
        nearer = sorted(
            (self._km(place, each.id) - self.room.kilometres(name, each.id), each.id, name)
            for name in surplus
            for each in self.held[name]
            if each.fixed_worker is None
        )
        for _, demand, name in nearer:
            half_days = self.wanted[demand]
            if surplus[name] > 0 and half_days <= left:
                surplus[name] -= half_days
                left -= half_days
                taken.append(Taken(demand, half_days, round(self._km(place, demand), 1), name))
        return taken

    def _member(self, demand: str) -> Member:
        return self.room.members[self.room.demands[demand].member]

    def _km(self, place: Place, demand: str) -> float:
        return self.room.apart(place, self._member(demand).site)

    def _saved(self, taken: Taken) -> float:
        return self.room.kilometres(taken.relieved, taken.demand) * taken.half_days if taken.relieved else 0.0


def _half_days(room: Room, staff: Staff, profession: str, share: Fraction, leave_days: int) -> Fraction:
    """Return the half-days that a share of full time gives to members over the days of an instance."""
    worked = 2 * share * len(room.work_days)
    leave = 2 * share * leave_days * Fraction(min(staff.instance.horizon.length, YEAR), YEAR)
    kept = Fraction(WHOLE_E4 - staff.lost_e4.get(profession, 0), WHOLE_E4)
    return max(Fraction(0), worked - leave) * kept
