"""Ways between consecutive visits of a worker's day: working time (WT-04), and whether they fit in the gap."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise
from typing import Generic, Protocol, TypeVar

from basicplus.assignments.travel.journeys import Journey
from basicplus.clock import minutes_between


class Stay(Protocol):
    """What a way needs to know of a visit: whose, which day, when and at which site."""

    @property
    def worker_id(self) -> int: ...
    @property
    def day(self) -> date: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def site_id(self) -> int: ...


OneStay = TypeVar("OneStay", bound=Stay)


@dataclass(frozen=True)
class Leg(Generic[OneStay]):
    """The way from one visit to the next on the same day; `gap_minutes` lie between them."""

    before: OneStay
    after: OneStay
    journey: Journey
    gap_minutes: int

    @property
    def too_short(self) -> bool:
        """Say whether the worker cannot be there in time."""
        return self.journey.minutes > self.gap_minutes

    @property
    def starts_at(self) -> datetime:
        """When the worker leaves: as soon as the visit is over."""
        return self.before.ends_at

    @property
    def ends_at(self) -> datetime:
        """When the worker arrives; at the latest when the next visit begins, however long the journey."""
        return min(self.before.ends_at + timedelta(minutes=self.journey.minutes), self.after.starts_at)


def legs(stays: Iterable[OneStay], way: Callable[[int, int], Journey | None]) -> Iterator[Leg[OneStay]]:
    """Yield the ways between consecutive visits of each worker's day, where they are at two sites.

    `way` gives the journey between two sites by their ids, None where nobody knows it: such a way is left out.
    Home to work is no way between visits. Visits that overlap have a negative gap.
    """
    ordered = sorted(stays, key=lambda stay: (stay.worker_id, stay.day, stay.starts_at, stay.ends_at))
    for _, of_day in groupby(ordered, key=lambda stay: (stay.worker_id, stay.day)):
        for before, after in pairwise(of_day):
            if before.site_id == after.site_id:
                continue
            found = way(before.site_id, after.site_id)
            if found is not None:
                yield Leg(before, after, found, minutes_between(before.ends_at, after.starts_at))
