"""What one more worker of a profession costs a year: the average cost of its pools, by contract time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from sqlmodel import col, select

from basicplus.clock import year_span
from basicplus.db import GroupSession
from basicplus.invoicing.budget.ground import actual_costs
from basicplus.invoicing.budget.hours import minutes_on
from basicplus.invoicing.budget.reading import PoolBudget
from basicplus.invoicing.budget.staff import Employed, employed
from basicplus.invoicing.models import CostPool
from basicplus.money import round_half_away
from basicplus.workers import ContractTerms

KnownFrom = Literal["budget", "booked"]
FEWEST = 3
"""Workers whose average cost tells nobody's pay."""


@dataclass(frozen=True)
class AddedCost:
    """Employer cost of a year in cents, without overhead; by the budget of `year`, or booked for it."""

    cents: int
    year: int
    known_from: KnownFrom


def added_cost(
    session: GroupSession, profession: str, share: Fraction, year: int, budget: Iterable[PoolBudget]
) -> AddedCost | None:
    """Return what a share of full time costs a year in a profession, on the average of those who work in it.

    By the budget of the year, or else by what was booked for the year before. None where neither is there, or
    fewer than three people share the cost: it would show pay.
    """
    pools = {
        pool.id: pool.code for pool in session.exec(select(CostPool).where(CostPool.profession == profession))
    }
    known: tuple[tuple[int, KnownFrom], ...] = ((year, "budget"), (year - 1, "booked"))
    for base, known_from in known:
        people = [each for each in employed(session, year_span(base)) if each.pool_id in pools]
        cents = (
            sum(each.cost_cents for each in budget if each.pool in pools.values())
            if known_from == "budget"
            else _booked(session, base, pools)
        )
        if cents > 0 and len(people) >= FEWEST:
            minutes = _full_time(session) * share * Fraction(year_span(base).length, 7)
            return AddedCost(round_half_away(cents * minutes / _contract_minutes(people, base)), base, known_from)
    return None


def _booked(session: GroupSession, year: int, pools: dict[int, str]) -> int:
    booked = actual_costs(session, year)
    return sum(cents for pool_id in pools for kind, cents in booked.get(pool_id, {}).items() if kind != "subsidy")


def _contract_minutes(people: list[Employed], year: int) -> Fraction:
    days = list(year_span(year).days())
    return sum((minutes_on(each.terms, days) for each in people), Fraction(0))


def _full_time(session: GroupSession) -> int:
    """Return the minutes of a full-time week by the terms agreed last."""
    query = select(ContractTerms.full_time_minutes).order_by(col(ContractTerms.from_on).desc())
    return session.exec(query).first() or 2280
