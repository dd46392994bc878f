"""Employer's contributions to social security, before reductions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from basicplus.compliance.calculators.steps import Step, cents_given, eur, known, percent, step
from basicplus.compliance.law import Law
from basicplus.money import allocate, round_half_away


@dataclass(frozen=True)
class EmployerOnss:
    """Employer's contributions with their parts, which add up to the total; `rate_percent` is in percent."""

    rate_percent: Decimal
    base_cents: int
    wage_moderation_cents: int
    total_cents: int
    steps: tuple[Step, ...]


def employer_onss(
    law: Law,
    *,
    gross_cents: Annotated[int, "Gross pay, in cents."],
    on: Annotated[date, "Day worked: its law applies."],
    sector: Annotated[Literal["profit", "maribel"], "Category of the joint committee, not of the legal form."],
) -> EmployerOnss:
    """Calculate the employer's contributions on gross pay, before reductions, in cents.

    Maribel sector: 24.92 % + 7.48 % wage moderation = 32.40 %; profit sector: 25 %. Where the payroll office
    gives a rate, that rate prevails (SOC-23). Cents; the total is rounded once, half away from zero, and its
    parts add up to it. Refuses an amount below zero, or a day before 2018. Source: ONSS (SOC-20, SOC-21).
    """
    cents_given("gross_cents", gross_cents)
    rate = known(law, f"employer_onss_{sector}", on, "on")
    shares = known(law, f"employer_onss_{sector}_parts", on, "on")
    total = round_half_away(gross_cents * percent(rate.value))
    parts = allocate(total, shares.value)
    return EmployerOnss(
        rate_percent=rate.value,
        base_cents=parts["base"],
        wage_moderation_cents=parts["wage_moderation"],
        total_cents=total,
        steps=(
            step("Contributions of the employer", f"{eur(gross_cents)} x {rate.value} %", eur(total), rate),
            *(
                step(label, f"{eur(gross_cents)} x {shares.value[name]} %", eur(parts[name]), shares)
                for name, label in (
                    ("base", "Of which base contribution"),
                    ("wage_moderation", "Of which wage moderation"),
                )
            ),
        ),
    )
