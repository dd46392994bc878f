"""WT-02c: in a four-day week, since 20 November 2022, a day of nine and a half hours at most."""

from __future__ import annotations

from basicplus.compliance.rules.working_time.days import day as long_days
from basicplus.compliance.rules.working_time.days import four_day_week
from tests.compliance.cast import check, scheme, told, week

LONG = ("08:00-12:00", "12:30-18:00")
LONGER = ("08:00-12:00", "12:30-18:01")
SCHEME = scheme("four_day_week", "2020-01-01")


def test_nine_and_a_half_hours_are_a_day_of_a_four_day_week() -> None:
    assert check(four_day_week, week("2025-03-03", *[LONG] * 4) + SCHEME) == []
    assert check(long_days, week("2025-03-03", *[LONG] * 4) + SCHEME) == []
    [finding] = check(four_day_week, week("2025-03-03", *[LONG] * 3, LONGER) + SCHEME)
    assert (finding.rule, *told([finding])[0]) == ("WT-02c", "day", "refuse", "visits 2025-03-06 W001", 571, 570)


def test_in_a_week_of_five_days_the_usual_day_holds() -> None:
    facts = week("2025-03-03", *[LONG] * 4, ("08:00-12:00",)) + SCHEME
    assert check(four_day_week, facts) == []
    assert [finding.limit for finding in check(long_days, facts)] == [540] * 4


def test_there_was_no_four_day_week_before_20_november_2022() -> None:
    before, after = week("2022-11-14", LONGER) + SCHEME, week("2022-11-21", LONGER) + SCHEME
    assert (check(four_day_week, before), len(check(four_day_week, after))) == ([], 1)
    assert (len(check(long_days, before)), check(long_days, after)) == (1, [])
