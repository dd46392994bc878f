"""Legal holidays on days without work, and the days that replace them where nothing else is agreed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from basicplus.compliance.calculators.steps import Step, in_range, known, step
from basicplus.compliance.calendar import WEEKDAYS, legal_holidays, moved_holidays
from basicplus.compliance.law import Law
from basicplus.errors import invalid

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat")


@dataclass(frozen=True)
class Replacement:
    """A holiday on a day without work, and the day that replaces it."""

    holiday_on: date
    name: str
    replacement_on: date


@dataclass(frozen=True)
class ReplacementDays:
    """The replacement days of a year, and the day by which their notice is posted."""

    notice_by_on: date
    replacements: tuple[Replacement, ...]
    steps: tuple[Step, ...]


def replacement_days(
    law: Law,
    *,
    year: Annotated[int, "Year of the holidays."],
    week: Annotated[str, "Days of activity of the group, as mon-fri or mon,tue,thu."] = "mon-fri",
) -> ReplacementDays:
    """Return the days that replace the legal holidays of a year that fall on a day without work.

    Without agreement a holiday on a Sunday or a usual day without work moves to the first day of activity after
    it that is itself no holiday and replaces no other. The notice is posted by 15 December of the year before.
    The days are those of the group, never of a member; Sunday is no day of activity. Refuses a week that cannot
    be read. Source: law of 4 January 1974 (HOL-01, HOL-02).
    """
    in_range("year", year, 2001, 2099)
    active = _days_of(week)
    replaced = known(law, "holiday_replaced", date(year, 1, 1), "year")
    notice = known(law, "replacement_notice_by", date(year - 1, 12, 31), "year")
    notice_by_on = date.fromisoformat(f"{year - 1}-{notice.value}")
    holidays = legal_holidays(year)
    replacements = [
        Replacement(day, holidays[day], moved) for day, moved in moved_holidays(holidays, active).items()
    ]
    return ReplacementDays(
        notice_by_on=notice_by_on,
        replacements=tuple(replacements),
        steps=(
            *(
                step(
                    each.name,
                    f"{WEEKDAYS[each.holiday_on.weekday()]} {each.holiday_on}: first day of activity after it",
                    each.replacement_on,
                    replaced,
                )
                for each in replacements
            ),
            step("Notice posted by", f"{notice.value} of the year before {year}", notice_by_on, notice),
        ),
    )


def _days_of(week: str) -> set[int]:
    """Read `mon-fri` or `mon,wed-thu` as weekdays."""
    found: set[int] = set()
    for part in week.lower().replace(" ", "").split(","):
        bounds = [WEEK.index(name) if name in WEEK else None for name in part.split("-")]
        first, last = bounds[0], bounds[-1]
        if len(bounds) > 2 or first is None or last is None or first > last:
            raise invalid("week", week, f"write days as mon-fri or mon,tue,thu, from {', '.join(WEEK)}")
        found |= set(range(first, last + 1))
    return found
