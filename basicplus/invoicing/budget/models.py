"""Tables of the budget of a year: its versions, its lines by pool and kind of cost, and the hours it assumes."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from basicplus.db import GroupRow


class Budget(GroupRow, table=True):
    """A version of the budget of a year: a draft until it is adopted, and unchanged from then on."""

    __tablename__ = "budget"
    __table_args__ = (
        UniqueConstraint("group_id", "year", "version"),
        CheckConstraint("state IN ('draft', 'adopted')", "state"),
        CheckConstraint("(state = 'adopted') = (adopted_on IS NOT NULL)", "adopted_has_day"),
    )

    year: int
    version: int = 1
    state: str = Field(default="draft", max_length=10)
    adopted_on: date | None = None


class BudgetLine(GroupRow, table=True):
    """What a pool is foreseen to cost in the year for one kind of cost, in cents; a subsidy is negative."""

    __tablename__ = "budget_line"
    __table_args__ = (
        UniqueConstraint("budget_id", "pool_id", "kind"),
        CheckConstraint("kind <> 'subsidy' OR amount_cents <= 0", "subsidy_sign"),
    )

    budget_id: int = Field(foreign_key="budget.id")
    pool_id: int = Field(foreign_key="cost_pool.id")
    kind: str = Field(max_length=30)
    amount_cents: int


class BudgetHours(GroupRow, table=True):
    """What a budget assumes of the hours of a pool: see HoursAssumed."""

    __tablename__ = "budget_hours"
    __table_args__ = (
        UniqueConstraint("budget_id", "pool_id"),
        CheckConstraint("leave_days >= 0", "leave_days"),
        CheckConstraint("sickness_e4 >= 0 AND training_e4 >= 0 AND travel_e4 >= 0 AND internal_e4 >= 0", "shares"),
    )

    budget_id: int = Field(foreign_key="budget.id")
    pool_id: int = Field(foreign_key="cost_pool.id")
    leave_days: int
    sickness_e4: int
    training_e4: int
    travel_e4: int
    internal_e4: int
