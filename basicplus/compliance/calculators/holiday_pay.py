"""Holiday pay of employees: what is due when they leave, and what a year-end sets aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from basicplus.compliance.calculators.steps import Step, cents_given, eur, in_range, known, percent, step
from basicplus.compliance.law import Law, Value
from basicplus.money import allocate, round_half_away


@dataclass(frozen=True)
class ExitHolidayPay:
    """Exit holiday pay and its contributions; simple + double = total, and liable + free = double.

    `employer_contributions_cents` is None where no rate of the employer was given.
    """

    total_cents: int
    simple_cents: int
    double_cents: int
    double_liable_cents: int
    double_free_cents: int
    employer_contributions_cents: int | None
    worker_contributions_cents: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class HolidayAccrual:
    """What a year-end sets aside for the holiday pay of an employee, as a benchmark."""

    total_cents: int
    steps: tuple[Step, ...]


def exit_holiday_pay(
    law: Law,
    *,
    gross_cents: Annotated[int, "Gross pay of the holiday service year with this employer, in cents."],
    on: Annotated[date, "Last day of the contract: its law applies."],
    employer_rate: Annotated[
        Decimal | None, "Employer's rate in percent, as 32.40; from the payroll office."
    ] = None,
) -> ExitHolidayPay:
    """Calculate the holiday pay due to an employee who leaves, with its contributions, in cents.

    15.34 % of the gross pay: 7.67 % simple (contributions of employer and worker), 6.80 % double (13.07 %
    special contribution of the worker, none of the employer) and 0.87 % double (nothing). For holidays of the
    year before that were not taken, calculate again on that year. Amounts in cents; the total is rounded half
    away from zero and its parts add up to it; contributions are rounded once each. Refuses an amount below zero
    or a rate outside 0 to 100. Source: royal decree of 30 March 1967, art. 46 (SOC-10, SOC-11).
    """
    cents_given("gross_cents", gross_cents)
    if employer_rate is not None:
        in_range("employer_rate", employer_rate, 0, 100)
    whole = known(law, "exit_holiday_percent", on, "on")
    names = ("simple", "double_liable", "double_free")
    shares = {name: known(law, f"exit_holiday_{name}_percent", on, "on") for name in names}
    total = round_half_away(gross_cents * percent(whole.value))
    parts = allocate(total, {name: share.value for name, share in shares.items()})
    simple, liable = (gross_cents * percent(shares[name].value) for name in ("simple", "double_liable"))
    worker, by_worker = _of_worker(law, on, simple, liable)
    employer, by_employer = _of_employer(simple, employer_rate, shares["simple"])
    return ExitHolidayPay(
        total_cents=total,
        simple_cents=parts["simple"],
        double_cents=parts["double_liable"] + parts["double_free"],
        double_liable_cents=parts["double_liable"],
        double_free_cents=parts["double_free"],
        employer_contributions_cents=employer,
        worker_contributions_cents=worker,
        steps=(
            step("Exit holiday pay", f"{eur(gross_cents)} x {whole.value} %", eur(total), whole),
            *(
                step(_LABELS[name], f"{eur(gross_cents)} x {share.value} %", eur(parts[name]), share)
                for name, share in shares.items()
            ),
            by_employer,
            by_worker,
        ),
    )


def holiday_accrual(
    law: Law,
    *,
    pay_cents: Annotated[int, "Normal fixed and variable pay of the year, in cents."],
    on: Annotated[date, "Closing day: its law applies."],
) -> HolidayAccrual:
    """Calculate what a year-end sets aside for the holiday pay of employees, in cents.

    18.20 % of the normal pay of the year, without holiday pay or end-of-year premium. It is the tax ceiling, and
    a benchmark only: the debt to book is the full cost of the employer (ACC-01). Cents, rounded once, half away
    from zero. Refuses an amount below zero, or a closing before 2017. Source: circular 2025/C/15 (SOC-17).
    """
    cents_given("pay_cents", pay_cents)
    share = known(law, "holiday_accrual_percent", on, "on")
    total = round_half_away(pay_cents * percent(share.value))
    return HolidayAccrual(
        total_cents=total,
        steps=(step("Holiday pay set aside", f"{eur(pay_cents)} x {share.value} %", eur(total), share),),
    )


_LABELS = {
    "simple": "Simple part",
    "double_liable": "Double part with the special contribution",
    "double_free": "Double part without contribution",
}


def _of_worker(law: Law, on: date, simple: Fraction, liable: Fraction) -> tuple[int, Step]:
    ordinary = known(law, "worker_onss_percent", on, "on")
    special = known(law, "special_worker_percent", on, "on")
    cents = round_half_away(simple * percent(ordinary.value) + liable * percent(special.value))
    formula = f"simple part x {ordinary.value} % + double part with the special contribution x {special.value} %"
    return cents, step("Contributions of the worker", formula, eur(cents), ordinary, special)


def _of_employer(simple: Fraction, rate: Decimal | None, base: Value) -> tuple[int | None, Step]:
    label = "Contributions of the employer"
    if rate is None:
        return None, step(label, "simple part x the employer's rate, which was not given", "not calculated", base)
    cents = round_half_away(simple * percent(rate))
    return cents, step(label, f"simple part x {rate} % (rate given)", eur(cents), base)
