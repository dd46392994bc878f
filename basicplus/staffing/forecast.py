"""Capacity and hiring from the records of a group: staff, leave still to be taken, heads, cost."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from statistics import fmean

from dateutil.relativedelta import relativedelta
from sqlmodel import select

from basicplus.clock import Span
from basicplus.compliance.law import Law
from basicplus.db import GroupSession
from basicplus.errors import NotFound, invalid
from basicplus.invoicing.budget import HoursAssumed, budget_of
from basicplus.invoicing.models import CostPool
from basicplus.money import format_cents
from basicplus.planner.instance import WEEKDAYS, Place, Worker
from basicplus.staffing.capacity import ProfessionStaff, Staff, capacity_of
from basicplus.staffing.costs import AddedCost, added_cost
from basicplus.staffing.halves import common_minutes, days_without
from basicplus.staffing.hiring import YEAR, Hire, hire
from basicplus.staffing.instance import USUAL_HALF_DAY, YearProblem, year_problem
from basicplus.staffing.sentences import Saying, Value
from basicplus.watch import headcount
from basicplus.workers.models import PROFESSIONS

FULL_WEEK = 10
"""Half-days of a full-time week."""


@dataclass(frozen=True)
class Outlook:
    """What is expected of some days: who serves whom, the staff, what the budget assumes of each profession."""

    problem: YearProblem
    staff: Staff
    assumed: Mapping[str, HoursAssumed]


@dataclass(frozen=True)
class HireEffect:
    """What one more worker would do: whom they serve, the heads beside the maximum, the cost, in words.

    `heads` is the highest count of the days asked, today's staff; the new worker makes one more. `limit` is None
    where the law sets none. `cost` is None where it is not known or would show somebody's pay.
    """

    hire: Hire
    heads: int
    heads_after: int
    limit: int | None
    cost: AddedCost | None
    says: tuple[Saying, ...]

    @property
    def over(self) -> bool:
        """Whether the group would employ more than the law allows."""
        return self.limit is not None and self.heads_after > self.limit


def twelve_months(today: date) -> Span:
    """Return the twelve months that begin with the month after a day."""
    return twelve_months_from((today.replace(day=1) + timedelta(days=32)).replace(day=1))


def twelve_months_from(first: date) -> Span:
    """Return the twelve months that begin on a day."""
    return Span(first, first + relativedelta(months=12))


def capacity(session: GroupSession, span: Span) -> tuple[ProfessionStaff, ...]:
    """Return what each profession can give beside what is agreed on the days of a span, and its critical size."""
    return capacity_of(outlook(session, span).staff)


def outlook(session: GroupSession, span: Span) -> Outlook:
    """Return what is expected of the days of a span; it takes most of the time that all here takes."""
    problem, assumed = year_problem(session, span), assumptions(session, span.from_on.year)
    return Outlook(problem, staff_of(problem, assumed), assumed)


def staff_of(problem: YearProblem, assumed: Mapping[str, HoursAssumed]) -> Staff:
    """Return the staff of a problem, less what is assumed of each profession.

    Leave that is recorded counts once: only what is assumed beyond it is taken off.
    """
    people = problem.instance.workers
    return Staff(
        problem.instance,
        {each.id: _leave_left(problem, each, assumed[each.profession].leave_days) for each in people},
        {each.profession: _lost(assumed[each.profession]) for each in people},
        {each.id: _varying(problem, each) for each in people if not each.week},
    )


def assumptions(session: GroupSession, year: int) -> defaultdict[str, HoursAssumed]:
    """Return what the latest budget of a year assumes of each profession; else what a budget begins with."""
    found: defaultdict[str, HoursAssumed] = defaultdict(HoursAssumed)
    professions = {pool.code: pool.profession for pool in session.exec(select(CostPool)) if pool.profession}
    try:
        pools = budget_of(session, year).pools
    except NotFound:
        return found
    for pool in pools:
        if pool.pool in professions:
            found.setdefault(professions[pool.pool], pool.assumed)
    return found


def hire_effect(
    session: GroupSession,
    law: Law,
    expected: Outlook,
    profession: str,
    share: Fraction,
    near: str | None = None,
) -> HireEffect:
    """Say what one more worker of a profession would do on the days expected, hired for a share of full time.

    They live where most would be served with the fewest kilometres, among the places of the profession's members,
    or `near` a place: a postal code or a municipality. Saves nothing. Raises InvalidInput for a place that has no
    member.
    """
    if profession not in PROFESSIONS:
        raise invalid("profession", profession, ", ".join(PROFESSIONS))
    if not 0 < share <= 1:
        raise invalid("share", float(share), "a share of full time above 0, at most 1")
    span, places = expected.problem.span, _localities(expected.problem, profession, near)
    found = hire(expected.staff, profession, share, places, expected.assumed[profession].leave_days)
    heads, limit = _heads(session, law, span)
    cost = added_cost(session, profession, share, span)
    says = (*_served(found), *_counted(heads + 1, limit), _costing(cost))
    return HireEffect(found, heads, heads + 1, limit, cost, says)


def _lost(assumed: HoursAssumed) -> int:
    return min(10_000, assumed.sickness_e4 + assumed.training_e4 + assumed.travel_e4 + assumed.internal_e4)


def _leave_left(problem: YearProblem, worker: Worker, leave_days: int) -> Fraction:
    """Return the half-days of leave that a worker has still to take: a part of a year's, less what is recorded."""
    records, worker_id = problem.records, problem.worker_ids[worker.id]
    outside = sum(each.length for each in days_without(records.weeks[worker_id], problem.span))
    a_week = len(worker.week) or _varying(problem, worker)
    year = Fraction(leave_days * 2, FULL_WEEK) * a_week
    foreseen = year * min(problem.span.length - outside, YEAR) / YEAR
    off = {day for days in records.leave.get(worker_id, ()) for day in days.days()}
    weekdays = Counter(WEEKDAYS.index(token[:3]) for token in worker.week)
    days = [day.weekday() for day in off - records.days_off if day.weekday() < len(WEEKDAYS)]
    each_day = Fraction(a_week) / len(WEEKDAYS)
    recorded = sum(Fraction(weekdays[day]) if worker.week else each_day for day in days)
    return max(Fraction(0), foreseen - recorded)


