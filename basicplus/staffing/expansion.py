"""A plan written out: every visit of it, with the rows that it is of and its times by the clock; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import ceil

from basicplus.assignments import travel
from basicplus.assignments.travel import Journey, journey
from basicplus.planner.instance import WEEKDAYS, Demand, Member, Place, Worker
from basicplus.planner.plan import Assignment, Plan
from basicplus.staffing.instance import Source, YearProblem

STEP = 5
"""Minutes to which a way is rounded up when it shortens a visit."""
SHORTEST = 180
"""Minutes of a visit that are left however far the next one is: work goes by three hours at least (WT-03)."""


@dataclass(frozen=True)
class Planned:
    """A visit that a plan asks for; `weekly` says that it recurs, `minutes` how long it is."""

    source: Source
    worker: str
    day: date
    token: str
    weekly: bool
    minutes: int

    @property
    def half(self) -> str:
        """Morning or afternoon: `am` or `pm`."""
        return self.token[-2:]


def expand(problem: YearProblem, plan: Plan) -> list[Planned]:
    """Return the visits of a plan in order of day, half-day and worker.

    A weekly slot stands for a visit on each of its weekdays within the agreement that is no day off, and on which
    neither the worker is absent nor the member closed. The plan has kept the hard rules: nothing is checked.
    A visit takes its half-day of the worker's week; a morning ends earlier by the way to an afternoon elsewhere,
    which is working time, and the afternoon by what is left of it; neither lasts less than SHORTEST.
    """
    demands = {each.id: each for each in problem.instance.demands}
    members = {each.id: each for each in problem.instance.members}
    workers = {each.id: each for each in problem.instance.workers}
    found: list[Planned] = []
    places: dict[tuple[str, date, str], Place] = {}
    for given in plan.assignments:
        demand = demands[given.demand]
        days = _days(problem, given, demand, members[demand.member], workers[given.worker])
        for day, half in days:
            token = f"{WEEKDAYS[day.weekday()]}-{half}"
            minutes, recurs = problem.halves[given.worker][token].minutes, demand.kind == "weekly"
            found.append(Planned(problem.sources[demand.id], given.worker, day, token, recurs, minutes))
            places[given.worker, day, half] = members[demand.member].site
    on_time = (_on_time(problem, each, places) for each in found)
    return sorted(on_time, key=lambda each: (each.day, each.token, each.worker))


def time_for(way: Journey) -> int:
    """Return by how many minutes a visit is shortened for a way: its own, rounded up to steps of five."""
    return STEP * ceil(way.minutes / STEP)


def _on_time(problem: YearProblem, visit: Planned, places: Mapping[tuple[str, date, str], Place]) -> Planned:
    """Return a visit that leaves its part of the time for the way between the two halves of its day."""
    morning, afternoon = (places.get((visit.worker, visit.day, half)) for half in ("am", "pm"))
    if morning is None or afternoon is None or morning == afternoon:
        return visit
    way = journey(travel.Place(morning.lat, morning.lon), travel.Place(afternoon.lat, afternoon.lon))
    lost = time_for(way)
    given_by_morning = min(lost, max(0, problem.halves[visit.worker][f"{visit.token[:3]}-am"].minutes - SHORTEST))
    given = given_by_morning if visit.half == "am" else lost - given_by_morning
    return replace(visit, minutes=min(visit.minutes, max(visit.minutes - given, SHORTEST)))


def _days(
    problem: YearProblem, given: Assignment, demand: Demand, member: Member, worker: Worker
) -> Iterator[tuple[date, str]]:
    for visit in given.visits:
        yield date.fromisoformat(visit[:10]), visit[-2:]
    if not given.slots:
        return
    gone = set(problem.instance.legal_holidays)
    gone |= {day for days in (*member.closed, *worker.absences) for day in days}
    window = demand.window.cut_to(problem.instance.horizon)
    for day in window or ():
        if day not in gone and day.weekday() < len(WEEKDAYS):
            for half in ("am", "pm"):
                if f"{WEEKDAYS[day.weekday()]}-{half}" in given.slots:
                    yield day, half
