"""HOL-02: a holiday on a day without work is replaced by a working day of the same year, posted by 15 December."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from basicplus.compliance.calendar import holidays_due, holidays_kept
from basicplus.compliance.facts import Facts, Replacement
from basicplus.compliance.rules.holidays import replaced
from tests.compliance.cast import brief, check, span, visits

GOLDEN = tomllib.loads((Path(__file__).parent / "golden/replacement_days.toml").read_text("utf-8"))
ASSUMPTION, ALL_SAINTS = date(2026, 8, 15), date(2026, 11, 1)
YEAR = Facts(presences=visits("2026-03-03", "09:00-12:00"), logged=span("2026-01-01", "2027-01-01"))


def decided(holiday: date, day: date, posted_on: date | None = date(2025, 12, 15)) -> Facts:
    return Facts(replacements=(Replacement(holiday, day, posted_on),))


@pytest.mark.parametrize("case", GOLDEN["case"], ids=lambda case: f"{case['year']}: {case['why']}")
def test_the_days_on_which_a_group_keeps_the_holidays(case: dict[str, Any]) -> None:
    given = {each["holiday"]: each["day"] for each in case.get("decided", [])}
    assert sorted(holidays_kept(case["year"], given)) == case["kept"]


def test_a_replacement_that_fits_and_was_posted_in_time_is_silent() -> None:
    both = decided(ASSUMPTION, date(2026, 5, 15)) + decided(ALL_SAINTS, date(2026, 11, 10))
    assert check(replaced, YEAR + both) == []


def test_what_is_posted_after_15_december_is_noted() -> None:
    both = decided(ASSUMPTION, date(2026, 5, 15), date(2025, 12, 16)) + decided(
        ALL_SAINTS, date(2026, 11, 10), None
    )
    assert brief(check(replaced, YEAR + both)) == [
        (
            "HOL-02.posted_late",
            "note",
            "holiday 2026-08-15",
            "2026-08-15 to 2026-08-15",
            "2025-12-16",
            "2025-12-15",
        ),
        ("HOL-02.posted_late", "note", "holiday 2026-11-01", "2026-11-01 to 2026-11-01", "-", "2025-12-15"),
    ]


def test_without_a_decision_the_next_day_of_activity_is_kept_and_an_audit_says_so() -> None:
    assert [(each.case, each.found) for each in check(replaced, YEAR)] == [
        ("undecided", "2026-08-17"),
        ("undecided", "2026-11-02"),
    ]
    assert check(replaced, Facts(presences=YEAR.presences)) == []


@pytest.mark.parametrize(
    "day",
    [date(2027, 1, 4), date(2026, 8, 16), date(2026, 8, 22), date(2026, 7, 21)],
    ids=["another year", "a Sunday", "a Saturday", "a holiday"],
)
def test_a_day_that_cannot_replace_a_holiday_is_refused(day: date) -> None:
    [finding] = check(replaced, decided(ASSUMPTION, day))
    assert (finding.rule, finding.case, finding.severity, finding.found) == ("HOL-02", "unfit", "refuse", str(day))


def test_a_holiday_on_a_working_day_is_not_replaced_and_no_day_replaces_two() -> None:
    assert len(check(replaced, decided(date(2026, 5, 1), date(2026, 5, 4)))) == 1
    twice = decided(ASSUMPTION, date(2026, 5, 15)) + decided(ALL_SAINTS, date(2026, 5, 15))
    assert [each.case for each in check(replaced, twice)] == ["unfit", "unfit"]


def test_a_part_timer_with_fewer_than_five_days_has_the_holidays_on_the_usual_days() -> None:
    """HOL-03: from Monday to Wednesday, in 2026."""
    kept = holidays_kept(2026, {})
    assert holidays_due(kept, range(5)) == kept
    assert [str(day) for day in holidays_due(kept, (0, 1, 2))] == [
        "2026-04-06",
        "2026-05-25",
        "2026-07-21",
        "2026-08-17",
        "2026-11-02",
        "2026-11-11",
    ]
