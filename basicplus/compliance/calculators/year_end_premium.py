"""The end-of-year premium, whose rule each joint committee sets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

from basicplus.compliance.calculators.steps import Step, cents_given, eur, in_range, percent, step
from basicplus.compliance.law import Law, Value
from basicplus.errors import invalid
from basicplus.money import round_half_away

PARAMETER = "year_end_premium_"


@dataclass(frozen=True)
class YearEndPremium:
    """The premium of a year: its fixed and variable parts for a full year, and what the months give.

    `not_indexed` warns that the fixed part is the amount of the agreement before its yearly indexation.
    """

    fixed_cents: int
    variable_cents: int
    months: int
    reference_months: int
    total_cents: int
    not_indexed: bool
    steps: tuple[Step, ...]


def year_end_premium(
    law: Law,
    *,
    committee: Annotated[str, "Joint committee: 337, 329.02 or 200."],
    october_gross_cents: Annotated[int, "Gross pay of October, in cents; for committee 200, of December."],
    months: Annotated[int, "Months worked or assimilated in the reference period."],
    year: Annotated[int, "Year of the premium."],
    fixed_cents: Annotated[int | None, "Indexed fixed part of that year, in cents, if known."] = None,
    status: Annotated[Literal["employee", "worker"], "Employee, or manual worker."] = "employee",
    service_months: Annotated[int | None, "Months of service in all; --months if left out."] = None,
) -> YearEndPremium:
    """Calculate the end-of-year premium of a joint committee, in cents.

    Committees 337 and 329.02: (fixed part + 2.5 % x October gross x 12) x months / 9, months from January to
    September. Committee 200: a month's pay x months / 12, after six months of service. The fixed part is the one
    of the agreement, before indexation, unless it is given. Cents, rounded once at the end, half away from zero.
    Refuses a committee whose rule is not known, or months outside its reference period. Source: collective
    agreements of the committees (SOC-18).
    """
    cents_given("october_gross_cents", october_gross_cents)
    in_range("year", year, 2000, 2100)
    rule = _rule(law, committee, date(year, 12, 31))
    terms = rule.value
    in_range("months", months, 0, terms["reference_months"])
    served, needed = months if service_months is None else service_months, terms.get("service_months", 0)
    in_range("service_months", served, months, 720)
    if fixed_cents is not None:
        cents_given("fixed_cents", fixed_cents)
    agreed = Fraction(terms.get(f"fixed_{status}_cents", 0))
    fixed = agreed if fixed_cents is None else Fraction(fixed_cents)
    not_indexed = fixed_cents is None and agreed > 0 and terms.get("fixed_holds_for_year") != year
    variable = percent(terms["percent"]) * terms["pay_months"] * october_gross_cents
    due = served >= needed
    total = round_half_away((fixed + variable) * months / terms["reference_months"]) if due else 0
    fixed_cents, variable_cents = round_half_away(fixed), round_half_away(variable)
    in_months = f"({eur(fixed_cents)} + {eur(variable_cents)}) x {months} / {terms['reference_months']} months"
    return YearEndPremium(
        fixed_cents=fixed_cents,
        variable_cents=variable_cents,
        months=months,
        reference_months=terms["reference_months"],
        total_cents=total,
        not_indexed=not_indexed,
        steps=(
            step("Fixed part", _origin(agreed, fixed, not_indexed), eur(fixed_cents), rule),
            step(
                "Variable part",
                f"{eur(october_gross_cents)} x {terms['pay_months']} x {terms['percent']} %",
                eur(variable_cents),
                rule,
            ),
            step(
                "Premium",
                in_months if due else f"none: {served} months of service, {needed} are needed",
                eur(total),
                rule,
            ),
        ),
    )


def _rule(law: Law, committee: str, day: date) -> Value:
    """Return the rule of a committee in a year; names those that can be calculated otherwise."""
    values = {
        name.removeprefix(PARAMETER).replace("_", "."): law.on(day, name)
        for name in law.parameters
        if name.startswith(PARAMETER)
    }
    complete = {name: value for name, value in values.items() if value.value and "percent" in value.value}
    if committee in complete:
        return complete[committee]
    why = f" ({values[committee].source})" if committee in values else ""
    can = ", ".join(sorted(complete)) or "none"
    raise invalid("committee", committee, f"its premium of {day.year} cannot be calculated{why}; these can: {can}")


def _origin(agreed: Fraction, fixed: Fraction, not_indexed: bool) -> str:
    if not_indexed:
        return "amount of the agreement, NOT INDEXED: give the indexed fixed part of the year"
    if fixed == agreed:
        return "amount of the agreement" if agreed else "no fixed part"
    return "amount given"
