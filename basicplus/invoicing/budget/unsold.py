"""The ledger of unsold hours: where the contract time of each pool and month went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import extract
from sqlmodel import col, func, select

from basicplus import workers
from basicplus.assignments import TimeEntry
from basicplus.clock import Span, month_of, months, year_span
from basicplus.db import GroupSession, pick
from basicplus.invoicing.budget.ground import free_days
from basicplus.invoicing.budget.hours import minutes_on
from basicplus.invoicing.budget.staff import Employed, employed
from basicplus.invoicing.models import CostPool
from basicplus.money import round_half_away

SOLD = ("signed", "invoiced")
# Training that is planned as an absence is counted by the hours logged for it.
LOGGED_ABSENCE = "training"
Logged = dict[tuple[int, int], dict[tuple[str, str], int]]
"""Minutes by kind and state, by worker and number of the month."""


@dataclass(frozen=True)
class MonthOfHours:
    """Where the contract minutes of a pool went in a month, by the pool of the worker; months of a year add up.

    `holiday` counts legal holidays and closing days, `absent` every absence but training, without its kind.
    `sold` is signed by members, `unbilled` the part of it that is on no invoice yet, `unsigned` service that is
    not signed. `unrecorded` is what is left: negative where more was done than agreed.
    """

    contract_minutes: int
    holiday_minutes: int
    absent_minutes: int
    travel_minutes: int
    training_minutes: int
    internal_minutes: int
    unsold_minutes: int
    sold_minutes: int
    unbilled_minutes: int
    unsigned_minutes: int
    unrecorded_minutes: int

    def __add__(self, other: MonthOfHours) -> MonthOfHours:
        names = [each.name for each in fields(self)]
        return MonthOfHours(*(getattr(self, name) + getattr(other, name) for name in names))


@dataclass(frozen=True)
class PoolHours:
    """A pool's ledger of a year: its months by their first day, and their sum. Code "" is staff of no pool."""

    pool: str
    name: str
    months: dict[date, MonthOfHours]
    total: MonthOfHours


@dataclass(frozen=True)
class UnsoldHours:
    """The ledger of a year, pool by pool."""

    year: int
    pools: tuple[PoolHours, ...]


def unsold_hours(session: GroupSession, year: int) -> UnsoldHours:
    """Return where the contract time of each pool and month of a year went, from contracts, absences and hours."""
    span = year_span(year)
    free = {day for days in free_days(session, span) for day in days}
    absent = _absences(session, span, free)
    logged = _logged(session, span)
    staff: dict[int | None, list[Employed]] = defaultdict(list)
    for person in employed(session, span):
        staff[person.pool_id].append(person)
    named = {row.id: (row.code, row.name) for row in session.exec(select(CostPool))}
    pools = []
    for pool_id, people in staff.items():
        found = {first: _month(people, month_of(first), free, absent, logged) for first in months(span)}
        first, *others = found.values()
        code, name = named[pool_id] if pool_id is not None else ("", "")
        pools.append(PoolHours(code, name, found, sum(others, first)))
    return UnsoldHours(year, tuple(sorted(pools, key=lambda each: each.pool)))


def _month(
    people: list[Employed], month: Span, free: Iterable[date], absent: dict[int, set[date]], logged: Logged
) -> MonthOfHours:
    terms = [each for person in people for each in person.terms]
    contract = round_half_away(minutes_on(terms, month.days()))
    holiday = round_half_away(minutes_on(terms, (day for day in free if day in month)))
    away = sum(
        minutes_on(person.terms, (day for day in absent[person.worker_id] if day in month)) for person in people
    )
    spent: dict[str, int] = defaultdict(int)
    for person in people:
        for (kind, state), minutes in logged[person.worker_id, month.from_on.month].items():
            spent[_column(kind, state)] += minutes
            spent["unbilled"] += minutes if (kind, state) == ("service", "signed") else 0
    unbilled = spent.pop("unbilled", 0)
    absent_minutes = round_half_away(away)
    return MonthOfHours(
        contract_minutes=contract,
        holiday_minutes=holiday,
        absent_minutes=absent_minutes,
        travel_minutes=spent["travel"],
        training_minutes=spent["training"],
        internal_minutes=spent["internal"],
        unsold_minutes=spent["unsold"],
        sold_minutes=spent["sold"],
        unbilled_minutes=unbilled,
        unsigned_minutes=spent["unsigned"],
        unrecorded_minutes=contract - holiday - absent_minutes - sum(spent.values()),
    )


def _column(kind: str, state: str) -> str:
    if kind != "service":
        return kind
    return "sold" if state in SOLD else "unsigned"


def _absences(session: GroupSession, span: Span, free: set[date]) -> dict[int, set[date]]:
    """Return the days on which each worker was away, free days left out."""
    found: dict[int, set[date]] = defaultdict(set)
    for row in workers.absences_of(session, span):
        if row.kind != LOGGED_ABSENCE:
            found[row.worker_id] |= set((Span(row.from_on, row.until_on) & span).days()) - free
    return found


def _logged(session: GroupSession, span: Span) -> Logged:
    month = extract("month", col(TimeEntry.day))
    query = (
        pick(TimeEntry.worker_id, month, TimeEntry.kind, TimeEntry.state, func.sum(TimeEntry.minutes))
        .where(TimeEntry.day >= span.from_on, TimeEntry.day < span.until_on)
        .group_by(col(TimeEntry.worker_id), month, col(TimeEntry.kind), col(TimeEntry.state))
    )
    found: Logged = defaultdict(dict)
    for worker_id, number, kind, state, minutes in session.rows(query):
        found[worker_id, int(number)][kind, state] = int(minutes)
    return found
