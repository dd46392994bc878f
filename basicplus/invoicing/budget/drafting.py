"""Open a budget, set its lines and the hours it assumes, and adopt it: then its prices are the year's tariffs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlmodel import select

from basicplus import journal
from basicplus.clock import today
from basicplus.db import GroupSession, WriteSession
from basicplus.errors import Conflict, invalid
from basicplus.invoicing.budget.ground import Ground, Kinds, actual_costs
from basicplus.invoicing.budget.hours import HoursAssumed
from basicplus.invoicing.budget.models import Budget, BudgetHours, BudgetLine
from basicplus.invoicing.budget.prices import Price
from basicplus.invoicing.budget.reading import PoolBudget, budget_of, budget_row, latest_budget
from basicplus.invoicing.costs import pool_by_code, set_tariff
from basicplus.invoicing.models import CostKind, CostPool
from basicplus.money import format_cents, round_half_away

# What is paid for each hour of a contract, and so grows with the contracts.
STAFF_KINDS: tuple[CostKind, ...] = (
    "gross",
    "employer_contributions",
    "holiday_pay",
    "single_holiday_pay",
    "double_holiday_pay",
    "year_end_premium",
    "insurance",
    "meal_vouchers",
)


def open_budget(
    session: WriteSession,
    year: int,
    assumed: HoursAssumed,
    *,
    from_year: int | None = None,
    growth_percent: Mapping[CostKind, Decimal] | None = None,
    by_contracts: bool = False,
) -> Budget:
    """Open the next version of the budget of a year as a draft, with the same hours assumed for every pool.

    With `from_year` its lines are the costs booked for that year, each kind grown by its percentage (2 is 2 %) and
    rounded once; `by_contracts` makes staff costs follow the pool's contract time from that year to this one.
    Raises InvalidInput when nothing was booked for `from_year`.
    """
    before = latest_budget(session, year)
    row = Budget(year=year, version=before.version + 1 if before else 1)
    session.add(row)
    session.flush()
    pools = list(session.exec(select(CostPool)))
    for pool in pools:
        session.add(BudgetHours(budget_id=row.id, pool_id=pool.id, **assumed.model_dump()))
    if from_year is not None:
        _start_from(session, row, from_year, growth_percent or {}, by_contracts=by_contracts)
    session.flush()
    journal.record(session, "open budget", f"{year}", version=row.version, from_year=from_year)
    return row


def set_budget_line(
    session: WriteSession, year: int, pool_code: str, kind: CostKind, amount_cents: int
) -> BudgetLine:
    """Set what a pool is foreseen to cost for one kind of cost, in the draft of a year; a subsidy is negative."""
    if kind == "subsidy" and amount_cents > 0:
        raise invalid("amount", amount_cents, "a subsidy lowers the cost: write it negative")
    budget, pool = _draft(session, year), pool_by_code(session, pool_code)
    query = select(BudgetLine).where(BudgetLine.budget_id == budget.id, BudgetLine.pool_id == pool.id)
    row = session.exec(query.where(BudgetLine.kind == kind)).first()
    if row is None:
        row = BudgetLine(budget_id=budget.id, pool_id=pool.id, kind=kind, amount_cents=amount_cents)
    row.amount_cents = amount_cents
    session.add(row)
    # A line of a pool of one worker says what that worker earns: it stays out of the journal.
    journal.record(session, "set budget line", pool_code, year=year, version=budget.version, kind=kind)
    return row


def set_budget_hours(session: WriteSession, year: int, pool_code: str, assumed: HoursAssumed) -> BudgetHours:
    """Set what the draft of a year assumes of a pool: leave, sickness, training, travel and internal time."""
    budget, pool = _draft(session, year), pool_by_code(session, pool_code)
    query = select(BudgetHours).where(BudgetHours.budget_id == budget.id, BudgetHours.pool_id == pool.id)
    row = session.exec(query).first() or BudgetHours(budget_id=budget.id, pool_id=pool.id, **assumed.model_dump())
    row.sqlmodel_update(assumed.model_dump())
    session.add(row)
    journal.record(session, "set budget hours", pool_code, year=year, version=budget.version)
    return row


def adopt_budget(session: WriteSession, year: int, adopted_on: date) -> Budget:
    """Adopt the draft of a year: what it proposes becomes the tariff of each pool, and it changes no more.

    Raises Conflict when a pool costs something and has no hour to sell, or has another tariff of the year, and
    InvalidInput for a decision of a day to come.
    """
    if adopted_on > today():
        raise invalid("adopted_on", adopted_on, f"the day of the decision: {today()} or before")
    budget = _draft(session, year)
    pools = [pool for pool in budget_of(session, year).pools if pool.kind != "overhead"]
    problems = [problem for pool in pools if (problem := _problem(pool, year))]
    if problems:
        raise Conflict("\n".join(problems))
    for pool in pools:
        if pool.proposed and not pool.in_force:
            set_tariff(session, pool.pool, year, pool.proposed.hourly_rate_e4, pool.proposed.pro_rata_month_cents)
    budget.state, budget.adopted_on = "adopted", adopted_on
    session.add(budget)
    journal.record(session, "adopt budget", f"{year}", version=budget.version, adopted_on=adopted_on)
    return budget


def _draft(session: GroupSession, year: int) -> Budget:
    budget = budget_row(session, year)
    if budget.state != "draft":
        raise Conflict(
            f"Version {budget.version} of the budget of {year} was adopted on {budget.adopted_on} and changes no"
            " more: open the next version with the act open-budget."
        )
    return budget


def _problem(pool: PoolBudget, year: int) -> str | None:
    """Say why the tariff of a pool cannot be set, if it cannot."""
    if pool.proposed is None:
        if pool.net_cents == 0:
            return None
        return (
            f"Pool {pool.pool} gives no hourly rate for {year}: it is to cost {format_cents(pool.net_cents)} EUR"
            f" and has {pool.time.productive_minutes} productive minutes. Hire for it, or move its lines to"
            " another pool."
        )
    if pool.in_force in (None, pool.proposed):
        return None
    assert pool.in_force is not None
    return (
        f"Pool {pool.pool} has its tariff of {year} already ({_said(pool.in_force)}) and the budget proposes"
        f" {_said(pool.proposed)}. A tariff is set once: the settlement of the year makes up for the difference."
        " Leave the budget a draft, or change its lines until it proposes the tariff in force."
    )


def _said(price: Price) -> str:
    rate = Decimal(price.hourly_rate_e4).scaleb(-4)
    return f"{rate} EUR an hour, {format_cents(price.pro_rata_month_cents)} EUR a month"


def _start_from(
    session: WriteSession,
    budget: Budget,
    from_year: int,
    growth_percent: Mapping[CostKind, Decimal],
    *,
    by_contracts: bool,
) -> None:
    actual = actual_costs(session, from_year)
    if not actual:
        raise invalid("from_year", from_year, "a year with costs booked; leave it out to start from nothing")
    scale = _contract_scale(session, from_year, budget.year) if by_contracts else {}
    grown: dict[str, Fraction] = {kind: 1 + Fraction(percent) / 100 for kind, percent in growth_percent.items()}
    for pool_id, kinds in actual.items():
        for kind, cents in _foreseen(kinds, grown, scale.get(pool_id, Fraction(1))).items():
            session.add(BudgetLine(budget_id=budget.id, pool_id=pool_id, kind=kind, amount_cents=cents))


def _foreseen(kinds: Kinds, grown: Mapping[str, Fraction], scale: Fraction) -> Kinds:
    return {
        kind: round_half_away(cents * grown.get(kind, Fraction(1)) * (scale if kind in STAFF_KINDS else 1))
        for kind, cents in kinds.items()
    }


def _contract_scale(session: GroupSession, from_year: int, year: int) -> dict[int | None, Fraction]:
    """Return how the contract time of each pool changes between two years, if it had any in the first."""
    before, after = (
        {
            pool_id: sum(each.minute_days for each in terms)
            for pool_id, terms in Ground.read(session, at).terms.items()
        }
        for at in (from_year, year)
    )
    return {
        pool_id: Fraction(after.get(pool_id, 0), minute_days)
        for pool_id, minute_days in before.items()
        if minute_days
    }
