"""WT-03: periods of three hours at least, over all members; a normal break does not cut one."""

from __future__ import annotations

from basicplus.compliance.facts import Facts, Waiver
from basicplus.compliance.findings import worsened
from basicplus.compliance.law import belgian_law
from basicplus.compliance.rules import judge
from basicplus.compliance.rules.working_time.periods import long_enough
from tests.compliance.cast import check, hours, span, told, visits


def planned(*periods: str) -> Facts:
    return Facts(presences=visits("2025-03-03", *periods))


def test_three_hours_are_a_period_and_a_minute_less_is_too_short() -> None:
    assert check(long_enough, planned("09:00-12:00")) == []
    [finding] = check(long_enough, planned("09:00-11:59"))
    assert (finding.rule, *told([finding])[0]) == (
        "WT-03",
        "short",
        "warn",
        "visits 2025-03-03 W001 09:00-11:59",
        179,
        180,
    )


def test_hours_done_are_noted() -> None:
    found = check(long_enough, Facts(presences=hours("2025-03-03", "09:00-11:00")))
    assert told(found) == [("short", "note", "hours 2025-03-03 W001 09:00-11:00", 120, 180)]


def test_visits_at_two_members_are_one_period_with_a_normal_break_between() -> None:
    assert check(long_enough, planned("10:00-12:00", "13:30-14:30")) == []
    assert [finding.found for finding in check(long_enough, planned("10:00-12:00", "13:31-14:31"))] == [120, 60]


def test_the_break_is_no_part_of_the_period() -> None:
    assert [finding.found for finding in check(long_enough, planned("10:00-11:00", "12:00-13:59"))] == [179]


def test_a_waiver_is_the_reason_of_the_sector() -> None:
    sector = Waiver("CCT-3H", "WT-03", span("2025-01-01", "2025-03-04"))
    waived, not_waived = (
        [
            finding
            for finding in judge(Facts(presences=visits(day, "09:00-11:00"), waivers=(sector,)), belgian_law())
            if finding.rule == "WT-03"
        ]
        for day in ("2025-03-03", "2025-03-04")
    )
    assert [finding.waiver for finding in (*waived, *not_waived)] == ["CCT-3H", None]
    assert worsened([], waived + not_waived, "warn") == not_waived
