"""The theoretical social liability: what it would cost if all staff left on a day, worker by worker.

Pay is known from the costs booked for a worker; it is for finance and auditors only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from dateutil.relativedelta import relativedelta
from sqlmodel import col, func, or_, select

from basicplus.clock import Span
from basicplus.compliance.calculators import employer_onss
from basicplus.compliance.law import Law, belgian_law
from basicplus.db import GroupSession, pick
from basicplus.groups import Authorisation
from basicplus.invoicing import CostEntry
from basicplus.liability.ledger import ONE_DAY
from basicplus.liability.theory import ExitCost, ExitInputs, RateFrom, exit_cost
from basicplus.money import round_half_away
from basicplus.workers import EmploymentContract, Worker

Costs = dict[tuple[str, date], int]


@dataclass(frozen=True)
class Theoretical:
    """The theoretical liability on a day in cents: a management figure, the target for allocated funds (ACC-02).

    It is no debt and no provision. Workers whose pay is not known are in `unknown`, and count as nothing.
    """

    on: date
    figures: dict[str, int]
    total_cents: int
    unknown: list[str]
    workers: list[ExitCost]


def theoretical(session: GroupSession, on: date) -> Theoretical:
    """Return what the exit of every worker under contract would cost at the end of a day."""
    law, committee = belgian_law(), _committee(session, on)
    costs = _costs(session, on)
    exits = [
        exit_cost(law, _inputs(law, committee, number, contracts, costs[worker_id], on), on)
        for worker_id, number, contracts in _employed(session, on)
    ]
    figures: dict[str, int] = defaultdict(int)
    for exit_ in exits:
        for figure in exit_.figures:
            figures[figure.name] += figure.cents
            figures["contributions"] += figure.contributions_cents
    unknown = [f"{exit_.inputs.worker}: {sentence}" for exit_ in exits for sentence in exit_.unknown]
    return Theoretical(on, dict(figures), sum(exit_.total_cents for exit_ in exits), unknown, exits)


def _employed(session: GroupSession, on: date) -> Iterable[tuple[int, str, list[EmploymentContract]]]:
    """Yield the workers under contract on a day with their contracts up to then, in order of number."""
    contracts: dict[int, list[EmploymentContract]] = defaultdict(list)
    query = select(EmploymentContract).where(EmploymentContract.from_on <= on)
    for contract in session.exec(query.order_by(col(EmploymentContract.from_on))):
        contracts[contract.worker_id].append(contract)
    for worker_id, number in session.rows(pick(Worker.id, Worker.number).order_by(col(Worker.number))):
        if any(on in Span.of(contract.from_on, contract.until_on) for contract in contracts[worker_id]):
            yield worker_id, number, contracts[worker_id]


def _inputs(
    law: Law, committee: str, number: str, contracts: list[EmploymentContract], costs: Costs, on: date
) -> ExitInputs:
    contract = [each for each in contracts if on in Span.of(each.from_on, each.until_on)][-1]
    paid = {month: cents for (kind, month), cents in costs.items() if kind == "gross" and cents > 0}
    year = _months(on, on.month)
    twelve = _months(on, 12)
    latest = max(paid, default=None)
    contributions, gross = _sum(costs, twelve, "employer_contributions"), _sum(costs, twelve, "gross")
    rate, rate_from = _rate(law, committee, contributions, gross, on)
    return ExitInputs(
        worker=number,
        contract=contract.number,
        contract_kind=contract.kind,
        contract_start=contract.from_on,
        seniority_from=_unbroken_since(contract, contracts),
        committee=committee,
        gross_month=latest,
        monthly_gross_cents=paid[latest] if latest else 0,
        service_year_gross_cents=_sum(costs, year, "gross", "year_end_premium"),
        premium_paid_cents=_sum(costs, year, "year_end_premium"),
        benefits_year_cents=_sum(costs, twelve, "meal_vouchers"),
        employer_rate_percent=rate,
        rate_from=rate_from,
    )


def _unbroken_since(contract: EmploymentContract, contracts: list[EmploymentContract]) -> date:
    """Return the first day of the service that leads to a contract without a day between."""
    since = contract.from_on
    for earlier in reversed(contracts):
        if earlier.from_on < since and earlier.until_on is not None and earlier.until_on >= since:
            since = earlier.from_on
    return since


def _rate(law: Law, committee: str, contributions: int, gross: int, on: date) -> tuple[Decimal, RateFrom]:
    """Return the employer's rate in percent: that of the payroll where it is booked (SOC-23), else of the law."""
    if gross > 0 and contributions > 0:
        hundredths = round_half_away(Fraction(contributions * 100 * 100, gross))
        return Decimal(hundredths).scaleb(-2), "payroll"
    maribel = committee.split(".")[0] in law.on(on, "maribel_committees").value
    sector: Literal["maribel", "profit"] = "maribel" if maribel else "profit"
    return employer_onss(law, gross_cents=0, on=on, sector=sector).rate_percent, sector


def _committee(session: GroupSession, on: date) -> str:
    """Return the joint committee that the authorisation in force designates; empty when there is none."""
    query = (
        select(Authorisation.joint_committee)
        .where(Authorisation.from_on <= on)
        .where(or_(col(Authorisation.until_on).is_(None), col(Authorisation.until_on) > on))
        .order_by(col(Authorisation.from_on).desc())
    )
    return session.exec(query).first() or ""


def _costs(session: GroupSession, on: date) -> dict[int, Costs]:
    """Return the costs of each worker in the twelve months that end with the month of a day."""
    months = _months(on, 12)
    query = (
        pick(CostEntry.worker_id, CostEntry.kind, CostEntry.month, func.sum(CostEntry.amount_cents))
        .where(col(CostEntry.worker_id).is_not(None))
        .where(CostEntry.month >= months.from_on, CostEntry.month < months.until_on)
        .group_by(col(CostEntry.worker_id), col(CostEntry.kind), col(CostEntry.month))
    )
    found: dict[int, Costs] = defaultdict(dict)
    for worker_id, kind, month, cents in session.rows(query):
        found[worker_id][kind, month] = int(cents)
    return found


def _months(on: date, number: int) -> Span:
    """Return the days of the last `number` months, that of the day included, up to the day."""
    return Span(on.replace(day=1) - relativedelta(months=number - 1), on + ONE_DAY)


def _sum(costs: Costs, months: Span, *kinds: str) -> int:
    return sum(cents for (kind, month), cents in costs.items() if kind in kinds and month in months)
