"""What a treasurer asks first: is the month billed, who owes, what waits, how far costs and years are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import col, func, select

from basicplus import liability
from basicplus.clock import Period, parse_period
from basicplus.db import GroupSession, pick
from basicplus.invoicing import payments
from basicplus.invoicing.budget.models import Budget
from basicplus.invoicing.delivery.models import Delivery
from basicplus.invoicing.models import CostPool, Invoice, Tariff
from basicplus.invoicing.runs.batches import RunSummary
from basicplus.web.reading.finance.costs import last_month
from basicplus.web.reading.finance.runs import latest_run
from basicplus.web.reading.finance.settlement import YearState, years


@dataclass(frozen=True)
class Billed:
    """How many documents of a period were issued, and their sum in cents."""

    documents: int
    cents: int


@dataclass(frozen=True)
class Overview:
    """The figures of a day, in cents; each is read where its own page reads it, so that they agree."""

    period: Period
    run: RunSummary | None
    billed: Billed
    owed_cents: int
    overdue_cents: int
    group_owes_cents: int
    unmatched: int
    unmatched_cents: int
    costs_until: date | None
    last_year: YearState | None
    provisions_cents: int
    funds_cents: int
    debts_open_cents: int
    undelivered: int
    without_tariff: tuple[str, ...]
    budget: str | None


def overview(session: GroupSession, today: date) -> Overview:
    """Return the figures of a day."""
    period = parse_period(f"{today.replace(day=1) - timedelta(days=1):%Y-%m}")
    opened = payments.receivables(session, today, unsettled=True)
    owed = [each for each in opened if each.open_cents > 0]
    # What left the account to nobody named is a charge of the bank: it waits for nobody.
    waiting = [each for each in payments.waiting(session) if each.left_cents > 0 or each.counterparty_iban]
    provisions = liability.provisions_on(session, today)
    return Overview(
        period=period,
        run=latest_run(session, period.name),
        billed=_billed(session, period),
        owed_cents=sum(each.open_cents for each in owed),
        overdue_cents=sum(each.open_cents for each in owed if each.due_on < today),
        group_owes_cents=-sum(each.open_cents for each in opened if each.open_cents < 0),
        unmatched=len(waiting),
        unmatched_cents=sum(each.left_cents for each in waiting),
        costs_until=last_month(session),
        last_year=next((each for each in years(session) if each.year == today.year - 1), None),
        provisions_cents=sum(each.balance_cents for each in provisions if not each.is_fund),
        funds_cents=sum(each.balance_cents for each in provisions if each.is_fund),
        debts_open_cents=liability.position(session, today).total.open_cents,
        undelivered=_undelivered(session),
        without_tariff=without_tariff(session, today.year),
        budget=_budget(session, today.year),
    )


def _billed(session: GroupSession, period: Period) -> Billed:
    query = pick(func.count(col(Invoice.id)), func.coalesce(func.sum(Invoice.total_cents), 0))
    [(documents, cents)] = session.rows(
        query.where(Invoice.period == period.name, Invoice.purpose == "periodic", Invoice.kind == "invoice")
    )
    return Billed(documents, int(cents))


def _undelivered(session: GroupSession) -> int:
    wanted = col(Delivery.state).in_(("failed", "bounced"))
    return session.exec(select(func.count(col(Delivery.id))).where(wanted)).one()


def without_tariff(session: GroupSession, year: int) -> tuple[str, ...]:
    """Return the names of the pools that have no rate in a year: nothing can be billed of them."""
    priced = select(Tariff.pool_id).where(Tariff.year == year)
    query = select(CostPool.name).where(col(CostPool.kind) != "overhead", col(CostPool.id).not_in(priced))
    return tuple(session.exec(query.order_by(col(CostPool.code))))


def _budget(session: GroupSession, year: int) -> str | None:
    query = select(Budget.state).where(Budget.year == year).order_by(col(Budget.version).desc())
    return session.exec(query).first()
