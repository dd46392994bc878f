"""WT-01b: where the joint committee shortened full time, a week is no longer than that."""

from __future__ import annotations

from basicplus.compliance.facts import Facts, Terms
from basicplus.compliance.rules.working_time.weeks import week_of_the_sector
from tests.compliance.cast import check, contract, hours, scheme, span, told, week

SECTOR = Facts(contracts=(contract(week_minutes=2160, full_time_minutes=2160),))
DAY = ("08:30-12:30", "13:00-16:12")
MORE = ("08:30-12:30", "13:00-16:13")


def test_a_sector_of_thirty_six_hours_plans_no_more() -> None:
    assert check(week_of_the_sector, SECTOR + week("2025-03-03", *[DAY] * 5)) == []
    [finding] = check(week_of_the_sector, SECTOR + week("2025-03-03", *[DAY] * 4, MORE))
    assert (finding.rule, *told([finding])[0]) == ("WT-01b", "over", "refuse", "visits 2025-W10 W001", 2161, 2160)


def test_hours_done_beyond_it_are_warned_of() -> None:
    found = check(week_of_the_sector, SECTOR + week("2025-03-03", *[DAY] * 4, MORE, kind=hours))
    assert told(found) == [("over", "warn", "hours 2025-W10 W001", 2161, 2160)]


def test_where_full_time_is_that_of_the_law_wt_01_says_it() -> None:
    usual = Facts(contracts=(contract(),))
    assert check(week_of_the_sector, usual + week("2025-03-03", *[("08:00-12:00", "12:30-17:30")] * 5)) == []


def test_when_the_sector_shortens_full_time_the_week_follows() -> None:
    """An amendment of 3 March 2025: the week before had 38 hours."""
    terms = (
        Terms(span("2021-01-04", "2025-03-03"), 2280, 2280),
        Terms(span("2025-03-03"), 2160, 2160),
    )
    amended = Facts(contracts=(contract(terms=terms),))
    full = [("08:30-12:30", "13:00-16:36")] * 5
    assert check(week_of_the_sector, amended + week("2025-02-24", *full)) == []
    assert len(check(week_of_the_sector, amended + week("2025-03-03", *full))) == 1


def test_a_flexible_schedule_has_a_week_of_its_own() -> None:
    facts = SECTOR + week("2025-03-03", *[DAY] * 4, MORE) + scheme("flexible", "2025-01-01")
    assert check(week_of_the_sector, facts) == []
