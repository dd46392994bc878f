"""Acts on the budget of a year: open it, set its lines and hours, adopt it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, Field

from basicplus.acts.act import FINANCE, Act
from basicplus.acts.invoicing import Year
from basicplus.db import WriteSession
from basicplus.invoicing import budget
from basicplus.invoicing.models import CostKind

Percent = Annotated[Decimal, Field(ge=-100, le=1000)]


class BudgetOpening(BaseModel):
    """The year, what is assumed of everybody's hours, and the year whose booked costs it starts from, if any.

    `growth_percent` is by kind of cost; with `by_contracts` staff costs follow the contract time of the pools.
    """

    year: Year
    assumed: budget.HoursAssumed = budget.HoursAssumed()
    from_year: Year | None = None
    growth_percent: Annotated[dict[CostKind, Percent], Field(description="by kind of cost, 2 is 2 %")] = {}
    by_contracts: bool = False


class BudgetLineSetting(BaseModel):
    """What a pool is foreseen to cost in the year for one kind of cost, in cents; a subsidy is negative."""

    year: Year
    pool: Annotated[str, Field(description="code of the pool")]
    kind: CostKind
    amount_cents: int


class BudgetHoursSetting(BaseModel):
    """What is assumed of the hours of a pool's workers: days of leave, and shares in 1/10,000 of contract time."""

    year: Year
    pool: Annotated[str, Field(description="code of the pool")]
    assumed: budget.HoursAssumed


class BudgetAdoption(BaseModel):
    """The year, and the day on which its budget was adopted."""

    year: Year
    adopted_on: date


def open_budget(session: WriteSession, given: BudgetOpening) -> object:
    """Open the next version of the budget of a year, empty or from the costs booked for a year."""
    return budget.open_budget(
        session,
        given.year,
        given.assumed,
        from_year=given.from_year,
        growth_percent=given.growth_percent,
        by_contracts=given.by_contracts,
    )


def set_budget_line(session: WriteSession, given: BudgetLineSetting) -> object:
    """Set what a pool is foreseen to cost for one kind of cost, in the draft of a year."""
    return budget.set_budget_line(session, given.year, given.pool, given.kind, given.amount_cents)


def set_budget_hours(session: WriteSession, given: BudgetHoursSetting) -> object:
    """Set what the draft of a year assumes of a pool's hours."""
    return budget.set_budget_hours(session, given.year, given.pool, given.assumed)


def adopt_budget(session: WriteSession, given: BudgetAdoption) -> object:
    """Adopt the draft of a year: the prices it proposes become the tariffs, and it changes no more."""
    return budget.adopt_budget(session, given.year, given.adopted_on)


ACTS = (
    Act(
        "open-budget",
        BudgetOpening,
        open_budget,
        FINANCE,
        {"year": 2027, "assumed": {"leave_days": 20, "sickness_e4": 300, "internal_e4": 800}},
    ),
    Act(
        "set-budget-line",
        BudgetLineSetting,
        set_budget_line,
        FINANCE,
        {"year": 2027, "pool": "CP", "kind": "gross", "amount_cents": 4800000},
    ),
    Act(
        "set-budget-hours",
        BudgetHoursSetting,
        set_budget_hours,
        FINANCE,
        {"year": 2027, "pool": "CP", "assumed": {"leave_days": 24, "sickness_e4": 200, "internal_e4": 750}},
    ),
    Act("adopt-budget", BudgetAdoption, adopt_budget, FINANCE, {"year": 2027, "adopted_on": "2026-11-16"}),
)
