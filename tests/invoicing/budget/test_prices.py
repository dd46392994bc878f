"""Prices at cost: a rate covers its cost, a twelfth of a year's price, and the hours that break even."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basicplus.errors import InvalidInput
from basicplus.invoicing.budget.prices import Coverage, break_even_minutes, coverage, hourly_rate_e4, month_cents
from basicplus.money import hours_amount


def test_a_rate_needs_time_to_sell_and_a_cost_to_cover() -> None:
    with pytest.raises(InvalidInput, match="minutes: found '0'; at least one productive minute"):
        hourly_rate_e4(100, 0)
    with pytest.raises(InvalidInput, match="cost: found '-1'; zero or more once subsidies are taken off"):
        hourly_rate_e4(-1, 60)


def test_a_month_is_a_twelfth_of_the_years_price() -> None:
    assert month_cents(6000, 456214) == 38018  # 100 h x 45.6214 / 12 = 380.178...
    assert month_cents(0, 456214) == 0


def test_the_hours_that_break_even_cover_the_cost_and_one_minute_less_does_not() -> None:
    covers = break_even_minutes(6843217, 450000)
    assert covers == 91243
    assert hours_amount(91243, 450000) >= 6843217 > hours_amount(91242, 450000)


def test_nothing_to_cover_breaks_even_at_once_and_no_rate_never() -> None:
    assert (break_even_minutes(0, None), break_even_minutes(-100, 0)) == (0, 0)
    assert (break_even_minutes(1, 0), break_even_minutes(1, None)) == (None, None)


@pytest.mark.parametrize(
    ("sold", "stands"),
    [
        (80000, Coverage(80000, 10000, 0, 90000, 10000, 506250)),
        (90000, Coverage(90000, 0, 0, 90000, 0, 450000)),
        (90001, Coverage(90001, 0, 1, 90000, 0, 449995)),
    ],
)
def test_hours_sold_stand_to_those_there_are_and_to_those_that_cover(sold: int, stands: Coverage) -> None:
    assert coverage(90000, sold, 6750000, 450000) == stands


def test_nothing_sold_or_nothing_to_cover_has_no_rate_of_what_is_sold() -> None:
    assert coverage(90000, 0, 6750000, None) == Coverage(0, 90000, 0, None, None, None)
    assert coverage(90000, 600, 0, 450000) == Coverage(600, 89400, 0, 0, 0, None)


@given(st.integers(1, 10**9), st.integers(1, 10**7))
def test_a_rate_covers_its_cost_within_its_last_digit(cost: int, minutes: int) -> None:
    billed = hours_amount(minutes, hourly_rate_e4(cost, minutes))
    assert abs(billed - cost) <= minutes / 12000 + 1
