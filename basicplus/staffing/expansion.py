"""A plan written out: every visit of it, with the rows that it is of and its times by the clock; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from basicplus.planner.instance import WEEKDAYS, Demand, Member, Worker
from basicplus.planner.plan import Assignment, Plan
from basicplus.staffing.instance import Source, YearProblem


@dataclass(frozen=True)
class Planned:
    """A visit that a plan asks for; `weekly` says that it recurs."""

    source: Source
    worker: str
    day: date
    token: str
    weekly: bool

    @property
    def half(self) -> str:
        """Morning or afternoon: `am` or `pm`."""
        return self.token[-2:]


def expand(problem: YearProblem, plan: Plan) -> list[Planned]:
    """Return the visits of a plan in order of day, half-day and worker.

    A weekly slot stands for a visit on each of its weekdays within the agreement that is no day off, and on which
    neither the worker is absent nor the member closed. The plan has kept the hard rules: nothing is checked.
    """
    demands = {each.id: each for each in problem.instance.demands}
    members = {each.id: each for each in problem.instance.members}
    workers = {each.id: each for each in problem.instance.workers}
    found = []
    for given in plan.assignments:
        demand = demands[given.demand]
        days = _days(problem, given, demand, members[demand.member], workers[given.worker])
        for day, half in days:
            token = f"{WEEKDAYS[day.weekday()]}-{half}"
            found.append(Planned(problem.sources[demand.id], given.worker, day, token, demand.kind == "weekly"))
    return sorted(found, key=lambda each: (each.day, each.token, each.worker))


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
