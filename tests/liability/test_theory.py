"""What an exit would cost: worked examples, every figure with its steps, and what is not known said."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from basicplus.compliance.law import belgian_law
from basicplus.liability.theory import ExitInputs, exit_cost

CASES = tomllib.loads((Path(__file__).parent / "golden/exit.toml").read_text("utf-8"))["case"]


def inputs(**changes: Any) -> ExitInputs:
    """An open-ended contract at 3,000.00 EUR a month, 30,000.00 EUR this year, contributions of 30 %."""
    given = {
        "worker": "W001",
        "contract": "C-W001",
        "contract_kind": "open_ended",
        "contract_start": date(2021, 1, 4),
        "committee": "337",
        "gross_month": date(2025, 10, 1),
        "monthly_gross_cents": 300000,
        "service_year_gross_cents": 3000000,
        "premium_paid_cents": 0,
        "benefits_year_cents": 0,
        "employer_rate_percent": Decimal("30.00"),
        "rate_from": "payroll",
    } | changes
    return ExitInputs(**{"seniority_from": given["contract_start"]} | given)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_worked_examples(case):
    cost = exit_cost(belgian_law(), inputs(**case["inputs"]), case["on"])
    figures = [[figure.name, figure.cents, figure.contributions_cents] for figure in cost.figures]
    assert figures == case["figures"]
    assert (cost.notice_weeks, cost.total_cents) == (case.get("notice_weeks"), case["total_cents"])
    assert [sentence.split(":")[0] for sentence in cost.unknown] == case["unknown"]


def test_the_cap_holds_for_contracts_that_start_on_the_day_it_begins_and_not_for_earlier_ones():
    far = date(2043, 12, 31)
    weeks = [
        exit_cost(belgian_law(), inputs(contract_start=start), far).notice_weeks
        for start in (date(2026, 6, 30), date(2026, 7, 1))
    ]
    assert weeks == [54, 52]


def test_earlier_service_without_a_break_counts():
    cost = exit_cost(belgian_law(), inputs(seniority_from=date(2019, 1, 1)), date(2025, 10, 31))
    assert cost.notice_weeks == 21


def test_every_figure_says_how_it_was_found_and_how_sure_it_is():
    cost = exit_cost(belgian_law(), inputs(), date(2025, 10, 31))
    steps = [step for figure in cost.figures for step in figure.steps]
    assert all(step.formula and step.result and step.source for step in steps)
    assert {step.confirmed for step in steps} <= {"official", "secondary", "house", "belief"}
    last = cost.figures[0].steps[-1]
    assert (last.formula, last.result) == ("11606.51 EUR x 30.00 % (rate: payroll)", "3481.95 EUR")


def test_a_rate_of_the_law_names_its_source():
    by_law = inputs(rate_from="maribel", employer_rate_percent=Decimal("32.40"))
    last = exit_cost(belgian_law(), by_law, date(2025, 10, 31)).figures[0].steps[-1]
    assert (last.formula, last.confirmed) == ("11606.51 EUR x 32.40 % (rate: maribel)", "secondary")
    assert last.source.startswith("Catégorie 2")


def test_without_pay_nothing_is_guessed():
    cost = exit_cost(belgian_law(), inputs(gross_month=None, monthly_gross_cents=0), date(2025, 10, 31))
    assert (cost.notice_weeks, cost.figures, cost.total_cents) == (None, (), 0)
    assert cost.unknown == ("Pay: no gross pay is booked in the twelve months before.",)
