"""Working time of part-timers and the rest of a day: notice of a schedule, least week, extra hours, daily rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from fractions import Fraction
from math import ceil
from typing import Annotated, Literal

from basicplus.compliance.calculators.steps import Step, in_range, known, saturday_in_words, step
from basicplus.compliance.calendar import working_day_before
from basicplus.compliance.law import Law
from basicplus.errors import invalid

DAY_MINUTES = 24 * 60
WEEK_MINUTES = 7 * DAY_MINUTES


@dataclass(frozen=True)
class ScheduleNotice:
    """The last day on which the worker can be told, and the working days counted."""

    working_days: int
    told_by_on: date
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class PartTimeMinimum:
    """The least week of a part-timer in minutes: by share of full time, by the law of groups, and the higher."""

    share: str
    share_minutes: int
    group_minutes: int
    minimum_minutes: int
    prevails: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class ExtraHoursCredit:
    """Extra minutes without premium, in a month (fixed schedule) or a reference period (variable)."""

    credit_minutes: int
    counted_by: str
    capped: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class DailyRest:
    """The rest between two days of work in minutes, and the earliest restart as a clock time."""

    rest_minutes: int
    required_minutes: int
    breach: bool
    earliest_restart: str
    steps: tuple[Step, ...]


def schedule_notice(
    law: Law,
    *,
    shift_on: Annotated[date, "Day of the shift."],
    working_days: Annotated[int | None, "Working days of a collective agreement; the law's if left out."] = None,
) -> ScheduleNotice:
    """Return the last day on which a part-timer with a variable schedule is told of a shift.

    7 working days ahead by the law of the day of the shift (5 before 2022-11-20); a collective agreement may set
    another number, 3 at least. Saturday counts; Sundays, legal holidays and the day of the shift do not. Refuses
    fewer days than an agreement may set. Source: law of 3 October 2022 (WT-13, WT-13b).
    """
    legal = known(law, "schedule_notice_days", shift_on, "shift_on")
    least = known(law, "schedule_notice_days_sector", shift_on, "shift_on")
    saturday = known(law, "saturday_is_working_day", shift_on, "shift_on")
    days = legal.value if working_days is None else working_days
    in_range("working_days", days, least.value, 60)
    told_by_on = working_day_before(shift_on, days, saturday_is_working_day=saturday.value)
    formula = f"working day {days} before {shift_on}; {saturday_in_words(saturday)}"
    basis = legal if working_days is None else least
    return ScheduleNotice(days, told_by_on, (step("Told at the latest on", formula, told_by_on, basis, saturday),))


def part_time_minimum(
    law: Law,
    *,
    full_time_minutes: Annotated[int, "Full-time week of the group, in minutes (38 h is 2280)."],
    on: Annotated[date, "Day of the contract: its law applies."],
) -> PartTimeMinimum:
    """Return the least weekly duration of a part-time contract, in minutes.

    A third of full time, a tenth from 2026-07-01 on, rounded up to the minute; but 19 hours by the law of
    employer groups since 2014-02-01, which prevails (before, full time only). Refuses a week that is none.
    Source: law of 3 July 1978, art. 11bis (WT-05); law of 12 August 2000 (GE-13).
    """
    in_range("full_time_minutes", full_time_minutes, 1, WEEK_MINUTES)
    share = known(law, "part_time_share", on, "on")
    full_time_only = known(law, "full_time_only", on, "on")
    group = full_time_only if full_time_only.value else known(law, "min_week_minutes", on, "on")
    group_minutes = full_time_minutes if full_time_only.value else group.value
    share_minutes = ceil(Fraction(share.value) * full_time_minutes)
    by_group = group_minutes >= share_minutes
    minimum = max(share_minutes, group_minutes)
    prevails = "GE-13" if by_group else "WT-05"
    asked = "full time only" if full_time_only.value else "whatever full time is"
    return PartTimeMinimum(
        share=share.value,
        share_minutes=share_minutes,
        group_minutes=group_minutes,
        minimum_minutes=minimum,
        prevails=prevails,
        steps=(
            step(
                "By share of full time",
                f"{full_time_minutes} minutes x {share.value}, rounded up",
                f"{share_minutes} minutes",
                share,
            ),
            step("By the law of groups", asked, f"{group_minutes} minutes", group),
            step("Least week", f"the higher of both: {prevails} prevails", f"{minimum} minutes", share, group),
        ),
    )


def extra_hours_credit(
    law: Law,
    *,
    regime: Annotated[Literal["fixed", "variable"], "Schedule of the part-timer."],
    on: Annotated[date, "Day worked: its law applies."],
    weeks: Annotated[int | None, "Weeks of the reference period; for a variable schedule."] = None,
) -> ExtraHoursCredit:
    """Return the extra minutes a part-timer may work without premium.

    Fixed schedule: 12 hours a month. Variable schedule: 3 h 14 for each week of the reference period, 168 hours
    at most (before 2017-10-01: 3 h, 39 hours at most). Whole minutes, nothing is rounded. Refuses a missing
    number of weeks for a variable schedule. Source: royal decree of 25 June 1990, amended on 23 March 2017
    (WT-15).
    """
    if regime == "fixed":
        month = known(law, "extra_minutes_fixed_month", on, "on")
        credit = f"{month.value} minutes"
        return ExtraHoursCredit(
            month.value, "month", False, (step("Credit", "fixed schedule, for a month", credit, month),)
        )
    if weeks is None:
        raise invalid("weeks", "nothing", "give the weeks of the reference period of a variable schedule")
    in_range("weeks", weeks, 1, 53)
    week = known(law, "extra_minutes_variable_week", on, "on")
    cap = known(law, "extra_minutes_variable_cap", on, "on")
    earned = week.value * weeks
    minutes = min(earned, cap.value)
    formula = f"{week.value} minutes x {weeks} weeks"
    return ExtraHoursCredit(
        minutes,
        "reference period",
        earned > cap.value,
        (
            step("Credit before the cap", formula, f"{earned} minutes", week),
            step("Credit", f"the lower of {earned} and {cap.value} minutes", f"{minutes} minutes", cap),
        ),
    )


def daily_rest(
    law: Law,
    *,
    end: Annotated[time, "Time the work ends, as 20:00."],
    restart: Annotated[time, "Time the work starts again, as 07:00; within 24 hours."],
    on: Annotated[date, "Day worked: its law applies."],
) -> DailyRest:
    """Judge the rest between the end of a day of work and the restart, in minutes.

    11 hours in a row in each 24 hours; a restart at or before the time of the end is on the next day. Clock
    times: nights on which clocks change are not told apart. Whole minutes. Source: law of 16 March 1971, art.
    38ter (WT-06).
    """
    required = known(law, "daily_rest_minutes", on, "on")
    ends, starts = (clock.hour * 60 + clock.minute for clock in (end, restart))
    rest = (starts - ends - 1) % DAY_MINUTES + 1
    earliest = (ends + required.value) % DAY_MINUTES
    restart_at = f"{earliest // 60:02d}:{earliest % 60:02d}"
    breach = rest < required.value
    verdict = f"breach: {required.value - rest} minutes short" if breach else "enough"
    return DailyRest(
        rest_minutes=rest,
        required_minutes=required.value,
        breach=breach,
        earliest_restart=restart_at,
        steps=(
            step("Rest", f"from {end:%H:%M} until {restart:%H:%M}", f"{rest} minutes", required),
            step("Enough?", f"{rest} minutes, at least {required.value}", verdict, required),
            step("Earliest restart", f"{end:%H:%M} + {required.value} minutes", restart_at, required),
        ),
    )
