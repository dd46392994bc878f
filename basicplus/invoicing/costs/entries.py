"""Costs booked: actual and foreseen ones, and the sums of the actual ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel
from sqlmodel import col, func, select

from basicplus import journal
from basicplus.clock import year_span
from basicplus.db import GroupSession, WriteSession, pick
from basicplus.errors import invalid
from basicplus.invoicing.closed import keep_closed
from basicplus.invoicing.costs.models import CostEstimate
from basicplus.invoicing.costs.pools import WorkersPools
from basicplus.invoicing.models import CostEntry, CostKind, CostPool
from basicplus.workers import Worker

CostStatus = Literal["actual", "estimate"]


class CostCreate(BaseModel):
    """A cost of a month, in cents; a subsidy is negative. Without a worker it belongs to the named pool."""

    month: date
    kind: CostKind
    amount_cents: int
    worker: str | None = None
    pool: str | None = None


def book(
    session: WriteSession,
    costs: Iterable[CostCreate],
    source: str,
    source_sha256: str = "",
    *,
    status: CostStatus = "actual",
) -> Sequence[CostEntry | CostEstimate]:
    """Book costs; each goes to the pool of its worker, or to the pool named.

    Actual costs add up: a correction is a further entry. An estimate takes the place of what was estimated
    before for the same pool, worker, month and kind; those booked in one commit add up. Raises Conflict for an
    actual cost of a closed year.
    """
    pools = _Pools(session)
    seq = journal.first_seq(session)
    table = CostEntry if status == "actual" else CostEstimate
    rows: list[CostEntry | CostEstimate] = []
    for cost in costs:
        worker = pools.worker(cost.worker) if cost.worker else None
        if cost.kind == "subsidy" and cost.amount_cents > 0:
            raise invalid("amount", cost.amount_cents, "a subsidy lowers the cost: write it negative")
        rows.append(
            table(
                journal_seq=seq,
                pool_id=pools.of(cost.pool, worker).id,
                worker_id=worker.id if worker else None,
                month=cost.month.replace(day=1),
                kind=cost.kind,
                amount_cents=cost.amount_cents,
                source=source,
                source_sha256=source_sha256,
            )
        )
    if status == "actual":
        instead = "book the late cost in a month of an open year, whose members will bear it."
        keep_closed(session, {row.month.year for row in rows}, instead)
    session.add_all(rows)
    session.flush()
    cents = sum(row.amount_cents for row in rows)
    journal.record(session, "book costs", source, status=status, entries=len(rows), cents=cents)
    return rows


class _Pools:
    """The pools, and whose cost goes to which."""

    def __init__(self, session: GroupSession) -> None:
        self._by_code = {pool.code: pool for pool in session.exec(select(CostPool))}
        self._workers = WorkersPools(self._by_code.values())
        self._people = {worker.number: worker for worker in session.exec(select(Worker))}

    def worker(self, number: str) -> Worker:
        if number not in self._people:
            raise invalid("worker", number, "the number of a worker of this group")
        return self._people[number]

    def of(self, code: str | None, worker: Worker | None) -> CostPool:
        if code is not None:
            pool = self._by_code.get(code)
        else:
            pool = self._workers.of(worker.id, worker.profession) if worker else None
        if pool is None:
            raise invalid("pool", code or "nothing", f"one of {', '.join(sorted(self._by_code)) or 'no pool yet'}")
        return pool


@dataclass(frozen=True)
class Cost:
    """What a pool cost in a year, for one kind of cost."""

    pool_id: int
    kind: str
    cents: int


def pools_of_one(session: GroupSession, year: int) -> set[int]:
    """Return the pools whose costs of a year are those of one worker: their kinds would show that worker's pay."""
    span = year_span(year)
    query = (
        pick(CostEntry.pool_id)
        .where(CostEntry.month >= span.from_on, CostEntry.month < span.until_on)
        .group_by(col(CostEntry.pool_id))
        .having(func.count(col(CostEntry.worker_id).distinct()) == 1)
    )
    return {pool_id for (pool_id,) in session.rows(query)}


def costs_of(session: GroupSession, year: int) -> list[Cost]:
    """Return the year's costs per pool and kind."""
    span = year_span(year)
    query = (
        pick(CostEntry.pool_id, CostEntry.kind, func.sum(CostEntry.amount_cents))
        .where(CostEntry.month >= span.from_on, CostEntry.month < span.until_on)
        .group_by(col(CostEntry.pool_id), col(CostEntry.kind))
        .order_by(col(CostEntry.pool_id), col(CostEntry.kind))
    )
    return [Cost(pool_id, kind, int(cents)) for pool_id, kind, cents in session.rows(query)]


def own_cents(session: GroupSession, year: int) -> dict[tuple[int, date], int]:
    """Return what each pool itself cost in each month of a year, in cents; months without a cost are not there."""
    span = year_span(year)
    query = (
        pick(CostEntry.pool_id, CostEntry.month, func.sum(CostEntry.amount_cents))
        .where(CostEntry.month >= span.from_on, CostEntry.month < span.until_on)
        .group_by(col(CostEntry.pool_id), col(CostEntry.month))
    )
    return {(pool_id, month): int(cents) for pool_id, month, cents in session.rows(query)}
