"""What members agreed for a year, and all else that prices it, read once from the records."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import or_
from sqlmodel import col, select

from basicplus.assignments import Agreement
from basicplus.clock import Span, year_span
from basicplus.db import GroupSession, pick
from basicplus.invoicing.budget.effects import Agreed, Weights
from basicplus.invoicing.budget.prices import Price
from basicplus.invoicing.models import AllocationKey, CostPool, KeyWeight, Tariff
from basicplus.members import Member

_COLUMNS = (
    *("number", "member_id", "pool_id", "basis", "from_on", "until_on"),
    *("volume_minutes", "fee_cents", "key_id", "fee_per"),
)


def agreed_in(session: GroupSession, year: int) -> list[Agreed]:
    """Return the agreements in force on any day of a year, in order of number."""
    span = year_span(year)
    members = dict(map(tuple, session.rows(pick(Member.id, Member.number))))
    pools = dict(map(tuple, session.rows(pick(CostPool.id, CostPool.code))))
    keys: dict[int | None, str] = {row.id: row.code for row in session.exec(select(AllocationKey))}
    kinds = {row.id: row.kind for row in session.exec(select(AllocationKey))}
    weights = _weights(session)

    def weighed(row: Any) -> Weights:
        if row.basis != "pro_rata":
            return ()
        kind = kinds[row.key_id or 0]
        if kind == "recorded":
            return weights[row.key_id, row.member_id]
        return ((date.min, 1 if kind == "equal" else row.volume_minutes),)

    query = (
        pick(*(getattr(Agreement, name) for name in _COLUMNS))
        .where(col(Agreement.from_on) < span.until_on)
        .where(or_(col(Agreement.until_on).is_(None), col(Agreement.until_on) > span.from_on))
        .order_by(col(Agreement.number))
    )
    return [
        Agreed(
            row.number,
            members[row.member_id],
            pools[row.pool_id],
            row.basis,
            Span.of(row.from_on, row.until_on) & span,
            row.volume_minutes,
            row.fee_cents or 0,
            keys[row.key_id] if row.basis == "pro_rata" else None,
            weighed(row),
            row.fee_per,
        )
        for row in session.rows(query)
    ]


def tariffs(session: GroupSession, year: int) -> dict[str, Price]:
    """Return the prices of a year by code of the pool."""
    query = select(Tariff, CostPool.code).join(CostPool, col(CostPool.id) == Tariff.pool_id)
    found = session.exec(query.where(Tariff.year == year))
    return {code: Price(row.hourly_rate_e4, row.pro_rata_month_cents) for row, code in found}


def _weights(session: GroupSession) -> dict[tuple[int | None, int], Weights]:
    found: dict[tuple[int | None, int], Weights] = defaultdict(tuple)
    columns = KeyWeight.key_id, KeyWeight.member_id, KeyWeight.from_on, KeyWeight.weight
    for row in session.rows(pick(*columns).order_by(col(KeyWeight.from_on))):
        found[row.key_id, row.member_id] += ((row.from_on, row.weight),)
    return found
