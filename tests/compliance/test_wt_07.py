"""WT-07: 35 consecutive hours of rest in every week, Sunday and eleven hours more."""

from __future__ import annotations

from basicplus.compliance.facts import Facts
from basicplus.compliance.rules.working_time.rest import weekly_rest
from tests.compliance.cast import check, hours, told, visits, week

DAY = ("09:00-12:00",)


def six_days(saturday: str, monday: str) -> Facts:
    return week("2025-03-03", *[DAY] * 5, (saturday,)) + Facts(presences=visits("2025-03-10", monday))


def test_saturday_20_to_monday_7_is_enough_and_a_minute_less_is_not() -> None:
    assert check(weekly_rest, six_days("15:00-20:00", "07:00-10:00")) == []
    [finding] = check(weekly_rest, six_days("15:00-20:00", "06:59-10:00"))
    assert (finding.rule, *told([finding])[0], str(finding.span)) == (
        "WT-07",
        "short",
        "refuse",
        "visits 2025-W10 W001",
        2099,
        2100,
        "2025-03-03 to 2025-03-09",
    )


def test_hours_done_are_warned_of() -> None:
    seven = week("2025-03-03", *[DAY] * 7, kind=hours) + Facts(presences=hours("2025-03-10", *DAY))
    assert told(check(weekly_rest, seven)) == [("short", "warn", "hours 2025-W10 W001", 21 * 60, 2100)]


def test_a_rest_in_the_middle_of_the_week_is_one_too() -> None:
    wednesday_off = week("2025-03-03", DAY, DAY, (), DAY, DAY, DAY, DAY, DAY)
    assert check(weekly_rest, wednesday_off) == []


def test_the_spring_change_takes_an_hour_of_the_rest() -> None:
    spring = week("2025-03-24", *[DAY] * 5, ("15:00-20:00",)) + Facts(
        presences=visits("2025-03-31", "07:00-10:00")
    )
    autumn = week("2025-10-20", *[DAY] * 5, ("15:00-20:00",)) + Facts(
        presences=visits("2025-10-27", "06:00-09:00")
    )
    assert [each.found for each in check(weekly_rest, spring)] == [2040]
    assert check(weekly_rest, autumn) == []
