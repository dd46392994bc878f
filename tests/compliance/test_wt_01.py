"""WT-01: a week of 38 hours at most, or up to 40 where rest days keep the average, over all members."""

from __future__ import annotations

from basicplus.compliance.facts import Facts
from basicplus.compliance.findings import worsened
from basicplus.compliance.rules.working_time.weeks import week as long_weeks
from tests.compliance.cast import check, hours, scheme, told, visits, week

DAY = ("08:30-12:30", "13:00-16:36")
MORE = ("08:30-12:30", "13:00-16:37")
FORTY = ("08:00-12:00", "12:30-16:30")


def test_thirty_eight_hours_are_a_week_and_a_minute_more_needs_rest_days() -> None:
    assert check(long_weeks, week("2025-03-03", *[DAY] * 5)) == []
    assert told(check(long_weeks, week("2025-03-03", *[DAY] * 4, MORE))) == [
        ("rest_days", "warn", "visits 2025-W10 W001", 2281, 2280)
    ]


def test_more_than_forty_hours_are_refused_in_the_plan_and_warned_of_in_the_log() -> None:
    assert told(check(long_weeks, week("2025-03-03", *[FORTY] * 5))) == [
        ("rest_days", "warn", "visits 2025-W10 W001", 2400, 2280)
    ]
    more = [*[FORTY] * 4, ("08:00-12:00", "12:30-16:31")]
    assert told(check(long_weeks, week("2025-03-03", *more))) == [
        ("over", "refuse", "visits 2025-W10 W001", 2401, 2400)
    ]
    assert told(check(long_weeks, week("2025-03-03", *more, kind=hours))) == [
        ("over", "warn", "hours 2025-W10 W001", 2401, 2400)
    ]


def test_the_hours_at_all_members_are_summed_and_plan_and_log_are_not() -> None:
    first, second = (
        week("2025-03-03", *[DAY] * 5),
        Facts(presences=visits("2025-03-08", "08:00-11:00", member="M002")),
    )
    assert [finding.found for finding in check(long_weeks, first + second)] == [2280 + 180]
    assert check(long_weeks, first + week("2025-03-03", *[DAY] * 5, kind=hours)) == []


def test_a_week_runs_from_monday_to_sunday_over_new_year() -> None:
    """30 December 2026 and 2 January 2027 are in the same week, the 53rd of 2026."""
    days = [(), (), *[("08:00-12:00", "12:30-18:30")] * 4]
    [finding] = check(long_weeks, week("2026-12-28", *days))
    assert (finding.subject, str(finding.span), finding.found) == (
        "visits 2026-W53 W001",
        "2026-12-28 to 2027-01-03",
        2400,
    )
    thursday_to_monday = visits("2026-12-31", *DAY) + visits("2027-01-04", *DAY)
    assert check(long_weeks, Facts(presences=thursday_to_monday)) == []


def test_before_2003_the_week_had_forty_hours() -> None:
    assert check(long_weeks, week("2002-12-16", *[FORTY] * 5)) == []
    assert [finding.law.span.from_on.year for finding in check(long_weeks, week("2003-01-06", *[FORTY] * 5))] == [
        2003
    ]


def test_a_flexible_schedule_has_a_week_of_its_own() -> None:
    assert check(long_weeks, week("2025-03-03", *[FORTY] * 5) + scheme("flexible", "2025-01-01")) == []


def test_a_week_that_was_too_long_may_become_shorter_but_not_longer() -> None:
    longer, long = (check(long_weeks, week("2025-03-03", *[FORTY] * days)) for days in (7, 6))
    assert worsened(longer, long) == []
    assert worsened(long, longer) == longer
