"""GE-13: at least 19 hours a week agreed; before 1 February 2014, full time only."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from basicplus.compliance.facts import Facts, Terms
from basicplus.compliance.law import NoLawThatDay
from basicplus.compliance.rules.contracts import enough_weekly_hours
from basicplus.compliance.sentences import full_sentence
from tests.compliance.cast import brief, check, contract, span

GOLDEN = tomllib.loads((Path(__file__).parent / "golden/half_time.toml").read_text("utf-8"))["case"]


def minutes(hours: str) -> int:
    return int(Decimal(hours) * 60)


@pytest.mark.parametrize("case", GOLDEN, ids=[f"half of {case['full_time_hours']} h" for case in GOLDEN])
def test_half_time_is_allowed_where_it_is_19_hours(case: dict) -> None:
    half_time = contract(
        days=span("2025-01-06"),
        week_minutes=minutes(case["agreed_hours"]),
        full_time_minutes=minutes(case["full_time_hours"]),
    )
    assert half_time.terms[0].week_minutes * 2 == half_time.terms[0].full_time_minutes
    found = check(enough_weekly_hours, Facts(contracts=(half_time,)))
    assert ("refused" if found else "allowed") == case["verdict"]
    assert [full_sentence(finding) for finding in found] == [case["sentence"] for _ in found]


@pytest.mark.parametrize(("agreed", "refused"), [(1140, []), (1139, [1])])
def test_19_hours_are_enough_and_a_minute_less_is_not(agreed: int, refused: list[int]) -> None:
    found = check(enough_weekly_hours, Facts(contracts=(contract(week_minutes=agreed),)))
    assert [finding.excess for finding in found] == refused


def test_part_time_became_lawful_on_1_february_2014() -> None:
    part_time = contract(days=span("2013-09-01", "2014-09-01"), week_minutes=1200)
    assert brief(check(enough_weekly_hours, Facts(contracts=(part_time,)))) == [
        ("GE-13.part_time", "refuse", "contract C001", "2013-09-01 to 2014-01-31", 1200, 2280)
    ]


def test_too_few_hours_break_the_law_of_each_day() -> None:
    small = contract(days=span("2014-01-31", "2014-02-02"), week_minutes=1080)
    assert brief(check(enough_weekly_hours, Facts(contracts=(small,)))) == [
        ("GE-13.below", "refuse", "contract C001", "2014-02-01 to 2014-02-01", 1080, 1140),
        ("GE-13.part_time", "refuse", "contract C001", "2014-01-31 to 2014-01-31", 1080, 2280),
    ]


def test_full_time_was_always_lawful() -> None:
    full_time = contract(days=span("2000-08-31"), week_minutes=2160, full_time_minutes=2160)
    assert check(enough_weekly_hours, Facts(contracts=(full_time,))) == []


def test_an_amendment_is_judged_on_its_own_days() -> None:
    terms = (
        Terms(span("2025-01-06", "2025-06-01"), 2280, 2280),
        Terms(span("2025-06-01", "2025-09-01"), 1110, 2280),
        Terms(span("2025-09-01"), 1140, 2280),
    )
    found = check(enough_weekly_hours, Facts(contracts=(contract(days=span("2025-01-06"), terms=terms),)))
    assert brief(found) == [("GE-13.below", "refuse", "contract C001", "2025-06-01 to 2025-08-31", 1110, 1140)]


def test_days_before_the_first_law_are_not_guessed() -> None:
    with pytest.raises(NoLawThatDay):
        check(enough_weekly_hours, Facts(contracts=(contract(days=span("2000-08-30")),)))
