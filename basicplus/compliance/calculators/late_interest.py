"""Interest for late payment between enterprises, and the lump sum for the cost of recovery."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from basicplus.compliance.calculators.steps import Step, cents_given, eur, in_range, known, percent, step
from basicplus.compliance.law import Law
from basicplus.money import round_half_away

DAYS_OF_YEAR = 365


@dataclass(frozen=True)
class LateInterest:
    """Days late, the rate of a year in percent, the interest, the lump sum, and both together."""

    days: int
    rate_percent: Decimal
    interest_cents: int
    lump_cents: int
    total_cents: int
    steps: tuple[Step, ...]


def late_interest(
    law: Law,
    *,
    cents: Annotated[int, "What was to be paid, in cents."],
    due: Annotated[date, "Last day to pay in time."],
    paid: Annotated[date, "Day of payment."],
    rate: Annotated[Decimal | None, "Percent a year; the rate of the law of the due day if left out."] = None,
    lump: Annotated[bool, "Claim the lump sum too."] = False,
) -> LateInterest:
    """Calculate the interest for late payment, in cents.

    Amount x rate x days late / 365, rounded once, half away from zero; nothing when paid by the due day. The rate
    stays the one of the due day. Refuses a day whose rate is not known when no rate is given. Source: law of 2
    August 2002 on late payment (PAY-01).
    """
    cents_given("cents", cents)
    days = max(0, (paid - due).days)
    steps = []
    if rate is None:
        value = known(law, "late_interest_percent", due, "due")
        rate = Decimal(value.value)
        interest = _interest(cents, rate, days)
        steps.append(step("Interest", _formula(cents, rate, days), eur(interest), value))
    else:
        in_range("rate", rate, 0, 100)
        interest = _interest(cents, rate, days)
        steps.append(Step("Interest", _formula(cents, rate, days), eur(interest), "rate given", "house"))
    lump_cents = 0
    if lump and days:
        value = known(law, "late_payment_lump_cents", due, "due")
        lump_cents = value.value
        steps.append(step("Lump sum", "once for each document", eur(lump_cents), value))
    return LateInterest(days, rate, interest, lump_cents, interest + lump_cents, tuple(steps))


def _interest(cents: int, rate: Decimal, days: int) -> int:
    return round_half_away(cents * percent(rate) * days / DAYS_OF_YEAR)


def _formula(cents: int, rate: Decimal, days: int) -> str:
    return f"{eur(cents)} x {rate} % x {days} days / {DAYS_OF_YEAR}"
