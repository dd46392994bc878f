"""Notice of a contract of unlimited duration that started in 2014 or later, and the days of a dismissal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from basicplus.compliance.calculators.steps import Step, in_range, known, not_before, saturday_in_words, step
from basicplus.compliance.calendar import WEEKDAYS, completed_months, working_day_after
from basicplus.compliance.law import Law, Value
from basicplus.errors import invalid


@dataclass(frozen=True)
class Notice:
    """The notice due: completed months of seniority, weeks, and the last day of the notice.

    `table_from_on` is the first day of the table used; `capped` says that the cap took weeks away.
    """

    seniority_months: int
    seniority_years: int
    table_from_on: date
    weeks_before_cap: int
    weeks: int
    capped: bool
    starts_on: date
    ends_on: date
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class DismissalDates:
    """The days of a dismissal by registered letter; `ends_on` is the last day of the notice."""

    effective_on: date
    starts_on: date
    ends_on: date
    steps: tuple[Step, ...]


def notice(
    law: Law,
    *,
    contract_start: Annotated[date, "First day of the contract; 2014-01-01 or later."],
    notice_starts: Annotated[date, "First day of the notice, usually a Monday."],
    by: Annotated[Literal["employer", "worker"], "Who ends the contract."] = "employer",
    notice_given: Annotated[date | None, "Day the notice is given; the day it starts if left out."] = None,
    seniority_from: Annotated[date | None, "First day of earlier uninterrupted service, if any."] = None,
) -> Notice:
    """Count the notice in weeks, from seniority in completed months.

    Seniority runs to the day before the notice starts. The table is the one of the day the notice is given; the
    cap of 52 weeks is for contracts that start on 2026-07-01 or later. No rounding: months are complete or not.
    Not included: the seven days of GE-23 for workers hired from a target group. Refuses a contract from before
    2014 (two-part calculation) and days out of order. Source: law of 3 July 1978, art. 37/2 (SOC-01 to SOC-04).
    """
    given = notice_given or notice_starts
    first = seniority_from or contract_start
    not_before("notice_starts", notice_starts, "contract_start", contract_start)
    not_before("notice_starts", notice_starts, "notice_given", given)
    not_before("notice_given", given, "contract_start", contract_start)
    not_before("contract_start", contract_start, "seniority_from", first)
    single = known(law, "notice_single_table", contract_start, "contract_start")
    if not single.value:
        raise invalid("contract_start", contract_start, f"the notice is counted in two parts ({single.source})")
    table = known(law, f"notice_weeks_{by}", given, "notice_given")
    counted_to = known(law, "seniority_ends", given, "notice_given")
    cap = law.on(contract_start, "notice_cap_weeks")

    months = completed_months(first, notice_starts)
    before_cap = _weeks(table.value, months)
    weeks = min(before_cap, cap.value) if by == "employer" and cap.value else before_cap
    ends_on = notice_starts + timedelta(weeks=weeks, days=-1)
    years, rest = divmod(months, 12)
    steps = [
        step(
            "Seniority",
            f"completed months from {first} to {notice_starts - timedelta(days=1)}, the day before the notice",
            f"{years} years {rest} months",
            counted_to,
        ),
        step(
            "Weeks in the table",
            f"table of notices given from {table.span.from_on} on; given on {given}; {months} completed months",
            f"{before_cap} weeks",
            table,
        ),
    ]
    if by == "employer":
        steps.append(_capping(contract_start, cap, before_cap, weeks))
    steps.append(
        step("Last day of the notice", f"{notice_starts} + {weeks} weeks, the day before", ends_on, table)
    )
    return Notice(
        seniority_months=months,
        seniority_years=years,
        table_from_on=table.span.from_on,
        weeks_before_cap=before_cap,
        weeks=weeks,
        capped=weeks < before_cap,
        starts_on=notice_starts,
        ends_on=ends_on,
        steps=tuple(steps),
    )


def dismissal_dates(
    law: Law,
    *,
    sent_on: Annotated[date, "Day the registered letter is sent."],
    weeks: Annotated[int, "Weeks of notice."],
) -> DismissalDates:
    """Count the days of a dismissal: letter in effect, first and last day of the notice.

    A registered letter takes effect on the third working day after it is sent (Saturday counts, Sundays and
    legal holidays do not); the notice runs from the next Monday and ends after its weeks. Whole days, nothing is
    rounded. Refuses weeks below 1. Source: law of 3 July 1978 (SOC-04).
    """
    in_range("weeks", weeks, 1, 520)
    days = known(law, "dismissal_effective_working_days", sent_on, "sent_on")
    weekday = known(law, "notice_starts_weekday", sent_on, "sent_on")
    saturday = known(law, "saturday_is_working_day", sent_on, "sent_on")
    effective_on = working_day_after(sent_on, days.value, saturday_is_working_day=saturday.value)
    until_start = (WEEKDAYS.index(weekday.value) - effective_on.weekday() - 1) % len(WEEKDAYS) + 1
    starts_on = effective_on + timedelta(days=until_start)
    ends_on = starts_on + timedelta(weeks=weeks, days=-1)
    return DismissalDates(
        effective_on=effective_on,
        starts_on=starts_on,
        ends_on=ends_on,
        steps=(
            step(
                "Letter takes effect",
                f"working day {days.value} after {sent_on}; {saturday_in_words(saturday)}",
                effective_on,
                days,
                saturday,
            ),
            step("First day of the notice", f"first {weekday.value} after {effective_on}", starts_on, weekday),
            step("Last day of the notice", f"{starts_on} + {weeks} weeks, the day before", ends_on, weekday),
        ),
    )


def _weeks(table: dict[str, Any], months: int) -> int:
    reached, weeks = max(row for row in table["rows"] if row[0] <= months)
    last, _ = table["rows"][-1]
    further_years = (months - last) // 12 if reached == last else 0
    return int(weeks + further_years * table["each_further_year"])


def _capping(contract_start: date, cap: Value, before_cap: int, weeks: int) -> Step:
    if cap.value is None:
        return step("Cap", f"no cap for a contract that starts on {contract_start}", f"{weeks} weeks", cap)
    formula = f"the lower of {before_cap} and {cap.value} weeks: contract starts on {contract_start}"
    return step("Cap", formula, f"{weeks} weeks", cap)