def _varying(problem: YearProblem, worker: Worker) -> Fraction:
    """Return the half-days a week of a worker whose week varies, by the minutes agreed."""
    weeks = problem.records.weeks[problem.worker_ids[worker.id]]
    return common_minutes(weeks, problem.span) / USUAL_HALF_DAY


def _localities(problem: YearProblem, profession: str, near: str | None) -> dict[str, Place]:
    """Return the places of the members of a profession by postal code and name: the middle of their sites."""
    concerned = {each.member for each in problem.instance.demands if each.profession == profession}
    points: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for member in problem.instance.members:
        if member.id in concerned or near is not None:
            points[problem.localities[member.id]].append(member.site)
    if near is not None:
        points = {
            (code, city): found
            for (code, city), found in points.items()
            if near.casefold() in (code, city.casefold())
        }
    if not points:
        found = near or "no agreement"
        raise invalid(
            "near" if near else "profession", found, "a place where a member with an agreement has a site"
        )
    return {
        f"{code} {city}": Place(lat=fmean(each.lat for each in found), lon=fmean(each.lon for each in found))
        for (code, city), found in points.items()
    }


def _heads(session: GroupSession, law: Law, span: Span) -> tuple[int, int | None]:
    """Return the highest head count of a span, and the lowest maximum."""
    curve = headcount(session, law, span)
    limits = [each.limit for each in curve if each.limit is not None]
    return max((each.heads for each in curve), default=0), min(limits, default=None)


def _served(found: Hire) -> tuple[Saying, ...]:
    values: dict[str, Value] = {
        "profession": found.profession,
        "count": len(found.serves),
        "percent": round(100 * found.share),
        "place": found.locality,
        "half_days": found.half_days,
        "served": found.served,
        "km": round(found.km),
        "saved": round(found.km_saved),
        "languages": ", ".join(found.languages),
    }
    if not found.serves:
        return (Saying("hire serves nobody", values),)
    left = (Saying("hire has room", {"to_sell": found.to_sell}),) if found.to_sell else ()
    return Saying("hire serves", values), *left


def _counted(heads: int, limit: int | None) -> tuple[Saying, ...]:
    if limit is None:
        return ()
    return (Saying("heads over" if heads > limit else "heads", {"heads": heads, "limit": limit}),)


def _costing(cost: AddedCost | None) -> Saying:
    if cost is None:
        return Saying("cost unknown")
    return Saying(f"cost {cost.known_from}", {"euros": format_cents(cost.cents), "year": cost.year})
