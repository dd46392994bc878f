"""What a calculator cannot know is refused in a sentence that names the field, and what is allowed."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from basicplus.compliance.calculators import CALCULATORS
from basicplus.compliance.law import belgian_law
from basicplus.errors import InvalidInput
from tests.cli.running import run

DAY = date(2026, 9, 30)


@pytest.mark.parametrize(
    ("name", "inputs", "told"),
    [
        ("dismissal-dates", {"sent_on": DAY, "weeks": 0}, "weeks: found '0'; from 1 to 520"),
        (
            "dismissal-dates",
            {"sent_on": date(2013, 12, 31), "weeks": 1},
            "sent_on: found '2013-12-31'; give 2014-01-01",
        ),
        ("severance", {"monthly_cents": -1, "weeks": 1, "on": DAY}, "monthly_cents: found '-1'; from 0"),
        (
            "severance",
            {"monthly_cents": 1, "weeks": 1, "meal_voucher_days": 367, "on": DAY},
            "meal_voucher_days: found '367'; from 0 to 366",
        ),
        (
            "exit-holiday-pay",
            {"gross_cents": 1, "employer_rate": Decimal("100.01"), "on": DAY},
            "employer_rate: found '100.01'; from 0 to 100",
        ),
        (
            "exit-holiday-pay",
            {"gross_cents": 1, "on": date(2000, 8, 30)},
            "on: found '2000-08-30'; exit_holiday_percent",
        ),
        ("holiday-accrual", {"pay_cents": 1, "on": date(2016, 12, 31)}, "on: found '2016-12-31'; give 2017-01-01"),
        (
            "employer-onss",
            {"gross_cents": 1, "on": date(2017, 12, 31), "sector": "profit"},
            "on: found '2017-12-31'; give 2018-01-01 or later",
        ),
        (
            "year-end-premium",
            {"committee": "337", "october_gross_cents": 1, "months": 10, "year": 2024},
            "months: found '10'; from 0 to 9",
        ),
        (
            "year-end-premium",
            {"committee": "337", "october_gross_cents": 1, "months": 9, "year": 2023},
            "committee: found '337'; its premium of 2023 cannot be calculated (Convention collective: non lu"
            " pour cette période); these can: 200, 329.02",
        ),
        (
            "year-end-premium",
            {"committee": "999", "october_gross_cents": 1, "months": 9, "year": 2024},
            "committee: found '999'; its premium of 2024 cannot be calculated; these can: 200, 329.02, 337",
        ),
        (
            "authorisation-end",
            {"exceeded_on": date(2017, 1, 31)},
            "exceeded_on: found '2017-01-31'; give 2017-02-01",
        ),
        ("decision-clock", {"received": date(2017, 1, 31)}, "received: found '2017-01-31'; give 2017-02-01"),
        (
            "decision-clock",
            {"received": DAY, "advice_asked": date(2026, 9, 29)},
            "advice_asked: found '2026-09-29'; received is 2026-09-30",
        ),
        (
            "decision-clock",
            {"received": DAY, "advice_asked": DAY, "advice_given": date(2026, 9, 29)},
            "advice_given: found '2026-09-29'; advice_asked is 2026-09-30",
        ),
        (
            "decision-clock",
            {"received": DAY, "advice_given": DAY},
            "advice_given: found '2026-09-30'; give the day the advice was asked too",
        ),
        ("schedule-notice", {"shift_on": DAY, "working_days": 2}, "working_days: found '2'; from 3 to 60"),
        (
            "part-time-minimum",
            {"full_time_minutes": 0, "on": DAY},
            "full_time_minutes: found '0'; from 1 to 10080",
        ),
        ("extra-hours-credit", {"regime": "variable", "on": DAY}, "weeks: found 'nothing'; give the weeks"),
        (
            "extra-hours-credit",
            {"regime": "fixed", "on": date(2017, 9, 30)},
            "on: found '2017-09-30'; give 2017-10-01 or later",
        ),
        (
            "daily-rest",
            {"end": time(20), "restart": time(7), "on": date(2000, 8, 30)},
            "on: found '2000-08-30'; daily_rest_minutes: no value known",
        ),
        (
            "late-interest",
            {"cents": 1, "due": date(2026, 7, 1), "paid": date(2026, 8, 1)},
            "due: found '2026-07-01'; give 2026-01-01 or later (late_interest_percent of that day: taux",
        ),
        ("retention", {"kind": "invoice", "dated": date(2000, 8, 30)}, "dated: found '2000-08-30'; running_terms"),
    ],
)
def test_bad_input_is_a_sentence(name: str, inputs: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        CALCULATORS[name](belgian_law(), **inputs)
    assert str(refused.value).startswith(told)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("authorisation-end", "--exceeded-on", "2017-01-31"),
            "--exceeded-on: found '2017-01-31'; give 2017-02-01",
        ),
        (("authorisation-end", "--exceeded-on", "31/02/2025"), "--exceeded-on: found '31/02/2025'; write a day"),
        (("daily-rest", "--end", "25:00", "--restart", "07:00"), "--end: found '25:00'; write a time"),
        (
            ("exit-holiday-pay", "--gross-cents", "1", "--employer-rate", "much"),
            "--employer-rate: found 'much'; write",
        ),
        (
            ("exit-holiday-pay", "--gross-cents", "1", "--employer-rate", "nan"),
            "--employer-rate: found 'nan'; write",
        ),
        (("retention", "--kind", "letter", "--dated", "2026-01-01"), "--kind"),
        (("severance", "--weeks", "3"), "--monthly-cents"),
    ],
)
def test_the_command_line_names_the_option(arguments: tuple[str, ...], told: str) -> None:
    done = run("calc", *arguments)
    assert (done.exit_code, done.stdout, told in done.stderr) == (2, "", True), done.stderr


def test_a_person_sees_the_figures_and_the_steps() -> None:
    done = run("calc", "dismissal-dates", "--sent-on", "2026-11-25", "--weeks", "18")
    assert done.exit_code == 0
    for part in (
        "effective_on  2026-11-28",
        "First day of the notice",
        "first monday after 2026-11-28",
        "official",
    ):
        assert part in done.stdout


def test_a_person_sees_which_days_replace_which() -> None:
    done = run("calc", "replacement-days", "--year", "2027")
    for part in ("saturday 2027-05-01", "2027-05-03", "2026-12-15"):
        assert part in done.stdout
