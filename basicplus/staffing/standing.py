"""The visits that stand in the drafts, as the planner sees them: what a plan starts from, and what is kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from basicplus.assignments import visits_of
from basicplus.clock import minutes_between
from basicplus.db import GroupSession
from basicplus.planner.instance import WEEKDAYS, Demand
from basicplus.planner.plan import Assignment, Plan, half_day
from basicplus.staffing.expansion import Planned
from basicplus.staffing.instance import REST, YearProblem
from basicplus.staffing.redrafting import half_of


def standing_visits(session: GroupSession, problem: YearProblem) -> list[Planned]:
    """Return the visits of the drafts that a problem is about: of its days, agreements and workers."""
    sources = {each.agreement_id: each for each in problem.sources.values()}
    numbers = {worker_id: number for number, worker_id in problem.worker_ids.items()}
    found = []
    for visit in visits_of(session, problem.span, published=False):
        source, weekday = sources.get(visit.agreement_id or 0), visit.day.weekday()
        if source is not None and visit.worker_id in numbers and weekday < len(WEEKDAYS):
            token = f"{WEEKDAYS[weekday]}-{half_of(visit)}"
            minutes = minutes_between(visit.starts_at, visit.ends_at)
            found.append(Planned(source, numbers[visit.worker_id], visit.day, token, False, minutes))
    return found


def as_plan(problem: YearProblem, visits: Iterable[Planned], only: Collection[str] | None = None) -> Plan:
    """Return standing visits as a plan that breaks no hard rule; of some agreements only, if they are named.

    An agreement keeps the worker who has most of its visits; what does not fit the rules is left away.
    """
    by_agreement: dict[str, list[Planned]] = defaultdict(list)
    for each in visits:
        if only is None or each.source.agreement in only:
            by_agreement[each.source.agreement].append(each)
    taken: set[tuple[str, date, str]] = set()
    given = [
        assignment
        for agreement, found in sorted(by_agreement.items())
        for assignment in _assignments(problem, agreement, found, taken)
    ]
    return Plan(instance=problem.instance.name, assignments=tuple(given))


def _assignments(
    problem: YearProblem, agreement: str, visits: list[Planned], taken: set[tuple[str, date, str]]
) -> Iterator[Assignment]:
    worker = Counter(each.worker for each in visits).most_common(1)[0][0]
    fitting = [each for each in visits if each.worker == worker and _fits(problem, agreement, each, taken)]
    demands = {each.id: each for each in problem.instance.demands}
    weekly, rest = demands.get(agreement), demands.get(agreement + REST)
    slots: list[str] = []
    if weekly is not None and weekly.kind == "weekly":
        counted = Counter(each.token for each in fitting)
        slots = [token for token, _ in counted.most_common(weekly.half_days)]
        yield Assignment(demand=agreement, worker=worker, slots=tuple(slots))
    spread = rest or weekly
    if spread is not None and spread.kind == "spread":
        days = tuple(_spread(spread, [each for each in fitting if each.token not in slots]))
        yield Assignment(demand=spread.id, worker=worker, visits=days)
    taken |= {(each.worker, each.day, each.half) for each in fitting}


def _fits(problem: YearProblem, agreement: str, planned: Planned, taken: set[tuple[str, date, str]]) -> bool:
    demand = next(each for each in problem.instance.demands if each.id == agreement)
    worker = next(each for each in problem.instance.workers if each.id == planned.worker)
    member = next(each for each in problem.instance.members if each.id == demand.member)
    gone = any(planned.day in days for days in (*worker.absences, *member.closed))
    return (
        planned.token in worker.week
        and planned.token in member.open
        and planned.day in demand.window
        and planned.day not in problem.instance.legal_holidays
        and not gone
        and demand.fixed_worker in (None, worker.id)
        and bool(set(worker.languages) & set(member.languages))
        and (planned.worker, planned.day, planned.half) not in taken
    )


def _spread(demand: Demand, visits: Iterable[Planned]) -> Iterator[str]:
    last, left = date.min, demand.wanted
    for each in visits:
        if left and (each.day - last).days >= (demand.min_gap_days or 1):
            last, left = each.day, left - 1
            yield half_day(each.day, each.half)
