"""The effect of a change on every member, before it is decided, from the records of a group."""

from __future__ import annotations

from sqlmodel import col, select

from basicplus.db import GroupSession
from basicplus.invoicing.budget.changes import BudgetChange, Change, KeyChange, PourChange
from basicplus.invoicing.budget.effects import Effect, YearFacts, effect_of
from basicplus.invoicing.budget.ground import Ground, actual_costs
from basicplus.invoicing.budget.prices import Price
from basicplus.invoicing.budget.reading import budget_row, derive, latest_budget, lines_of, own_cents
from basicplus.invoicing.models import AllocationKey
from basicplus.members import Member


def effect(session: GroupSession, change: Change, year: int) -> Effect:
    """Return what a change would make of each member's year: before, after, difference; nothing is saved.

    Prices in force are those of the year, or as long as it has none, those of the year before. Costs are those of
    the latest budget of the year, or else those booked. Raises InvalidInput when the change names what is not
    there, and NotFound when it is a budget that nobody opened.
    """
    return effect_of(year_facts(session, year, change), change)


def year_facts(session: GroupSession, year: int, change: Change) -> YearFacts:
    """Read all that prices a year for every member with an agreement in it, or that the change names."""
    ground = Ground.read(session, year)
    concerned = {row.member for row in ground.agreed}
    if isinstance(change, KeyChange):
        concerned |= change.weights.keys()
    own = _own_cents(session, year) if isinstance(change, PourChange) else {}
    query = select(Member).order_by(col(Member.number))
    return YearFacts(
        year,
        {row.number: row.name for row in session.exec(query) if row.number in concerned},
        frozenset(session.exec(select(AllocationKey.code))),
        ground.agreed,
        ground.poured_pools(own),
        {**ground.last_prices, **ground.prices},
        _proposed(session, ground) if isinstance(change, BudgetChange) else {},
    )


def _own_cents(session: GroupSession, year: int) -> dict[int, int]:
    """Return what each pool costs by the latest budget of a year; without one, by what was booked."""
    budget = latest_budget(session, year)
    return own_cents(lines_of(session, budget) if budget else actual_costs(session, year))


def _proposed(session: GroupSession, ground: Ground) -> dict[str, Price]:
    budget = derive(session, budget_row(session, ground.year), ground)
    return {row.pool: row.proposed for row in budget.pools if row.proposed}
