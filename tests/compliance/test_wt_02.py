"""WT-02: a day of 8 hours at most, or 9 where the worker has half a day off beside Sunday."""

from __future__ import annotations

from basicplus.compliance.facts import Facts
from basicplus.compliance.rules.working_time.days import day as long_days
from tests.compliance.cast import check, hours, told, visits, week

NINE = ("08:00-12:00", "12:30-17:30")
NINE_AND_ONE = ("08:00-12:00", "12:30-17:31")
SHORT = ("08:00-12:00",)
EIGHT = ("08:00-12:00", "12:30-16:30")


def test_nine_hours_are_a_day_in_a_week_of_five_days_and_a_half() -> None:
    assert check(long_days, week("2025-03-03", NINE, SHORT, SHORT, SHORT, SHORT, SHORT)) == []
    assert told(check(long_days, week("2025-03-03", NINE_AND_ONE, SHORT))) == [
        ("day", "refuse", "visits 2025-03-03 W001", 541, 540)
    ]


def test_eight_hours_are_a_day_in_a_week_of_six_days() -> None:
    longer = ("08:00-12:01",)
    assert check(long_days, week("2025-03-03", EIGHT, *[longer] * 5)) == []
    found = check(long_days, week("2025-03-03", ("08:00-12:00", "12:30-16:31"), *[longer] * 5))
    assert told(found) == [("day", "refuse", "visits 2025-03-03 W001", 481, 480)]


def test_hours_done_are_warned_of() -> None:
    assert told(check(long_days, week("2025-03-03", NINE_AND_ONE, kind=hours))) == [
        ("day", "warn", "hours 2025-03-03 W001", 541, 540)
    ]


def test_the_hours_of_a_day_at_all_members_are_summed() -> None:
    morning = visits("2025-03-03", "08:00-13:00")
    later = visits("2025-03-03", "13:30-17:31", member="M002")
    [finding] = check(long_days, Facts(presences=morning + later))
    assert (finding.found, finding.parties) == (541, ("W001", "M001", "M002"))


def test_a_night_belongs_to_the_day_on_which_it_begins_and_lasts_as_long_as_it_lasts() -> None:
    """The autumn night is an hour longer, the spring night an hour shorter than clocks say."""
    autumn = Facts(presences=hours("2025-10-25", "21:30-06:00"))
    spring = Facts(presences=hours("2025-03-29", "21:30-07:00"))
    assert told(check(long_days, autumn)) == [("day", "warn", "hours 2025-10-25 W001", 570, 540)]
    assert check(long_days, spring) == []


def test_a_night_in_two_entries_is_one_day() -> None:
    night = hours("2025-03-03", "20:00-00:00") + hours("2025-03-04", "00:00-05:01")
    assert told(check(long_days, Facts(presences=night))) == [("day", "warn", "hours 2025-03-03 W001", 541, 540)]


def test_29_february_is_a_day_like_others() -> None:
    assert told(check(long_days, Facts(presences=visits("2024-02-29", *NINE_AND_ONE)))) == [
        ("day", "refuse", "visits 2024-02-29 W001", 541, 540)
    ]
