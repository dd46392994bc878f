"""Exact money: rounding, allocation (T10) and written forms."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basicplus.errors import InvalidInput
from basicplus.money import (
    NothingToAllocateOn,
    allocate,
    format_cents,
    hours_amount,
    parse_cents,
    round_half_away,
)
from tests.cli.running import run

GOLDEN = tomllib.loads((Path(__file__).parent / "invoicing/golden/allocation.toml").read_text("utf-8"))["case"]

amounts = st.integers(-(10**9), 10**9)
weights = st.dictionaries(
    st.text("ABCDEFGH0123", min_size=1, max_size=4),
    st.one_of(st.integers(0, 10**6), st.fractions(0, 1000, max_denominator=999)),
    min_size=1,
    max_size=12,
).filter(lambda given: any(given.values()))


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        (Fraction(1, 2), 1),
        (Fraction(-1, 2), -1),
        (Fraction(5, 2), 3),
        (Fraction(-5, 2), -3),
        (Decimal("2.4999999999999999999999"), 2),
        (Decimal("-0.5"), -1),
        (Fraction(1, 3), 0),
        (7, 7),
        (0, 0),
    ],
)
def test_halves_are_rounded_away_from_zero(value: Fraction | Decimal | int, rounded: int) -> None:
    assert round_half_away(value) == rounded


@pytest.mark.parametrize("case", GOLDEN, ids=[case["name"] for case in GOLDEN])
def test_the_worked_allocations_come_out_to_the_cent(case: dict) -> None:
    assert allocate(case["total_cents"], case["weights"]) == case["shares_cents"]
    weights = ",".join(f"{name}={weight}" for name, weight in case["weights"].items())
    done = run("calc", "allocate", "--total-cents", str(case["total_cents"]), "--weights", weights, "--json")
    assert (done.exit_code, done.json()["shares_cents"]) == (0, case["shares_cents"])


@given(amounts, weights)
def test_any_amount_on_any_key_sums_exactly(total: int, key: dict[str, Fraction]) -> None:
    assert sum(allocate(total, key).values()) == total


@given(amounts, weights)
def test_the_order_of_the_key_changes_nothing(total: int, key: dict[str, Fraction]) -> None:
    turned = dict(reversed(key.items()))
    assert allocate(total, turned) == allocate(total, key)


@given(amounts, weights)
def test_a_negative_amount_mirrors_the_positive_one(total: int, key: dict[str, Fraction]) -> None:
    assert allocate(-total, key) == {name: -share for name, share in allocate(total, key).items()}


@given(amounts, weights)
def test_a_share_is_less_than_a_cent_from_the_exact_one_and_zero_weight_gets_zero(
    total: int, key: dict[str, Fraction]
) -> None:
    whole = sum(map(Fraction, key.values()))
    shares = allocate(total, key)
    assert [name for name in key if abs(shares[name] - total * Fraction(key[name]) / whole) >= 1] == []
    assert [shares[name] for name in key if not key[name]] == [0 for name in key if not key[name]]


def test_an_amount_that_no_one_carries_is_refused() -> None:
    with pytest.raises(NothingToAllocateOn) as refused:
        allocate(1234, {"M001": 0})
    assert str(refused.value) == "12.34 EUR cannot be shared: no one has a weight above zero."
    assert allocate(0, {"M001": 0}) == {"M001": 0}
    assert allocate(0, {}) == {}


def test_a_negative_weight_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        allocate(100, {"M001": 2, "M002": -1})
    assert str(refused.value) == "weight of M002: found '-1'; a weight is zero or more"


@pytest.mark.parametrize(
    ("minutes", "rate_e4", "cents"),
    [(440, 456214, 33456), (1320, 456214, 100367), (750, 456214, 57027), (1, 450000, 75), (0, 450000, 0)],
)
def test_hours_are_priced_with_one_rounding(minutes: int, rate_e4: int, cents: int) -> None:
    assert hours_amount(minutes, rate_e4) == cents


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1234.5", 123450),
        ("1.234,50", 123450),
        ("1 234,50", 123450),
        ("1\u202f234,50 €", 123450),
        ("-12", -1200),
        ("+0,05", 5),
        ("12.345.678,9", 1234567890),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, cents: int) -> None:
    assert parse_cents(text) == cents


@pytest.mark.parametrize("text", ["1.234", "1,234.50", "12,345", "1e3", "", "-", "twelve", "1..2"])
def test_an_ambiguous_or_finer_amount_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_cents(text)


@given(amounts)
def test_what_is_written_is_read_back(cents: int) -> None:
    assert parse_cents(format_cents(cents)) == cents


def test_cents_are_written_as_plain_euros() -> None:
    assert [format_cents(cents) for cents in (-123450, -5, 0, 7, 100)] == [
        "-1234.50",
        "-0.05",
        "0.00",
        "0.07",
        "1.00",
    ]
