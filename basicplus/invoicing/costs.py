"""Costs: pools, entries, provisional tariffs and allocation keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field
from sqlmodel import col, func, select

from basicplus import journal, members, workers
from basicplus.clock import year_span
from basicplus.db import GroupSession, WriteSession, get, pick
from basicplus.errors import Conflict, invalid
from basicplus.invoicing.models import (
    AllocationKey,
    CostEntry,
    CostKind,
    CostPool,
    KeyKind,
    KeyWeight,
    PriceIndex,
    Tariff,
)
from basicplus.members import Member, MemberSite
from basicplus.workers import Worker


class PoolCreate(BaseModel):
    """A cost pool; a dedicated pool names its worker."""

    code: Annotated[str, Field(pattern=r"^[A-Z0-9-]{1,30}$")]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    kind: Literal["profession", "dedicated", "overhead"]
    profession: str = ""
    worker: str | None = None


class CostCreate(BaseModel):
    """A cost of a month, in cents; a subsidy is negative. Without a worker it belongs to the named pool."""

    month: date
    kind: CostKind
    amount_cents: int
    worker: str | None = None
    pool: str | None = None


def open_pool(session: WriteSession, pool: PoolCreate) -> CostPool:
    """Open a cost pool."""
    if session.exec(select(CostPool.id).where(CostPool.code == pool.code)).first() is not None:
        raise invalid("code", pool.code, "this pool code is taken; choose another")
    worker = workers.by_number(session, pool.worker) if pool.worker else None
    row = CostPool(**pool.model_dump(exclude={"worker"}), worker_id=worker.id if worker else None)
    session.add(row)
    session.flush()
    journal.record(session, "open pool", row.code, kind=row.kind)
    return row


def set_tariff(
    session: WriteSession, pool_code: str, year: int, hourly_rate_e4: int, pro_rata_month_cents: int = 0
) -> Tariff:
    """Set a pool's provisional prices for a year, once: later differences belong to the settlement."""
    pool = pool_by_code(session, pool_code)
    if session.exec(select(Tariff.id).where(Tariff.pool_id == pool.id, Tariff.year == year)).first() is not None:
        raise Conflict(f"Pool {pool_code} has its tariff of {year}; a difference is settled at the year's end.")
    row = Tariff(
        pool_id=pool.id, year=year, hourly_rate_e4=hourly_rate_e4, pro_rata_month_cents=pro_rata_month_cents
    )
    session.add(row)
    journal.record(session, "set tariff", pool_code, year=year, hourly_rate_e4=hourly_rate_e4)
    return row


def open_key(session: WriteSession, code: str, name: str, kind: KeyKind = "recorded") -> AllocationKey:
    """Open an allocation key: of recorded weights, or on which agreements weigh the same or their agreed time."""
    row = AllocationKey(code=code, name=name, kind=kind)
    session.add(row)
    session.flush()
    journal.record(session, "open key", code, name=name, kind=kind)
    return row


def weigh(session: WriteSession, key_code: str, weights: dict[str, int], from_on: date) -> int:
    """Record the members' weights in a key from a day on; return how many."""
    key = key_by_code(session, key_code)
    if key.kind != "recorded":
        raise Conflict(f"Key {key_code} weighs agreements by itself ({key.kind}): it takes no recorded weights.")
    for number, weight in weights.items():
        member = members.by_number(session, number)
        session.add(KeyWeight(key_id=key.id, member_id=member.id, from_on=from_on, weight=weight))
    journal.record(session, "weigh key", key_code, members=len(weights), from_on=from_on)
    return len(weights)


def weigh_by_sites(session: WriteSession, key_code: str, from_on: date) -> int:
    """Record in a key, from a day on, how many sites each association has; return how many associations."""
    sites = (
        pick(Member.number, func.count(col(MemberSite.id)))
        .join(MemberSite, col(MemberSite.member_id) == Member.id, isouter=True)
        .group_by(col(Member.number))
        .order_by(col(Member.number))
    )
    return weigh(session, key_code, dict(session.rows(sites)), from_on)


def set_price_index(session: WriteSession, code: str, month: date, value_e4: int) -> PriceIndex:
    """Record the value of an index in a month, once: fees were indexed by it since."""
    month = month.replace(day=1)
    if session.exec(select(PriceIndex.id).where(PriceIndex.code == code, PriceIndex.month == month)).first():
        raise Conflict(f"Index {code} has its value of {month:%Y-%m}, and fees may rest on it: it stands.")
    row = PriceIndex(code=code, month=month, value_e4=value_e4)
    session.add(row)
    journal.record(session, "set price index", code, month=month, value_e4=value_e4)
    return row


def book(
    session: WriteSession, costs: Iterable[CostCreate], source: str, source_sha256: str = ""
) -> list[CostEntry]:
    """Book costs; each goes to the pool of its worker, or to the pool named."""
    pools = {pool.code: pool for pool in session.exec(select(CostPool))}
    by_profession = {pool.profession: pool for pool in pools.values() if pool.kind == "profession"}
    by_worker = {pool.worker_id: pool for pool in pools.values() if pool.kind == "dedicated"}
    people = {worker.number: worker for worker in session.exec(select(Worker))}
    seq = journal.first_seq(session)
    rows = []
    for cost in costs:
        worker = people.get(cost.worker) if cost.worker else None
        if cost.worker and worker is None:
            raise invalid("worker", cost.worker, "the number of a worker of this group")
        if cost.pool is not None:
            pool = pools.get(cost.pool)
        else:
            pool = (by_worker.get(worker.id) or by_profession.get(worker.profession)) if worker else None
        if pool is None:
            raise invalid("pool", cost.pool or "nothing", f"one of {', '.join(sorted(pools)) or 'no pool yet'}")
        if cost.kind == "subsidy" and cost.amount_cents > 0:
            raise invalid("amount", cost.amount_cents, "a subsidy lowers the cost: write it negative")
        rows.append(
            CostEntry(
                journal_seq=seq,
                pool_id=pool.id,
                worker_id=worker.id if worker else None,
                month=cost.month.replace(day=1),
                kind=cost.kind,
                amount_cents=cost.amount_cents,
                source=source,
                source_sha256=source_sha256,
            )
        )
    session.add_all(rows)
    session.flush()
    journal.record(session, "book costs", source, entries=len(rows), cents=sum(row.amount_cents for row in rows))
    return rows


def pool_by_code(session: GroupSession, code: str) -> CostPool:
    """Return the pool with this code."""
    return get(session, CostPool, f"cost pool {code}", code=code)


def key_by_code(session: GroupSession, code: str) -> AllocationKey:
    """Return the allocation key with this code."""
    return get(session, AllocationKey, f"allocation key {code}", code=code)


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
