"""WT-06: eleven consecutive hours of rest in every 24, of the hours that pass."""

from __future__ import annotations

import pytest

from basicplus.compliance.facts import Facts
from basicplus.compliance.rules.working_time.rest import daily_rest
from tests.compliance.cast import check, hours, told, visits


def planned(evening: str, morning: str) -> Facts:
    return Facts(presences=visits("2025-03-03", evening) + visits("2025-03-04", morning, member="M002"))


def test_who_stops_at_20_starts_at_7_at_the_earliest() -> None:
    """T19."""
    assert check(daily_rest, planned("16:00-20:00", "07:00-10:00")) == []
    [finding] = check(daily_rest, planned("16:00-20:00", "06:59-10:00"))
    assert (finding.rule, *told([finding])[0]) == (
        "WT-06",
        "short",
        "refuse",
        "visits 2025-03-04 W001",
        659,
        660,
    )
    assert [each.found for each in check(daily_rest, planned("18:00-21:30", "08:00-11:00"))] == [630]


def test_hours_done_are_warned_of_and_not_mixed_with_the_plan() -> None:
    late, early = hours("2025-03-03", "18:00-21:30"), hours("2025-03-04", "08:00-11:00")
    assert told(check(daily_rest, Facts(presences=late + early))) == [
        ("short", "warn", "hours 2025-03-04 W001", 630, 660)
    ]
    assert check(daily_rest, Facts(presences=late + visits("2025-03-04", "08:00-11:00"))) == []


def test_a_day_is_not_spread_over_more_than_thirteen_hours_without_a_long_rest() -> None:
    assert check(daily_rest, Facts(presences=visits("2025-03-03", "07:00-10:00", "17:00-20:00"))) == []
    spread = Facts(presences=visits("2025-03-03", "07:00-10:00", "17:00-20:01"))
    assert told(check(daily_rest, spread)) == [("spread", "refuse", "visits 2025-03-03 W001", 659, 660)]
    assert check(daily_rest, Facts(presences=visits("2025-03-03", "06:00-09:00", "20:00-23:00"))) == []


@pytest.mark.parametrize(("saturday", "rest"), [("2025-03-29", 600), ("2025-10-25", 720)])
def test_the_rest_of_a_clock_change_night_is_the_time_that_passes(saturday: str, rest: int) -> None:
    sunday = f"{saturday[:-2]}{int(saturday[-2:]) + 1}"
    night = hours(saturday, "16:00-20:00") + hours(sunday, "07:00-10:00")
    assert [each.found for each in check(daily_rest, Facts(presences=night))] == ([rest] if rest < 660 else [])


def test_rest_counts_over_new_year_and_29_february() -> None:
    new_year = visits("2025-12-31", "16:00-20:00") + visits("2026-01-01", "06:30-09:30")
    leap = visits("2024-02-29", "16:00-20:00") + visits("2024-03-01", "06:30-09:30")
    for presences in (new_year, leap):
        assert [each.found for each in check(daily_rest, Facts(presences=presences))] == [630]
