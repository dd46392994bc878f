"""WT-08: a break of fifteen minutes after six hours at the latest, as the log tells."""

from __future__ import annotations

from basicplus.compliance.facts import Facts
from basicplus.compliance.rules.working_time.periods import break_in_time
from tests.compliance.cast import check, hours, told, visits


def done(*periods: str) -> Facts:
    return Facts(presences=hours("2025-03-03", *periods))


def test_six_hours_need_no_break_and_a_minute_more_does() -> None:
    assert check(break_in_time, done("08:00-14:00")) == []
    [finding] = check(break_in_time, done("08:00-14:01"))
    assert (finding.rule, *told([finding])[0]) == (
        "WT-08",
        "none",
        "warn",
        "hours 2025-03-03 W001 08:00-14:01",
        361,
        360,
    )


def test_a_break_of_fifteen_minutes_counts_and_one_of_fourteen_does_not() -> None:
    assert check(break_in_time, done("08:00-12:00", "12:15-16:00")) == []
    assert [each.found for each in check(break_in_time, done("08:00-12:00", "12:14-16:00"))] == [480]


def test_members_travel_and_entries_in_a_row_make_one_stretch() -> None:
    row = hours("2025-03-03", "08:00-11:00") + hours("2025-03-03", "11:00-14:30", member="M002")
    assert [each.found for each in check(break_in_time, Facts(presences=row))] == [390]


def test_a_planned_visit_leaves_its_breaks_to_the_worker() -> None:
    assert check(break_in_time, Facts(presences=visits("2025-03-03", "08:00-16:00"))) == []


def test_the_stretch_of_a_clock_change_night_is_the_time_that_passes() -> None:
    assert check(break_in_time, Facts(presences=hours("2025-03-29", "22:00-05:00"))) == []
    assert [each.found for each in check(break_in_time, Facts(presences=hours("2025-10-25", "22:00-05:00")))] == [
        480
    ]
