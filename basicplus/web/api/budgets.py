"""The budget of a year, the effect of a change before it is decided, and the ledger of unsold hours."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

from basicplus.invoicing import budget
from basicplus.web.api.shapes import GROUP, LARGEST_NUMBER, REFUSALS
from basicplus.web.desk import AtDesk
from basicplus.web.roles import roles
from basicplus.web.section import Section

router = Section(prefix=GROUP + "/budgets", tags=["budgets"])
Year = Annotated[int, Path(ge=2000, le=2100)]
READS = roles("finance", "auditor", "admin")


@router.get("/{year}", responses=REFUSALS, openapi_extra=READS)
def get_budget(
    desk: AtDesk,
    year: Year,
    version: Annotated[
        int | None, Query(ge=1, le=LARGEST_NUMBER, description="A version; the latest if not given.")
    ] = None,
) -> budget.BudgetOfYear:
    """Return a budget: cost, productive hours, break-even and prices of each pool. Kinds of cost may show pay."""
    with desk.reading() as session:
        return budget.budget_of(session, year, version)


@router.get("/{year}/unsold", openapi_extra=READS)
def get_unsold(desk: AtDesk, year: Year) -> budget.UnsoldHours:
    """Return where the contract time of each pool and month went; why somebody was absent is not said."""
    with desk.reading() as session:
        return budget.unsold_hours(session, year)


@router.post("/{year}/simulations", responses=REFUSALS, openapi_extra=READS)
def simulate(desk: AtDesk, year: Year, change: budget.Change) -> budget.Effect:
    """Return what a change would make of each member's year; nothing is saved."""
    with desk.reading() as session:
        return budget.effect(session, change, year)
