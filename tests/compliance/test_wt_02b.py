"""WT-02b: under a flexible schedule a day of 9 hours and a week of 45 at most."""

from __future__ import annotations

from basicplus.compliance.rules.working_time.days import flexible
from tests.compliance.cast import check, hours, scheme, told, week

FLEXIBLE = scheme("flexible", "2025-01-01", "2025-03-10")
NINE = ("08:00-12:00", "12:30-17:30")
MORE = ("08:00-12:00", "12:30-17:31")


def test_a_flexible_day_has_nine_hours_and_a_flexible_week_forty_five() -> None:
    assert check(flexible, week("2025-03-03", *[NINE] * 5) + FLEXIBLE) == []
    found = check(flexible, week("2025-03-03", *[NINE] * 4, MORE) + FLEXIBLE)
    assert {finding.rule for finding in found} == {"WT-02b"}
    assert told(found) == [
        ("day", "refuse", "visits 2025-03-07 W001", 541, 540),
        ("week", "refuse", "visits 2025-W10 W001", 2701, 2700),
    ]


def test_hours_done_are_warned_of() -> None:
    found = check(flexible, week("2025-03-03", MORE, kind=hours) + FLEXIBLE)
    assert told(found) == [("day", "warn", "hours 2025-03-03 W001", 541, 540)]


def test_it_says_nothing_without_a_flexible_schedule_on_file_that_day() -> None:
    assert check(flexible, week("2025-03-03", *[MORE] * 5)) == []
    assert check(flexible, week("2025-03-10", *[MORE] * 5) + FLEXIBLE) == []
    assert check(flexible, week("2025-03-03", *[MORE] * 5) + scheme("flexible", "2025-01-01", worker="W002")) == []
