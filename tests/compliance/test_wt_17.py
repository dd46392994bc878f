"""WT-17: overtime of a year within what a worker may offer: 220 hours in 2025, 120 since April 2026."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from basicplus.clock import FOREVER, Span
from basicplus.compliance.facts import Facts, Presence
from basicplus.compliance.rules.working_time.extra_hours import voluntary_overtime
from tests.compliance.cast import check, hours, span, told

ALL = Facts(logged=Span(date(2000, 8, 31), FOREVER))


def overtime(year: int, minutes: int) -> tuple[Presence, ...]:
    """Weeks of 50 hours from mid-January on, so that the overtime of the year adds up to so many minutes."""
    monday, done = date.fromisocalendar(year, 3, 1), []
    while minutes > 0:
        extra = min(minutes, 720)
        for day in range(4):
            done += hours(str(monday + timedelta(days=day)), "07:00-16:30")
        done += hours(str(monday + timedelta(days=4)), "00:00-" + clock(extra))
        monday, minutes = monday + timedelta(days=7), minutes - extra
    return tuple(done)


def clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@pytest.mark.parametrize(("year", "limit"), [(2025, 13200), (2026, 7200)])
def test_the_hours_of_a_year_are_capped(year: int, limit: int) -> None:
    assert check(voluntary_overtime, ALL + Facts(presences=overtime(year, limit))) == []
    [finding] = check(voluntary_overtime, ALL + Facts(presences=overtime(year, limit + 1)))
    assert (finding.rule, *told([finding])[0]) == ("WT-17", "year", "warn", "hours W001", limit + 1, limit)


def test_no_number_is_known_before_2025() -> None:
    assert check(voluntary_overtime, ALL + Facts(presences=overtime(2024, 20000))) == []


def test_a_year_that_is_not_known_as_a_whole_is_not_summed() -> None:
    done = Facts(presences=overtime(2025, 20000))
    assert check(voluntary_overtime, done) == []
    assert check(voluntary_overtime, done + Facts(logged=span("2025-01-02", "2026-01-01"))) == []
