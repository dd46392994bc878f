"""What a plan of the year would change: who serves whom, kilometres, what stays unserved, and why; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from basicplus.planner.instance import Demand
from basicplus.planner.plan import Assignment, Plan
from basicplus.staffing.expansion import Planned, expand
from basicplus.staffing.instance import YearProblem
from basicplus.staffing.room import Room, Stop, kilometres_of
from basicplus.staffing.sentences import Saying

FULL = 0.97
"""From this share of a worker's half-days on, there is no room for another member: what is left fits nobody."""
NEARER_KM = 1.0


@dataclass(frozen=True)
class FaceChange:
    """A demand that another worker serves than before, or nobody did; `why` says what speaks for it."""

    demand: str
    member: str
    before: str | None
    after: str
    why: Saying


@dataclass(frozen=True)
class Unserved:
    """A demand of which half-days stay unserved, of so many, and why."""

    demand: str
    member: str
    profession: str
    half_days: int
    of: int
    why: Saying


@dataclass(frozen=True)
class Proposal:
    """A plan of the year beside what stands: kilometres before are those of the visits in the drafts, if any.

    `changes` are changed and new faces; `unserved` what nobody serves, as far as the planner could see.
    """

    visits: int
    visits_before: int
    km: float
    km_before: float
    changed_faces: int
    unserved_half_days: int
    changes: tuple[FaceChange, ...]
    unserved: tuple[Unserved, ...]
    notes: tuple[Saying, ...]


def proposal_of(problem: YearProblem, plan: Plan, standing: Iterable[Planned] = ()) -> Proposal:
    """Say what a plan changes; `standing` are the visits planned so far."""
    room, planned, before = Room(problem.instance), expand(problem, plan), list(standing)
    served = {each.demand: each for each in plan.assignments if each.served}
    load = Counter(each.worker for each in planned)
    capacity = {each.id: sum(1 for _ in room.half_days(each)) for each in problem.instance.workers}
    full = {name for name, half_days in capacity.items() if load[name] >= FULL * half_days}
    changes = tuple(
        _face(problem, room, room.demands[name], given, full)
        for name, given in served.items()
        if given.worker != room.demands[name].previous
    )
    unserved = tuple(
        _unserved(problem, room, each, served.get(each.id), full) for each in problem.instance.demands
    )
    left = tuple(each for each in unserved if each.half_days)
    return Proposal(
        len(planned),
        len(before),
        round(kilometres_of(room, _stops(problem, room, planned)), 1),
        round(kilometres_of(room, _stops(problem, room, before)), 1),
        sum(1 for each in changes if each.before is not None),
        sum(each.half_days for each in left),
        changes,
        left,
        problem.notes,
    )


def _stops(problem: YearProblem, room: Room, planned: Iterable[Planned]) -> Iterator[Stop]:
    sites = {
        source.agreement: room.members[room.demands[name].member].site for name, source in problem.sources.items()
    }
    for each in planned:
        yield each.worker, each.day, each.half, sites[each.source.agreement]


def _face(problem: YearProblem, room: Room, demand: Demand, given: Assignment, full: set[str]) -> FaceChange:
    member = problem.sources[demand.id].member
    return FaceChange(demand.id, member, demand.previous, given.worker, _why(room, demand, given, full))


def _why(room: Room, demand: Demand, given: Assignment, full: set[str]) -> Saying:
    """Say why this worker: what stops the one before, or the kilometres saved, or the room there is."""
    before = demand.previous
    km = room.kilometres(given.worker, demand.id)
    if before is None:
        return Saying("new face", {"worker": given.worker, "km": round(km)})
    if (hindrance := room.hindrance(room.workers[before], demand)) is not None:
        return Saying(hindrance, {"worker": before})
    saved = room.kilometres(before, demand.id) - km
    if saved >= NEARER_KM:
        return Saying("nearer", {"worker": given.worker, "km": round(km), "saved": round(saved), "before": before})
    if before in full:
        return Saying("no room", {"worker": before})
    return Saying("room for others", {"worker": before, "after": given.worker})


def _unserved(
    problem: YearProblem, room: Room, demand: Demand, given: Assignment | None, full: set[str]
) -> Unserved:
    short = demand.wanted - (given.served if given else 0)
    half_days = short * (room.weeks(demand) if demand.kind == "weekly" else 1)
    member, of = problem.sources[demand.id].member, room.wanted(demand)
    why = _why_not(room, demand, given, full)
    return Unserved(demand.id, member, demand.profession, max(0, half_days), of, why)


def _why_not(room: Room, demand: Demand, given: Assignment | None, full: set[str]) -> Saying:
    """Say why nobody serves a demand, or not all of it: nobody can, all are full, or their times do not fit."""
    able = [each.id for each in room.able(demand)]
    if given is not None:
        case = "no room" if given.worker in full else "times do not fit"
        return Saying(case, {"worker": given.worker})
    if not able:
        mates = [each for each in room.instance.workers if each.profession == demand.profession]
        hindrances = Counter(room.hindrance(each, demand) for each in mates)
        case = str(hindrances.most_common(1)[0][0]) if mates else "nobody of the profession"
        return Saying(f"nobody: {case}", {"profession": demand.profession, "count": len(mates)})
    if set(able) <= full:
        return Saying("all are full", {"profession": demand.profession, "count": len(able)})
    names = ", ".join(name for name in able if name not in full)
    return Saying("times of all do not fit", {"profession": demand.profession, "count": len(able), "names": names})
