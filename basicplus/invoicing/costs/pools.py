"""Pools, provisional tariffs and allocation keys."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field
from sqlmodel import col, func, select

from basicplus import journal, members, workers
from basicplus.db import GroupSession, WriteSession, get, pick
from basicplus.errors import Conflict, invalid
from basicplus.invoicing.closed import keep_closed, keep_closed_from
from basicplus.invoicing.models import AllocationKey, CostPool, KeyKind, KeyWeight, PriceIndex, Tariff
from basicplus.members import Member, MemberSite


class PoolCreate(BaseModel):
    """A cost pool; a dedicated pool names its worker; the cost of a project is booked on it by name."""

    code: Annotated[str, Field(pattern=r"^[A-Z0-9-]{1,30}$")]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    kind: Literal["profession", "dedicated", "overhead", "project"]
    profession: str = ""
    worker: str | None = None


class WorkersPools:
    """Which pool carries a worker's cost: the one dedicated to it, else the one of its profession."""

    def __init__(self, pools: Iterable[CostPool]) -> None:
        pools = list(pools)
        self._dedicated = {pool.worker_id: pool for pool in pools if pool.kind == "dedicated"}
        self._of_profession = {pool.profession: pool for pool in pools if pool.kind == "profession"}

    def of(self, worker_id: int, profession: str) -> CostPool | None:
        """Return the worker's pool, None where no pool carries its cost."""
        return self._dedicated.get(worker_id) or self._of_profession.get(profession)


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
    keep_closed(session, [year], "its prices can be set no more; set those of an open year.")
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
    keep_closed_from(session, from_on, "new weights")
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


def pool_by_code(session: GroupSession, code: str) -> CostPool:
    """Return the pool with this code."""
    return get(session, CostPool, f"cost pool {code}", code=code)


def key_by_code(session: GroupSession, code: str) -> AllocationKey:
    """Return the allocation key with this code."""
    return get(session, AllocationKey, f"allocation key {code}", code=code)
