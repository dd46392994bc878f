"""Rounding rules: what is registered never changes, and the order of the visits changes nothing (T14)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basicplus.rounding import RULES, Priced, RoundingRule, price

GOLDEN = tomllib.loads((Path(__file__).parent / "invoicing/golden/rounding.toml").read_text("utf-8"))["case"]

rules = st.sampled_from(sorted(RULES))
visits = st.lists(st.integers(1, 24 * 60), max_size=12)
rates = st.integers(0, 10**7)


@pytest.mark.parametrize("case", GOLDEN, ids=[case["name"] for case in GOLDEN])
def test_a_rule_gives_the_results_it_was_registered_with(case: dict[str, Any]) -> None:
    assert price(case["rule"], case["visits"], case["rate_e4"]) == Priced(case["minutes"], case["cents"])


def test_every_rule_is_registered_under_its_name_and_has_a_worked_example() -> None:
    assert set(RULES) == set(get_args(RoundingRule)) == {case["rule"] for case in GOLDEN}


@given(rules, visits, rates)
def test_the_order_of_the_visits_changes_nothing(rule: str, minutes: list[int], rate: int) -> None:
    assert price(rule, minutes[::-1], rate) == price(rule, minutes, rate)


@given(visits, rates)
def test_a_rule_bills_no_more_than_a_quarter_of_an_hour_a_visit_beside_the_time_done(
    minutes: list[int], rate: int
) -> None:
    done = sum(minutes)
    assert 0 <= price("quarter-hour-up-1", minutes, rate).minutes - done <= 14 * len(minutes)
    assert abs(price("quarter-hour-nearest-1", minutes, rate).minutes - done) <= 7 * len(minutes)
    exact, per_visit = (price(rule, minutes, rate) for rule in ("exact-minutes-1", "per-visit-1"))
    assert exact.minutes == per_visit.minutes == done
    assert 2 * abs(exact.cents - per_visit.cents) <= len(minutes) + 1
