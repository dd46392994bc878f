"""Calculators of social law: pure functions of the law and plain figures, each explaining itself in steps.

Each takes the law first and the rest by name, reads every number from the law, and returns a frozen dataclass of
figures with `steps`. Amounts are integer cents, durations integer minutes, days Brussels days.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from basicplus.compliance.calculators.authorisation import authorisation_end, decision_clock
from basicplus.compliance.calculators.contributions import employer_onss
from basicplus.compliance.calculators.holiday_pay import exit_holiday_pay, holiday_accrual
from basicplus.compliance.calculators.holidays import replacement_days
from basicplus.compliance.calculators.late_interest import late_interest
from basicplus.compliance.calculators.notice import dismissal_dates, notice
from basicplus.compliance.calculators.retention import retention
from basicplus.compliance.calculators.severance import severance
from basicplus.compliance.calculators.steps import Step
from basicplus.compliance.calculators.working_time import (
    daily_rest,
    extra_hours_credit,
    part_time_minimum,
    schedule_notice,
)
from basicplus.compliance.calculators.year_end_premium import year_end_premium

# The command line and the API make a command and an address of each, from its signature.
CALCULATORS: dict[str, Callable[..., Any]] = {
    calculator.__name__.replace("_", "-"): calculator
    for calculator in (
        notice,
        dismissal_dates,
        severance,
        exit_holiday_pay,
        holiday_accrual,
        year_end_premium,
        employer_onss,
        authorisation_end,
        decision_clock,
        replacement_days,
        schedule_notice,
        part_time_minimum,
        extra_hours_credit,
        daily_rest,
        retention,
        late_interest,
    )
}

__all__ = [
    "CALCULATORS",
    "Step",
    "authorisation_end",
    "daily_rest",
    "decision_clock",
    "dismissal_dates",
    "employer_onss",
    "exit_holiday_pay",
    "extra_hours_credit",
    "holiday_accrual",
    "late_interest",
    "notice",
    "part_time_minimum",
    "replacement_days",
    "retention",
    "schedule_notice",
    "severance",
    "year_end_premium",
]
