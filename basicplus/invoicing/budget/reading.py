"""A budget with all that follows from it: productive hours, poured overhead, prices beside those in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from basicplus.db import GroupSession
from basicplus.errors import NotFound
from basicplus.invoicing.budget.effects import Agreed
from basicplus.invoicing.budget.ground import Ground, Kinds, actual_costs
from basicplus.invoicing.budget.hours import HoursAssumed, ProductiveTime
from basicplus.invoicing.budget.models import Budget, BudgetHours, BudgetLine
from basicplus.invoicing.budget.overhead import full_costs
from basicplus.invoicing.budget.prices import Coverage, Price, coverage, hourly_rate_e4, month_cents
from basicplus.invoicing.models import CostPool


@dataclass(frozen=True)
class PoolBudget:
    """A pool in a budget: cost, hours, and the prices that follow, beside those in force and last year's.

    Cents and minutes. `net_cents` is own cost less subsidies, with the overhead poured in; an overhead pool gives
    all it costs away. Nothing is proposed for it, nor where there are no productive hours or no cost to cover.
    The break-even is at the rate in force, or at the one proposed as long as none is.
    """

    pool: str
    name: str
    kind: str
    costs_cents: Kinds
    last_year_cents: Kinds
    cost_cents: int
    subsidy_cents: int
    overhead_cents: int
    net_cents: int
    assumed: HoursAssumed
    time: ProductiveTime
    coverage: Coverage
    proposed: Price | None
    in_force: Price | None
    last_year: Price | None


@dataclass(frozen=True)
class FeeProposed:
    """The flat fee a month of an agreement, and what its volume costs at the proposed rate, in cents."""

    agreement: str
    member: str
    pool: str
    fee_cents: int
    proposed_cents: int | None


@dataclass(frozen=True)
class BudgetOfYear:
    """A version of the budget of a year, pool by pool. Kinds of cost may show pay: for finance and auditors."""

    year: int
    version: int
    state: str
    adopted_on: date | None
    net_cents: int
    pools: tuple[PoolBudget, ...]
    fees: tuple[FeeProposed, ...]


def budget_of(session: GroupSession, year: int, version: int | None = None) -> BudgetOfYear:
    """Return the latest budget of a year, or the version named, with everything that follows from it.

    Raises NotFound when there is none, and Conflict when its overhead cannot be poured.
    """
    return derive(session, budget_row(session, year, version), Ground.read(session, year))


def derive(session: GroupSession, budget: Budget, ground: Ground) -> BudgetOfYear:
    """Return a budget with everything that follows from it on the ground of its year."""
    lines, last_year = lines_of(session, budget), actual_costs(session, ground.year - 1)
    assumed = _assumed(session, budget)
    full = full_costs(ground.poured_pools(own_cents(lines)))
    pools = tuple(
        _pool(ground, pool, lines[pool.id], last_year[pool.id], assumed[pool.id], full[pool.code])
        for pool in ground.pools
    )
    proposed = {row.pool: row.proposed for row in pools}
    fees = tuple(_fee(row, proposed[row.pool]) for row in ground.agreed if row.basis == "flat_fee")
    return BudgetOfYear(
        ground.year, budget.version, budget.state, budget.adopted_on, sum(full.values()), pools, fees
    )


def budget_row(session: GroupSession, year: int, version: int | None = None) -> Budget:
    """Return the latest version of the budget of a year, or the version named; NotFound when there is none."""
    row = latest_budget(session, year, version)
    if row is None:
        which = "budget" if version is None else f"version {version} of the budget"
        raise NotFound(f"There is no {which} of {year} in this group: open one with the act open-budget.")
    return row


def latest_budget(session: GroupSession, year: int, version: int | None = None) -> Budget | None:
    """Return the latest version of the budget of a year, or the version named; None when there is none."""
    query = select(Budget).where(Budget.year == year).order_by(col(Budget.version).desc())
    return session.exec(query if version is None else query.where(Budget.version == version)).first()


def own_cents(lines: Mapping[int, Kinds]) -> dict[int, int]:
    """Return the sum of each pool's lines."""
    return {pool_id: sum(kinds.values()) for pool_id, kinds in lines.items()}


def _pool(
    ground: Ground, pool: CostPool, kinds: Kinds, last_year: Kinds, assumed: HoursAssumed, net_cents: int
) -> PoolBudget:
    own = sum(kinds.values())
    subsidy = -kinds.get("subsidy", 0)
    time = ground.time(pool, assumed)
    proposed, in_force = _proposed(ground, pool, net_cents, time), ground.prices.get(pool.code)
    price = in_force or proposed
    covers = coverage(
        time.productive_minutes,
        ground.sold_minutes(pool.code),
        net_cents,
        price.hourly_rate_e4 if price else None,
    )
    return PoolBudget(
        pool=pool.code,
        name=pool.name,
        kind=pool.kind,
        costs_cents=kinds,
        last_year_cents=last_year,
        cost_cents=own + subsidy,
        subsidy_cents=subsidy,
        overhead_cents=net_cents - own,
        net_cents=net_cents,
        assumed=assumed,
        time=time,
        coverage=covers,
        proposed=proposed,
        in_force=in_force,
        last_year=ground.last_prices.get(pool.code),
    )


def _proposed(ground: Ground, pool: CostPool, net_cents: int, time: ProductiveTime) -> Price | None:
    if pool.kind == "overhead" or net_cents <= 0 or time.productive_minutes == 0:
        return None
    rate = hourly_rate_e4(net_cents, time.productive_minutes)
    return Price(rate, month_cents(ground.volume_minutes(pool.code, "pro_rata"), rate))


def _fee(row: Agreed, proposed: Price | None) -> FeeProposed:
    cents = month_cents(row.volume_minutes, proposed.hourly_rate_e4) if proposed else None
    return FeeProposed(row.number, row.member, row.pool, row.fee_cents, cents)


def lines_of(session: GroupSession, budget: Budget) -> dict[int, Kinds]:
    """Return the lines of a budget in cents, by pool and kind."""
    found: dict[int, Kinds] = defaultdict(dict)
    query = select(BudgetLine).where(BudgetLine.budget_id == budget.id).order_by(col(BudgetLine.kind))
    for row in session.exec(query):
        found[row.pool_id][row.kind] = row.amount_cents
    return found


def _assumed(session: GroupSession, budget: Budget) -> dict[int, HoursAssumed]:
    found: dict[int, HoursAssumed] = defaultdict(HoursAssumed)
    for row in session.exec(select(BudgetHours).where(BudgetHours.budget_id == budget.id)):
        found[row.pool_id] = HoursAssumed.model_validate(row)
    return found
