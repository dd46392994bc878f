"""WT-12: who has a fixed schedule is planned within it; elsewhere needs a reason."""

from __future__ import annotations

from basicplus.compliance.facts import Facts, Terms
from basicplus.compliance.rules.working_time.part_time import within_the_schedule
from tests.compliance.cast import check, contract, hours, span, visits

MONDAY_WEEK = ((0, 510, 750), (0, 780, 996))
FIXED = Facts(contracts=(contract(terms=(Terms(span("2021-01-04", "2025-06-02"), 2280, 2280, MONDAY_WEEK),)),))


def test_a_visit_within_the_usual_periods_is_allowed_and_a_minute_outside_is_warned_of() -> None:
    """The usual Monday is 08:30-12:30 and 13:00-16:36."""
    within = visits("2025-03-03", "08:30-12:30", "13:00-16:36")
    assert check(within_the_schedule, FIXED + Facts(presences=within)) == []
    found = check(within_the_schedule, FIXED + Facts(presences=visits("2025-03-03", "08:29-12:30")))
    assert [(each.rule, each.case, each.severity, each.subject, each.found) for each in found] == [
        ("WT-12", "outside", "warn", "visit 2025-03-03 08:29 W001 at M001", 1)
    ]


def test_the_midday_break_and_other_days_are_outside() -> None:
    days = visits("2025-03-03", "11:30-13:30") + visits("2025-03-04", "09:00-12:00")
    assert [each.found for each in check(within_the_schedule, FIXED + Facts(presences=days))] == [30, 180]


def test_a_night_is_outside_by_the_hours_that_clocks_show() -> None:
    night = Facts(presences=visits("2025-03-03", "16:00-02:00"))
    assert [each.found for each in check(within_the_schedule, FIXED + night)] == [10 * 60 - 36]


def test_it_is_the_plan_that_is_judged_and_only_while_a_fixed_schedule_holds() -> None:
    assert check(within_the_schedule, FIXED + Facts(presences=hours("2025-03-04", "09:00-12:00"))) == []
    assert check(within_the_schedule, FIXED + Facts(presences=visits("2025-06-03", "09:00-12:00"))) == []
    none = Facts(contracts=(contract(),), presences=visits("2025-03-04", "09:00-12:00"))
    assert check(within_the_schedule, none) == []


def test_the_new_law_of_july_2026_keeps_the_schedule() -> None:
    later = Facts(contracts=(contract(terms=(Terms(span("2026-01-05"), 2280, 2280, MONDAY_WEEK),)),))
    for day, begins in (("2026-06-30", 2000), ("2026-07-01", 2026)):
        [finding] = check(within_the_schedule, later + Facts(presences=visits(day, "09:00-12:00")))
        assert finding.law.span.from_on.year == begins
