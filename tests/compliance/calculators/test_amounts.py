"""Amounts: parts add up to their total, halves go away from zero, and nothing is guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from basicplus.compliance.calculators import (
    employer_onss,
    exit_holiday_pay,
    holiday_accrual,
    severance,
    year_end_premium,
)
from basicplus.compliance.law import belgian_law

LAW, DAY = belgian_law(), date(2026, 9, 30)


@settings(max_examples=60, deadline=None)
@given(cents=st.integers(0, 10**9))
def test_the_parts_of_exit_pay_and_contributions_add_up(cents: int) -> None:
    pay = exit_holiday_pay(LAW, gross_cents=cents, on=DAY)
    assert pay.simple_cents + pay.double_cents == pay.total_cents
    assert pay.double_liable_cents + pay.double_free_cents == pay.double_cents
    assert abs(pay.total_cents - cents * Decimal("0.1534")) <= Decimal("0.5")
    for sector in ("profit", "maribel"):
        due = employer_onss(LAW, gross_cents=cents, on=DAY, sector=sector)
        assert due.base_cents + due.wage_moderation_cents == due.total_cents


def test_half_a_cent_goes_away_from_zero() -> None:
    # 18.20 % of 2.50 EUR is 45.5 cents.
    assert holiday_accrual(LAW, pay_cents=250, on=DAY).total_cents == 46


def test_the_employer_pays_on_the_simple_part_only_and_not_by_guess() -> None:
    unknown = exit_holiday_pay(LAW, gross_cents=100_000, on=DAY)
    known = exit_holiday_pay(LAW, gross_cents=100_000, on=DAY, employer_rate=Decimal(25))
    assert (unknown.employer_contributions_cents, known.employer_contributions_cents) == (None, 1918)


def test_the_indemnity_is_rounded_once_from_the_exact_base() -> None:
    # 12.92 months of 0.01 EUR are 12.92 cents: 13 as a base, and 52 of 52 weeks of the exact base.
    tiny = severance(LAW, monthly_cents=1, weeks=2, double_holiday=True, on=DAY)
    assert (tiny.annual_base_cents, tiny.total_cents) == (13, 0)


def test_meal_vouchers_count_by_their_own_days_where_given() -> None:
    base = severance(LAW, monthly_cents=0, weeks=52, meal_voucher_share_cents=100, meal_voucher_days=100, on=DAY)
    assert base.total_cents == 10_000


def test_a_fixed_part_of_another_year_is_said_not_to_be_indexed() -> None:
    later = year_end_premium(LAW, committee="329.02", october_gross_cents=0, months=9, year=2024)
    assert (later.not_indexed, "NOT INDEXED" in later.steps[0].formula) == (True, True)


def test_the_least_sure_value_makes_the_certainty_of_a_step() -> None:
    sure = [step.confirmed for step in severance(LAW, monthly_cents=1, weeks=1, on=DAY).steps]
    assert sure == ["secondary", "secondary", "belief"]
