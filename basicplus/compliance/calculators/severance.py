"""Pay in lieu of notice: the annual base of the contract, and its part for the weeks of notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from basicplus.compliance.calculators.steps import Step, cents_given, eur, in_range, known, percent, step
from basicplus.compliance.law import Law, Value
from basicplus.money import round_half_away


@dataclass(frozen=True)
class Severance:
    """The indemnity: months of pay in the annual base (12.92 or 13.92, say), the base, and what is due."""

    annual_factor: Decimal
    annual_base_cents: int
    weeks: int
    total_cents: int
    steps: tuple[Step, ...]


def severance(
    law: Law,
    *,
    monthly_cents: Annotated[int, "Current gross pay of a month, in cents."],
    weeks: Annotated[int, "Weeks of notice that are paid instead of worked."],
    on: Annotated[date, "Day whose law applies."],
    thirteenth: Annotated[bool, "Count a thirteenth month."] = False,
    double_holiday: Annotated[bool, "Count the double holiday pay."] = False,
    meal_voucher_share_cents: Annotated[int, "Employer's share of a meal voucher, in cents."] = 0,
    meal_voucher_days: Annotated[int | None, "Meal vouchers in a year; 231 if left out."] = None,
    insurance_cents_year: Annotated[int, "Employer's insurance premiums of a year, in cents."] = 0,
) -> Severance:
    """Calculate the pay in lieu of notice, in cents.

    Annual base = monthly pay x (12, + 0.92 with double holiday pay, + 1 with a thirteenth month) + meal vouchers
    + insurance; indemnity = base x weeks / 52. Contributions of the employer are not included. Amounts in cents,
    rounded once at the end, half away from zero. Refuses a number below zero. Source: law of 3 July 1978, art.
    39, par. 1 (SOC-06); the division by 52 is usage.
    """
    for field, cents in (
        ("monthly_cents", monthly_cents),
        ("meal_voucher_share_cents", meal_voucher_share_cents),
        ("insurance_cents_year", insurance_cents_year),
    ):
        cents_given(field, cents)
    in_range("weeks", weeks, 0, 520)
    weeks_year = known(law, "severance_weeks_year", on, "on")
    vouchers = known(law, "meal_voucher_days_year", on, "on")
    days = vouchers.value if meal_voucher_days is None else meal_voucher_days
    in_range("meal_voucher_days", days, 0, 366)

    factor, months = _months_of_pay(law, on, double_holiday=double_holiday, thirteenth=thirteenth)
    base = monthly_cents * factor + meal_voucher_share_cents * days + insurance_cents_year
    base_cents, total_cents = round_half_away(base), round_half_away(base * weeks / weeks_year.value)
    return Severance(
        annual_factor=_decimal(factor),
        annual_base_cents=base_cents,
        weeks=weeks,
        total_cents=total_cents,
        steps=(
            months,
            step(
                "Annual base",
                f"{eur(monthly_cents)} x {_decimal(factor)}"
                f" + meal vouchers {eur(meal_voucher_share_cents)} x {days} days"
                f" + insurance {eur(insurance_cents_year)}",
                eur(base_cents),
                known(law, "severance_base", on, "on"),
                vouchers,
            ),
            step(
                "Indemnity",
                f"{eur(base_cents)} x {weeks} weeks / {weeks_year.value}",
                eur(total_cents),
                weeks_year,
            ),
        ),
    )


def _months_of_pay(law: Law, on: date, *, double_holiday: bool, thirteenth: bool) -> tuple[Fraction, Step]:
    pay = known(law, "severance_pay_months", on, "on")
    parts: list[tuple[str, Fraction, Value]] = [(f"{pay.value} months", Fraction(pay.value), pay)]
    if double_holiday:
        double = known(law, "double_holiday_percent", on, "on")
        parts.append((f"double holiday pay {double.value} %", percent(double.value), double))
    if thirteenth:
        extra = known(law, "severance_thirteenth_months", on, "on")
        parts.append((f"thirteenth month {extra.value}", Fraction(extra.value), extra))
    factor = sum((part for _, part, _ in parts), Fraction(0))
    formula = " + ".join(name for name, _, _ in parts)
    return factor, step("Months of pay in a year", formula, _decimal(factor), *(value for _, _, value in parts))


def _decimal(exact: Fraction) -> Decimal:
    return Decimal(exact.numerator) / exact.denominator
