"""WT-13: a variable part-time schedule is told seven working days ahead, five before 20 November 2022."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from basicplus.compliance.facts import Facts, Terms
from basicplus.compliance.rules.working_time.part_time import told_in_time
from tests.compliance.cast import check, contract, scheme, span, told, visits

VARIABLE = Facts(contracts=(contract(terms=(Terms(span("2021-01-04"), 1140, 2280, variable=True),)),))


def told_on(day: str, notice: str | None) -> Facts:
    [visit] = visits(day, "09:00-12:00")
    return VARIABLE + Facts(presences=(replace(visit, told_on=date.fromisoformat(notice) if notice else None),))


@pytest.mark.parametrize(
    ("day", "latest", "too_late"),
    [
        ("2025-03-11", "2025-03-03", "2025-03-04"),
        # 21 April 2025 is Easter Monday; Saturdays count, Sundays do not.
        ("2025-04-25", "2025-04-16", "2025-04-17"),
        # The five days of the old law, and the seven of the new one.
        ("2022-11-19", "2022-11-14", "2022-11-15"),
        ("2022-11-21", "2022-11-12", "2022-11-14"),
        # 29 February 2024 counts.
        ("2024-03-01", "2024-02-22", "2024-02-23"),
        # New Year and a Sunday between.
        ("2026-01-02", "2025-12-23", "2025-12-24"),
    ],
)
def test_the_last_day_to_tell(day: str, latest: str, too_late: str) -> None:
    assert check(told_in_time, told_on(day, latest)) == []
    [finding] = check(told_in_time, told_on(day, too_late))
    assert (finding.rule, *told([finding])[0]) == (
        "WT-13",
        "late",
        "refuse",
        f"visit {day} 09:00 W001 at M001",
        too_late,
        latest,
    )


def test_a_first_draft_tells_nobody_yet() -> None:
    assert check(told_in_time, told_on("2025-03-11", None)) == []


def test_what_a_draft_cannot_tell_in_time_any_more_is_a_warning() -> None:
    [visit] = visits("2025-03-11", "09:00-12:00")
    drafted = replace(visit, drafted=True, told_on=date(2025, 3, 3))
    assert check(told_in_time, VARIABLE + Facts(presences=(drafted,))) == []
    late = replace(drafted, told_on=date(2025, 3, 4))
    [finding] = check(told_in_time, VARIABLE + Facts(presences=(late,)))
    assert (finding.case, finding.severity, finding.found, finding.limit) == (
        "draft",
        "warn",
        "2025-03-04",
        "2025-03-03",
    )


def test_the_sectors_shorter_notice_holds_while_it_is_on_file() -> None:
    short = scheme("short_notice", "2025-01-01", "2025-06-01", worker="")
    assert check(told_in_time, told_on("2025-03-11", "2025-03-07") + short) == []
    assert [each.limit for each in check(told_in_time, told_on("2025-03-11", "2025-03-08") + short)] == [
        "2025-03-07"
    ]
    assert len(check(told_in_time, told_on("2025-06-03", "2025-05-30") + short)) == 1


def test_full_timers_and_fixed_schedules_are_told_when_they_are_told() -> None:
    [visit] = visits("2025-03-11", "09:00-12:00")
    late = Facts(presences=(replace(visit, told_on=date(2025, 3, 10)),))
    for terms in (Terms(span("2021-01-04"), 2280, 2280), Terms(span("2021-01-04"), 1140, 2280, ((1, 540, 720),))):
        assert check(told_in_time, late + Facts(contracts=(contract(terms=(terms,)),))) == []
