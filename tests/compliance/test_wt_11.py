"""WT-11: no work where the group keeps a legal holiday; a replaced holiday is a day like others."""

from __future__ import annotations

from datetime import date

from basicplus.compliance.facts import Facts, Replacement
from basicplus.compliance.rules.working_time.free_days import holiday_rest
from tests.compliance.cast import check, hours, scheme, told, visits


def test_no_work_on_1_may_from_midnight_to_midnight() -> None:
    around = visits("2026-04-30", "18:00-00:00") + visits("2026-05-02", "00:00-03:00")
    assert check(holiday_rest, Facts(presences=around)) == []
    found = check(holiday_rest, Facts(presences=visits("2026-04-30", "22:00-00:30")))
    assert [(each.rule, *told([each])[0], str(each.span)) for each in found] == [
        ("WT-11", "holiday", "refuse", "visits 2026-04-30 W001", 30, "2026-05-01", "2026-05-01 to 2026-05-01")
    ]
    assert [
        each.severity for each in check(holiday_rest, Facts(presences=hours("2026-05-01", "09:00-12:00")))
    ] == ["refuse"]


def test_new_years_day_is_a_holiday_of_the_year_that_begins() -> None:
    found = check(holiday_rest, Facts(presences=hours("2025-12-31", "22:00-02:00")))
    assert [(each.found, each.limit) for each in found] == [(120, "2026-01-01")]


def test_a_holiday_on_a_saturday_that_nobody_replaced_is_kept_on_the_monday_after() -> None:
    """15 August 2026 is a Saturday."""
    saturday, monday = visits("2026-08-15", "09:00-12:00"), visits("2026-08-17", "09:00-12:00")
    assert told(check(holiday_rest, Facts(presences=saturday + monday))) == [
        ("replacement", "refuse", "visits 2026-08-17 W001", 180, "2026-08-15")
    ]


def test_the_day_that_the_group_decided_is_kept_instead() -> None:
    bridge = Facts(replacements=(Replacement(date(2026, 8, 15), date(2026, 5, 15), date(2025, 12, 1)),))
    days = visits("2026-05-15", "09:00-12:00") + visits("2026-08-17", "09:00-12:00")
    assert told(check(holiday_rest, bridge + Facts(presences=days))) == [
        ("replacement", "refuse", "visits 2026-05-15 W001", 180, "2026-08-15")
    ]


def test_where_sunday_work_is_allowed_holiday_work_is_too() -> None:
    facts = Facts(presences=visits("2026-05-01", "09:00-12:00"))
    assert check(holiday_rest, facts + scheme("sunday", "2026-01-01")) == []
    assert len(check(holiday_rest, facts + scheme("sunday", "2026-01-01", "2026-05-01"))) == 1
