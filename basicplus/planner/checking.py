"""What a plan breaks and what it costs, from the plain definitions alone: nothing is shared with the search."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

from basicplus.planner.instance import (
    HALVES,
    WEEKDAYS,
    Demand,
    Instance,
    Member,
    Place,
    Weights,
    Worker,
    window_of,
)
from basicplus.planner.plan import Assignment, Plan

NAMES = (*WEEKDAYS, "sat", "sun")


@dataclass(frozen=True)
class Violation:
    """A hard rule that a plan breaks, and where."""

    rule: str
    says: str


@dataclass(frozen=True)
class Checked:
    """What a plan breaks, what it costs, and the parts of the cost, unweighted."""

    violations: tuple[Violation, ...]
    cost: float
    unserved: int
    km: float
    changed: int
    irregularity: float
    visits: int
    worker_days: int

    @property
    def components(self) -> dict[str, float]:
        """Return the parts of the cost, unweighted."""
        return {
            "unserved": self.unserved,
            "km": self.km,
            "changed": self.changed,
            "irregularity": self.irregularity,
        }


@dataclass
class _Reading:
    instance: Instance
    violations: list[Violation] = field(default_factory=list)
    days: defaultdict[tuple[str, date], dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    served: dict[str, int] = field(default_factory=dict)
    changed: int = 0
    irregularity: float = 0.0
    visits: int = 0

    def breaks(self, rule: str, says: str) -> None:
        self.violations.append(Violation(rule, says))


def check(instance: Instance, plan: Plan) -> Checked:
    """Judge a plan: every hard rule it breaks, its cost and the parts of it."""
    reading = _Reading(instance)
    if plan.instance != instance.name:
        reading.breaks("format", f"the plan is for {plan.instance!r}, the instance is {instance.name!r}")
    workers = {each.id: each for each in instance.workers}
    members = {each.id: each for each in instance.members}
    demands = {each.id: each for each in instance.demands}
    for given in plan.assignments:
        if given.demand not in demands or given.worker not in workers:
            unknown = given.worker if given.demand in demands else given.demand
            reading.breaks("reference", f"{given.demand}: {unknown!r} is unknown")
        elif given.demand in reading.served:
            reading.breaks("one-worker", f"{given.demand} is listed twice")
        else:
            demand = demands[given.demand]
            _read(reading, given, demand, workers[given.worker], members[demand.member])
    unserved = _unserved(instance, instance.demands, reading.served)
    km = _kilometres(reading, workers, {each.id: members[each.member] for each in instance.demands})
    weights = instance.weights
    cost = (
        weights.unserved * unserved
        + weights.km * km
        + weights.changed * reading.changed
        + weights.irregularity * reading.irregularity
    )
    return Checked(
        tuple(reading.violations),
        cost,
        unserved,
        km,
        reading.changed,
        reading.irregularity,
        reading.visits,
        len(reading.days),
    )


def distance(weights: Weights, here: Place, there: Place) -> float:
    """Return the road distance in km: the great circle, times the road factor."""
    a, b = radians(here.lat), radians(there.lat)
    chord = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(there.lon - here.lon) / 2) ** 2
    return weights.road_factor * 2 * weights.earth_radius_km * asin(min(1.0, sqrt(chord)))


def weight_of_one(instance: Instance, demand: Demand, member: Member) -> int:
    """Return how many half-days are lost with one visit, or with one weekly slot."""
    window = window_of(instance, demand)
    if demand.kind == "spread":
        return 1
    counted = dict.fromkeys((token[:3] for token in member.open), 0)
    for day in window or ():
        name = NAMES[day.weekday()]
        if name in counted and day not in instance.legal_holidays and not _within(day, member.closed):
            counted[name] += 1
    return max(counted.values(), default=0)


def unserved_cost(instance: Instance, demands: Iterable[Demand]) -> float:
    """Return what it costs to serve none of these demands."""
    return instance.weights.unserved * _unserved(instance, demands, {})


def _unserved(instance: Instance, demands: Iterable[Demand], served: Mapping[str, int]) -> int:
    members = {each.id: each for each in instance.members}
    return sum(
        max(0, each.wanted - served.get(each.id, 0)) * weight_of_one(instance, each, members[each.member])
        for each in demands
    )


def _within(day: date, stretches: tuple[object, ...]) -> bool:
    return any(day in each for each in stretches)  # type: ignore[operator]


def _read(reading: _Reading, given: Assignment, demand: Demand, worker: Worker, member: Member) -> None:
    name = demand.id
    if worker.profession != demand.profession:
        reading.breaks("profession", f"{name}: {worker.id} is {worker.profession}, not {demand.profession}")
    if not set(worker.languages) & set(member.languages):
        reading.breaks("language", f"{name}: {worker.id} and {member.id} share no language")
    if demand.fixed_worker not in (None, worker.id):
        reading.breaks("fixed-worker", f"{name}: {worker.id}, but it must be {demand.fixed_worker}")
    if demand.kind == "weekly":
        reading.served[name] = len(set(given.slots))
        visits = list(_weekly(reading, given, demand, worker, member))
    else:
        visits = list(_spread(reading, given, demand, worker, member))
        reading.served[name] = len(visits)
        _gaps(reading, demand, [day for day, _ in visits])
    if demand.previous not in (None, worker.id) and reading.served[name]:
        reading.changed += 1
    reading.visits += len(visits)
    for day, half in visits:
        there = reading.days[worker.id, day]
        if half in there:
            reading.breaks("double-booking", f"{worker.id} {day}-{half}: {there[half]} and {name}")
        else:
            there[half] = name


def _token(reading: _Reading, name: str, token: str, worker: Worker, member: Member) -> None:
    if token not in worker.week:
        reading.breaks("worker-week", f"{name}: {token} is not in the week of {worker.id}")
    if token not in member.open:
        reading.breaks("member-open", f"{name}: {member.id} is not open on {token}")


def _weekly(
    reading: _Reading, given: Assignment, demand: Demand, worker: Worker, member: Member
) -> Iterator[tuple[date, str]]:
    if given.visits:
        reading.breaks("format", f"{demand.id}: a weekly demand has slots, not visits")
    if len(set(given.slots)) != len(given.slots) or len(given.slots) > demand.wanted:
        reading.breaks("weekly", f"{demand.id}: {len(given.slots)} slots; at most {demand.wanted}, each once")
    legal = set(reading.instance.legal_holidays)
    for token in given.slots:
        day_name, _, half = token.partition("-")
        if day_name not in WEEKDAYS or half not in HALVES:
            reading.breaks("format", f"{demand.id}: {token!r} is no slot")
            continue
        _token(reading, demand.id, token, worker, member)
        for day in window_of(reading.instance, demand) or ():
            if day.weekday() == WEEKDAYS.index(day_name) and not (
                day in legal or _within(day, worker.absences) or _within(day, member.closed)
            ):
                yield day, half


def _spread(
    reading: _Reading, given: Assignment, demand: Demand, worker: Worker, member: Member
) -> Iterator[tuple[date, str]]:
    if given.slots:
        reading.breaks("format", f"{demand.id}: a spread demand has visits, not slots")
    if len(given.visits) > demand.wanted:
        reading.breaks("spread", f"{demand.id}: {len(given.visits)} visits; at most {demand.wanted}")
    window = window_of(reading.instance, demand)
    for text in sorted(given.visits):
        try:
            day, half = date.fromisoformat(text[:10]), text[11:]
        except ValueError:
            half = ""
        if half not in HALVES or text[10] != "-":
            reading.breaks("format", f"{demand.id}: {text!r} is no visit")
            continue
        _token(reading, f"{demand.id} on {day}", f"{NAMES[day.weekday()]}-{half}", worker, member)
        for rule, broken in (
            ("window", window is None or day not in window),
            ("absence", _within(day, worker.absences)),
            ("legal-holiday", day in reading.instance.legal_holidays),
            ("member-closed", _within(day, member.closed)),
        ):
            if broken:
                reading.breaks(rule, f"{demand.id}: not on {text} with {worker.id}")
        yield day, half


def _gaps(reading: _Reading, demand: Demand, days: list[date]) -> None:
    window = window_of(reading.instance, demand)
    ideal = (window.length if window else 0) / demand.wanted / 7.0
    for before, after in pairwise(days):
        between = (after - before).days
        if between < (demand.min_gap_days or 1):
            says = f"{demand.id}: {before} to {after} is {between} days; at least {demand.min_gap_days}"
            reading.breaks("min-gap", says)
        reading.irregularity += min(reading.instance.weights.irregularity_cap_weeks, abs(between / 7.0 - ideal))


def _kilometres(reading: _Reading, workers: dict[str, Worker], sites: dict[str, Member]) -> float:
    weights, total = reading.instance.weights, 0.0
    for (worker, _), day in sorted(reading.days.items()):
        home = workers[worker].home
        stops = [home, *(sites[day[half]].site for half in HALVES if half in day), home]
        total += sum(distance(weights, here, there) for here, there in pairwise(stops))
    return total
