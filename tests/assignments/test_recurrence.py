"""Recurring visits: golden days, words and instants; what is left of a rule; rules that are none."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from basicplus.assignments.recurrence import Occurrence, Series, check_rule, days_of, in_words, rule_from
from basicplus.clock import Span
from basicplus.errors import InvalidInput

GOLDEN = Path(__file__).parent / "golden"
RULES = tomllib.loads((GOLDEN / "recurrence.toml").read_text("utf-8"))
VISITS = tomllib.loads((GOLDEN / "visits.toml").read_text("utf-8"))
DAY = date(2026, 1, 6)


@pytest.mark.parametrize("case", RULES["case"], ids=lambda case: case["why"])
def test_rules_fall_on_their_days_and_are_said_in_four_languages(case: dict[str, Any]) -> None:
    check_rule(case["rule"])
    assert list(days_of(case["rule"], case["from"], Span(*case["span"]))) == case["days"]
    languages: Any = ("fr", "nl", "de", "en")
    school_weeks = case.get("school_weeks", False)
    said = [in_words(case["rule"], case["from"], each, school_weeks_only=school_weeks) for each in languages]
    assert said == [case[language] for language in languages]


@pytest.mark.parametrize("case", RULES["later"], ids=lambda case: case["why"])
def test_what_is_left_of_a_rule_falls_on_the_same_days(case: dict[str, Any]) -> None:
    left = rule_from(case["rule"], case["from"], case["day"])
    later = Span(case["day"], date(2028, 1, 1))
    assert left == case["left"]
    assert list(days_of(left, case["day"], later)) == list(days_of(case["rule"], case["from"], later))


@settings(max_examples=40, deadline=None)
@given(
    frequency=st.sampled_from(["WEEKLY;BYDAY=MO,WE", "MONTHLY;BYDAY=2TU", "MONTHLY;BYDAY=-1FR", "DAILY"]),
    interval=st.integers(1, 4),
    count=st.one_of(st.none(), st.integers(2, 30)),
    at=st.integers(1, 40),
)
def test_a_rule_split_on_any_of_its_days_falls_on_the_same_days(
    frequency: str, interval: int, count: int | None, at: int
) -> None:
    rule = f"FREQ={frequency};INTERVAL={interval}" + (f";COUNT={count}" if count else "")
    whole = list(days_of(rule, DAY, Span(DAY, DAY + timedelta(days=1500))))
    day = whole[min(at, len(whole) - 1)]
    before = list(days_of(rule, DAY, Span(DAY, day)))
    after = list(days_of(rule_from(rule, DAY, day), day, Span(day, DAY + timedelta(days=1500))))
    assert before + after == whole


@pytest.mark.parametrize("case", VISITS["case"], ids=lambda case: case["why"])
def test_visits_are_at_their_instants(case: dict[str, Any]) -> None:
    series = Series(
        case["rule"],
        case["from"],
        case["start"],
        case["minutes"],
        frozenset(case.get("left_out", ())),
        {date.fromisoformat(day): tuple(times) for day, times in case.get("extra", {}).items()},
    )
    found = series.occurrences(Span(case["from"], case["until"]))
    assert found == [visit(*each) for each in case["visits"]]
    wanted = [each for each in found if not each.left_out]
    assert all(one.ends_at <= other.starts_at for one, other in pairwise(wanted))


def visit(starts_at: str, ends_at: str, how: str = "") -> Occurrence:
    start, end = datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at)
    return Occurrence(start.date(), start, end, left_out=how == "left out", extra=how == "extra")


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "every Monday",
        "FREQ=HOURLY",
        "FREQ=WEEKLY;BYDAY=XX",
        "DTSTART:20260101\nRRULE:FREQ=DAILY",
        "INTERVAL=2",
        "BYDAY=MO;FREQ=WEEKLY",
    ],
)
def test_a_rule_that_is_none_is_refused(rule: str) -> None:
    with pytest.raises(InvalidInput):
        check_rule(rule)


def test_a_rule_with_two_ends_is_refused() -> None:
    rule = "FREQ=WEEKLY;BYDAY=MO;UNTIL=20260630;COUNT=10"
    with pytest.raises(InvalidInput) as refused:
        check_rule(rule)
    assert str(refused.value) == f"rule: found '{rule}'; a rule that ends by UNTIL or by COUNT, not by both"
