"""Quantity times price is the amount of the line, whatever its basis."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basicplus.invoicing.documents.content import Line
from basicplus.invoicing.documents.units import Billed, billed
from basicplus.money import hours_amount, round_half_away
from tests.invoicing.documents.cast import FORFAIT, PRO_RATA, REGIE, settlement

QUARTER = {"from_on": date(2026, 1, 1), "until_on": date(2026, 4, 1)}
YEAR = {"from_on": date(2026, 1, 1), "until_on": date(2027, 1, 1)}
SCHOOL_YEAR = {"from_on": date(2025, 9, 1), "until_on": date(2026, 9, 1)}
PART = {"from_on": date(2026, 1, 1), "until_on": date(2026, 1, 16)}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (REGIE, ("12.5", "HUR", "45.6214")),
        (replace(REGIE, minutes=440, amount_cents=33456), ("7.333333", "HUR", "45.6214")),
        # Rounded visit by visit, three times 334.56: no rate makes 1003.68 of 22 hours.
        (replace(REGIE, minutes=1320, amount_cents=100368), ("1", "C62", "1003.68")),
        (FORFAIT, ("1", "MON", "450")),
        (replace(FORFAIT, **QUARTER, amount_cents=10000), ("3", "MON", "33.333333")),
        (replace(FORFAIT, **YEAR), ("1", "ANN", "450")),
        (replace(FORFAIT, **SCHOOL_YEAR, amount_cents=120000), ("12", "MON", "100")),
        (replace(FORFAIT, **PART), ("1", "C62", "450")),
        (PRO_RATA, ("1", "MON", "355.65")),
        (replace(PRO_RATA, amount_cents=-35565), ("-1", "MON", "355.65")),
        (replace(FORFAIT, amount_cents=0), ("1", "MON", "0")),
        (settlement().lines[0], ("1", "C62", "1923.75")),
        (settlement().lines[1], ("-1", "C62", "43.35")),
    ],
)
def test_a_line_is_billed_in_hours_months_years_or_as_one(line: Line, expected: tuple[str, str, str]) -> None:
    quantity, unit, price = expected
    assert billed(line) == Billed(Decimal(quantity), unit, Decimal(price))


@given(
    minutes=st.none() | st.integers(0, 60_000),
    rate_e4=st.integers(0, 2_000_000),
    off_by=st.integers(-2, 2),
    cents=st.integers(-10_000_000, 10_000_000),
    months=st.integers(1, 30),
)
def test_the_product_is_the_amount_and_the_price_never_negative(
    minutes: int | None, rate_e4: int, off_by: int, cents: int, months: int
) -> None:
    until_on = date(2026 + months // 12, months % 12 + 1, 1)
    amount = cents if minutes is None else hours_amount(minutes, rate_e4) + off_by
    line = replace(REGIE, minutes=minutes, rate_e4=rate_e4, until_on=until_on, amount_cents=amount)
    what = billed(line)
    assert round_half_away(what.quantity * what.price * 100) == amount
    assert what.price >= 0
    assert what.quantity == round(what.quantity, 6)
    assert what.price == round(what.price, 6)
