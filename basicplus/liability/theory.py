"""What a worker's exit would cost on a day, by the calculators of social law; knows no database.

A management figure: the contract is taken to be broken at the end of the day, without notice worked. What cannot
be calculated is said in a sentence and counts as nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeVar

from basicplus.compliance.calculators import exit_holiday_pay, notice, severance, year_end_premium
from basicplus.compliance.calculators.notice import Notice
from basicplus.compliance.calculators.steps import Step, eur, step
from basicplus.compliance.calculators.year_end_premium import YearEndPremium
from basicplus.compliance.calendar import completed_months
from basicplus.compliance.law import Law
from basicplus.errors import BasicplusError, Conflict
from basicplus.liability.ledger import ONE_DAY
from basicplus.money import round_half_away

Result = TypeVar("Result")
RateFrom = Literal["payroll", "maribel", "profit"]


@dataclass(frozen=True)
class ExitInputs:
    """What the calculation rests on; pay is what was booked, in cents.

    `monthly_gross_cents` is the gross pay of the latest month that has any, `gross_month`, within twelve months.
    `service_year_gross_cents` is gross pay and year-end premium of the calendar year so far; `benefits_year_cents`
    the meal vouchers of twelve months. `rate_from` says whether the employer's rate is the one of the payroll
    (contributions over gross of twelve months, which prevails: SOC-23) or that of the law for a sector.
    """

    worker: str
    contract: str
    contract_kind: str
    contract_start: date
    seniority_from: date
    committee: str
    gross_month: date | None
    monthly_gross_cents: int
    service_year_gross_cents: int
    premium_paid_cents: int
    benefits_year_cents: int
    employer_rate_percent: Decimal
    rate_from: RateFrom


@dataclass(frozen=True)
class Figure:
    """One cost of an exit, and the employer's contributions on it, in cents."""

    name: str
    cents: int
    contributions_cents: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class ExitCost:
    """What an exit would cost: inputs, weeks of notice, figures with their steps, and what is not known."""

    inputs: ExitInputs
    notice_weeks: int | None
    figures: tuple[Figure, ...]
    total_cents: int
    unknown: tuple[str, ...]


def exit_cost(law: Law, inputs: ExitInputs, on: date) -> ExitCost:
    """Calculate what the exit of a worker would cost the group at the end of a day, with contributions, in cents.

    Indemnity (SOC-01, 02, 06), exit holiday pay (SOC-10, 11) and year-end premium pro rata (SOC-18). Holidays of
    the year before that were not taken are not recorded, and not in it.
    """
    if inputs.gross_month is None:
        return ExitCost(inputs, None, (), 0, ("Pay: no gross pay is booked in the twelve months before.",))
    unknown: list[str] = []

    def tried(what: str, calculate: Callable[[], Result]) -> Result | None:
        try:
            return calculate()
        except BasicplusError as error:
            unknown.append(f"{what}: {error}")
            return None

    premium = tried("Year-end premium", lambda: _premium_of_a_year(law, inputs, on))
    due = tried("Notice", lambda: _notice(law, inputs, on))
    found = [
        tried("Indemnity", lambda: _indemnity(law, inputs, on, due, premium)) if due else None,
        tried("Exit holiday pay", lambda: _holiday_pay(law, inputs, on)),
        tried("Year-end premium", lambda: _premium(law, inputs, on, premium)) if premium else None,
    ]
    figures = tuple(figure for figure in found if figure is not None)
    total = sum(figure.cents + figure.contributions_cents for figure in figures)
    return ExitCost(inputs, due.weeks if due else None, figures, total, tuple(unknown))


def _notice(law: Law, inputs: ExitInputs, on: date) -> Notice:
    if inputs.contract_kind != "open_ended":
        raise Conflict(f"contract {inputs.contract} has a fixed term: the pay until its end is not calculated.")
    return notice(
        law,
        contract_start=inputs.contract_start,
        notice_starts=on + ONE_DAY,
        notice_given=on,
        seniority_from=inputs.seniority_from,
    )


def _indemnity(law: Law, inputs: ExitInputs, on: date, due: Notice, premium: YearEndPremium | None) -> Figure:
    pay = severance(law, monthly_cents=inputs.monthly_gross_cents, weeks=due.weeks, on=on, double_holiday=True)
    premium_cents = premium.total_cents if premium else 0
    benefits = premium_cents + inputs.benefits_year_cents
    weeks_year = law.on(on, "severance_weeks_year")
    on_benefits = round_half_away(Fraction(benefits * due.weeks, weeks_year.value))
    also = step(
        "Indemnity on further benefits",
        f"(year-end premium {eur(premium_cents)} + meal vouchers {eur(inputs.benefits_year_cents)})"
        f" x {due.weeks} weeks / {weeks_year.value}",
        eur(on_benefits),
        weeks_year,
        law.on(on, "severance_base"),
    )
    steps = (*due.steps, *pay.steps, also)
    return _with_contributions(law, inputs, on, "indemnity", pay.total_cents + on_benefits, steps)


def _holiday_pay(law: Law, inputs: ExitInputs, on: date) -> Figure:
    rate = inputs.employer_rate_percent
    pay = exit_holiday_pay(law, gross_cents=inputs.service_year_gross_cents, on=on, employer_rate=rate)
    return Figure("exit_holiday_pay", pay.total_cents, pay.employer_contributions_cents or 0, pay.steps)


def _premium_of_a_year(law: Law, inputs: ExitInputs, on: date) -> YearEndPremium:
    nothing = _premium_for(law, inputs, on, 0)
    return _premium_for(law, inputs, on, nothing.reference_months)


def _premium_for(law: Law, inputs: ExitInputs, on: date, months: int) -> YearEndPremium:
    return year_end_premium(
        law,
        committee=inputs.committee,
        october_gross_cents=inputs.monthly_gross_cents,
        months=months,
        year=on.year,
        service_months=max(months, completed_months(inputs.seniority_from, on + ONE_DAY)),
    )


def _premium(law: Law, inputs: ExitInputs, on: date, of_a_year: YearEndPremium) -> Figure:
    """Return the premium of the months of this year; nothing once the premium of the year is booked (ACC-05)."""
    worked = completed_months(max(inputs.seniority_from, on.replace(month=1, day=1)), on + ONE_DAY)
    months = 0 if inputs.premium_paid_cents else min(worked, of_a_year.reference_months)
    due = _premium_for(law, inputs, on, months)
    return _with_contributions(law, inputs, on, "year_end_premium", due.total_cents, due.steps)


def _with_contributions(
    law: Law, inputs: ExitInputs, on: date, name: str, cents: int, steps: tuple[Step, ...]
) -> Figure:
    contributions = round_half_away(cents * Fraction(inputs.employer_rate_percent) / 100)
    by_payroll = inputs.rate_from == "payroll"
    formula = f"{eur(cents)} x {inputs.employer_rate_percent} % (rate: {inputs.rate_from})"
    source = law.on(on, "payroll_rate_prevails" if by_payroll else f"employer_onss_{inputs.rate_from}")
    return Figure(
        name,
        cents,
        contributions,
        (*steps, step("Contributions of the employer", formula, eur(contributions), source)),
    )
