"""The calculators of prices refuse what makes no price, and name the option; their figures are golden cases."""

from __future__ import annotations

import pytest

from tests.cli.running import run


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("hourly-rate", "--cost-cents", "1", "--minutes", "0"), "--minutes: found '0'; from 1 to 100000000"),
        (("hourly-rate", "--cost-cents", "-1", "--minutes", "1"), "--cost-cents: found '-1'; from 0 to"),
        (
            ("hourly-rate", "--cost-cents", "9", "--subsidy-cents", "10", "--minutes", "1"),
            "--subsidy-cents: found '10'; from 0 to 9",
        ),
        (
            ("productive-hours", "--contract-minutes", "600", "--sickness-minutes", "601"),
            "--contract-minutes: found '600'; at least the 601 minutes that are taken off",
        ),
        (
            ("productive-hours", "--contract-minutes", "600", "--leave-minutes", "-1"),
            "--leave-minutes: found '-1'; zero or more",
        ),
    ],
)
def test_what_makes_no_price_is_a_sentence(arguments: tuple[str, ...], told: str) -> None:
    done = run("calc", *arguments)
    assert (done.exit_code, told in done.stderr) == (2, True), done.stderr
