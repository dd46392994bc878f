"""Why this worker and not that one: what each would cost for a demand, or the rule that stops it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from basicplus.errors import NotFound
from basicplus.planner.instance import Demand, Instance, Worker
from basicplus.planner.placing import names_of, placed, times_of, uneven
from basicplus.planner.plan import Plan
from basicplus.planner.problem import WANTED, Array, Problem, problems_of


@dataclass(frozen=True)
class Choice:
    """A worker for a demand, everything else staying where it is: the cost and its parts, or what stops it."""

    worker: str
    stands: bool
    rule: str | None
    says: str
    cost: float = 0.0
    km: float = 0.0
    unserved: float = 0.0
    changed: float = 0.0
    irregularity: float = 0.0
    times: tuple[str, ...] = ()


def why(instance: Instance, plan: Plan, demand: str) -> list[Choice]:
    """Rank all workers for a demand of a plan: the cheapest first, those whom a hard rule stops last, with it.

    The parts of the cost are weighted: their sum is the cost. Raises NotFound if there is no such demand.
    """
    asked = next((each for each in instance.demands if each.id == demand), None)
    if asked is None:
        raise NotFound(f"No demand {demand!r} in {instance.name}; its demands are {_some(instance)}.")
    given = plan.of(demand)
    stands = given.worker if given and given.served else None
    possible = _quotes(instance, plan, asked, stands)
    choices = [
        possible.get(worker.id) or Choice(worker.id, worker.id == stands, *_stopped(instance, asked, worker))
        for worker in instance.workers
    ]
    return sorted(
        choices, key=lambda each: (each.rule is not None, each.rule == "profession", each.cost, each.worker)
    )


def _some(instance: Instance) -> str:
    names = [each.id for each in instance.demands]
    return ", ".join(names[:3]) + (f" ... {names[-1]}" if len(names) > 3 else "")


def _stopped(instance: Instance, demand: Demand, worker: Worker) -> tuple[str, str]:
    """Return the hard rule that stops a worker, and a sentence."""
    member = next(each for each in instance.members if each.id == demand.member)
    if worker.profession != demand.profession:
        return "profession", f"{worker.id} is {worker.profession}, {demand.id} asks for {demand.profession}"
    if demand.fixed_worker not in (None, worker.id):
        return "fixed-worker", f"{demand.id} must be served by {demand.fixed_worker}"
    if not set(worker.languages) & set(member.languages):
        spoken, wanted = "/".join(worker.languages), "/".join(member.languages)
        return "language", f"{worker.id} speaks {spoken}, {member.id} {wanted}"
    return "no-room", f"{worker.id} has no free half-day at which {member.id} is open"


def _quotes(instance: Instance, plan: Plan, demand: Demand, stands: str | None) -> dict[str, Choice]:
    """Return what each worker that no rule stops would cost, with the best times left."""
    from basicplus.planner.board import BIG
    from basicplus.planner.insertion import FOUND, desk_for, quote

    problem = next((each for each in problems_of(instance) if demand.id in each.demands), None)
    if problem is None:
        return {}
    number = problem.demands.index(demand.id)
    others = times_of(problem, plan.assignments)
    others.pop(number, None)
    board = placed(problem, others)
    desk, rng = desk_for(problem.facts), np.array([1], np.uint64)
    found = {}
    for worker in problem.facts.workers[number][problem.facts.workers[number] >= 0]:
        cost, count = quote(problem.facts, board, desk, number, int(worker), BIG, rng)
        if count:
            slots = desk.found[FOUND, :count].copy()
            name = problem.workers[worker]
            found[name] = _choice(instance, problem, demand, number, name, stands, cost, slots)
    return found


def _choice(
    instance: Instance,
    problem: Problem,
    demand: Demand,
    number: int,
    name: str,
    stands: str | None,
    cost: float,
    slots: Array,
) -> Choice:
    facts = problem.facts
    unserved = float(facts.missing[number] * (facts.about[number, WANTED] - len(slots)))
    changed = float(facts.change[number, problem.workers.index(name)])
    gaps = uneven(facts, number, slots)
    km = cost - unserved - changed - gaps
    parts = [f"{km:,.0f} for km"]
    if unserved:
        parts.append(f"{unserved:,.0f} for {facts.about[number, WANTED] - len(slots)} not served")
    if changed:
        parts.append(f"{changed:,.0f} for leaving {demand.previous}")
    if gaps:
        parts.append(f"{gaps:,.0f} for uneven gaps")
    times = names_of(problem, number, slots)
    return Choice(name, name == stands, None, ", ".join(parts), cost, km, unserved, changed, gaps, times)
