"""A budget as its page shows it: the years there are, and the unsold hours beside it."""

from __future__ import annotations

from datetime import date

from sqlmodel import col, select

from basicplus.db import GroupSession, pick
from basicplus.errors import NotFound
from basicplus.invoicing import budget
from basicplus.invoicing.budget.models import Budget
from basicplus.invoicing.budget.reading import PoolBudget
from basicplus.invoicing.models import AllocationKey, KeyWeight
from basicplus.members import Member


def versions(session: GroupSession) -> list[Budget]:
    """Return every version of every budget, the latest year and version first."""
    return list(session.exec(select(Budget).order_by(col(Budget.year).desc(), col(Budget.version).desc())))


def budget_if_any(session: GroupSession, year: int, version: int | None) -> budget.BudgetOfYear | None:
    """Return the budget of a year, None when nobody opened one."""
    try:
        return budget.budget_of(session, year, version)
    except NotFound:
        return None


def pool_in(found: budget.BudgetOfYear, code: str) -> PoolBudget:
    """Return a pool of a budget; NotFound when it is not in it."""
    for pool in found.pools:
        if pool.pool == code:
            return pool
    raise NotFound(f"There is no pool {code} in the budget of {found.year}.")


def keys(session: GroupSession) -> dict[str, str]:
    """Return the names of the allocation keys with recorded weights, by code."""
    rows = session.exec(select(AllocationKey).order_by(col(AllocationKey.code)))
    return {row.code: row.name for row in rows if row.kind == "recorded"}


def weights_on(session: GroupSession, key: str, day: date) -> dict[str, int]:
    """Return what each member weighs in a recorded key on a day, by number of the member."""
    query = (
        pick(Member.number, KeyWeight.weight)
        .join(Member, col(Member.id) == KeyWeight.member_id)
        .join(AllocationKey, col(AllocationKey.id) == KeyWeight.key_id)
        .where(AllocationKey.code == key, KeyWeight.from_on <= day)
        .order_by(col(Member.number), col(KeyWeight.from_on))
    )
    return dict(map(tuple, session.rows(query)))
