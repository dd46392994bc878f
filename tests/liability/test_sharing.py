"""Who answers for a debt, by both readings; and the waterfall of a loss, which sums to it."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basicplus.clock import Span
from basicplus.liability.ledger import Debt
from basicplus.liability.sharing import (
    Bearing,
    Belonging,
    Fund,
    members_when_due,
    members_when_it_arose,
    waterfall,
)

CASES = tomllib.loads((Path(__file__).parent / "golden/default.toml").read_text("utf-8"))["case"]
DEBT = Debt("D", "wages", "staff", Span(date(2025, 1, 1), date(2025, 4, 1)), date(2025, 4, 30), 100)

funds = st.lists(
    st.builds(Fund, st.text("AB", min_size=1), st.integers(2020, 2025), st.integers(0, 10**6)), max_size=4
)
weights = st.dictionaries(st.text("ABCDEF", min_size=1, max_size=3), st.integers(0, 10**5), max_size=8)


@pytest.mark.parametrize(
    ("from_on", "until_on", "when_due", "when_it_arose"),
    [
        (date(2021, 1, 1), None, True, True),
        (date(2021, 1, 1), date(2025, 1, 1), False, False),
        (date(2021, 1, 1), date(2025, 1, 2), False, True),
        (date(2021, 1, 1), date(2025, 4, 30), False, True),
        (date(2021, 1, 1), date(2025, 5, 1), True, True),
        (date(2025, 3, 31), None, True, True),
        (date(2025, 4, 1), None, True, False),
        (date(2025, 4, 30), None, True, False),
        (date(2025, 5, 1), None, False, False),
    ],
)
def test_leavers_and_joiners_answer_by_the_due_day_or_by_the_time_the_debt_arose(
    from_on, until_on, when_due, when_it_arose
):
    belongings = [Belonging("M001", Span.of(from_on, until_on))]
    found = members_when_due(DEBT, belongings), members_when_it_arose(DEBT, belongings)
    assert found == ({"M001"} if when_due else set(), {"M001"} if when_it_arose else set())


def test_a_member_that_left_and_came_back_answers_once():
    belongings = [
        Belonging("M001", Span(date(2021, 1, 1), date(2025, 2, 1))),
        Belonging("M001", Span(date(2025, 3, 1))),
    ]
    assert (members_when_due(DEBT, belongings), members_when_it_arose(DEBT, belongings)) == ({"M001"}, {"M001"})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_worked_examples(case):
    lines = waterfall(case["loss_cents"], [Fund(**fund) for fund in case["funds"]], case["weights"])
    assert lines == [Bearing(*line) for line in case["lines"]]


@given(st.integers(0, 10**9), funds, weights)
def test_the_waterfall_sums_to_the_loss_and_takes_no_more_than_there_is(loss, given_funds, given_weights):
    lines = waterfall(loss, given_funds, given_weights)
    assert sum(line.cents for line in lines) == loss
    assert all(line.cents > 0 for line in lines)
    borne_by_funds = sum(line.cents for line in lines if line.step == "fund")
    assert borne_by_funds == min(loss, sum(fund.cents for fund in given_funds))
