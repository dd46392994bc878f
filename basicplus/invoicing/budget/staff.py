"""Who works for which pool under which terms: the contract time of a budget and of a ledger."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from basicplus.clock import Span
from basicplus.db import GroupSession
from basicplus.invoicing.budget.hours import Terms, week_of
from basicplus.invoicing.costs.pools import WorkersPools
from basicplus.invoicing.models import CostPool
from basicplus.workers import ContractTerms, EmploymentContract, Worker


@dataclass(frozen=True)
class Employed:
    """A worker, the pool that carries its cost (None where no pool does), and its terms over the days asked."""

    worker_id: int
    pool_id: int | None
    terms: tuple[Terms, ...]


def employed(session: GroupSession, span: Span) -> list[Employed]:
    """Return the workers under contract on any of some days, in order of number."""
    terms = _terms(session, span)
    pools = WorkersPools(session.exec(select(CostPool)))
    people = session.exec(select(Worker).order_by(col(Worker.number)))
    return [
        Employed(row.id, pool.id if (pool := pools.of(row.id, row.profession)) else None, tuple(terms[row.id]))
        for row in people
        if row.id in terms
    ]


def by_pool(people: list[Employed]) -> dict[int | None, list[Terms]]:
    """Return the terms of everybody, by the pool that carries the cost."""
    found: dict[int | None, list[Terms]] = defaultdict(list)
    for person in people:
        found[person.pool_id].extend(person.terms)
    return found


def _terms(session: GroupSession, span: Span) -> dict[int, list[Terms]]:
    rows: dict[int, list[ContractTerms]] = defaultdict(list)
    for row in session.exec(select(ContractTerms).order_by(col(ContractTerms.from_on))):
        rows[row.contract_id].append(row)
    found: dict[int, list[Terms]] = defaultdict(list)
    for contract in session.exec(select(EmploymentContract).order_by(col(EmploymentContract.from_on))):
        whole = Span.of(contract.from_on, contract.until_on) & span
        agreed = rows[contract.id]
        ends = [row.from_on for row in agreed[1:]] + [date.max]
        for row, end in zip(agreed, ends, strict=True):
            if days := Span(row.from_on, end) & whole:
                found[contract.worker_id].append(Terms(days, week_of(row.week_minutes, row.pattern)))
    return found
