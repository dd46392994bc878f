"""Replacement days: holidays on days without work move to the first free day of activity."""

from __future__ import annotations

import pytest

from basicplus.compliance.calculators import replacement_days
from basicplus.compliance.law import belgian_law
from basicplus.errors import InvalidInput


def moved(year: int, week: str = "mon-fri") -> list[tuple[str, str]]:
    found = replacement_days(belgian_law(), year=year, week=week).replacements
    return [(str(each.holiday_on), str(each.replacement_on)) for each in found]


def test_a_holiday_on_a_weekend_moves_to_the_monday() -> None:
    assert moved(2026) == [("2026-08-15", "2026-08-17"), ("2026-11-01", "2026-11-02")]
    assert moved(2027) == [
        ("2027-05-01", "2027-05-03"),
        ("2027-08-15", "2027-08-16"),
        ("2027-12-25", "2027-12-27"),
    ]


def test_no_day_replaces_two_holidays_and_no_holiday_replaces_another() -> None:
    # In 2016 Labour Day was a Sunday and Ascension the Thursday after.
    assert {("2016-05-01", "2016-05-06"), ("2016-05-05", "2016-05-13")} < set(moved(2016, "fri"))
    assert ("2016-05-01", "2016-05-12") in moved(2016, "thu")


@pytest.mark.parametrize("week", ["mon-sat", "mon,tue,wed,thu,fri,sat", " Mon-Wed, thu-sat "])
def test_where_saturday_is_worked_only_sundays_move(week: str) -> None:
    assert moved(2026, week) == [("2026-11-01", "2026-11-02")]


@pytest.mark.parametrize("week", ["", "fri-mon", "sun", "monday", "mon-", "mon-fri,", "mon-wed-fri"])
def test_a_week_that_cannot_be_read_is_refused(week: str) -> None:
    with pytest.raises(InvalidInput, match="write days as mon-fri"):
        replacement_days(belgian_law(), year=2026, week=week)
