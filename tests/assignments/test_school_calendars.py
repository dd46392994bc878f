"""School calendars: golden days and weeks, every year with its source, and an independent calendar agrees."""

from __future__ import annotations

import tomllib
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import holidays
import pytest

from basicplus.assignments.calendars import (
    school_holiday,
    school_is_open,
    school_weeks,
    school_year_of,
    school_years,
    term,
)
from basicplus.clock import Span
from basicplus.compliance.communities import COMMUNITIES, Community, derived_community

GOLDEN = tomllib.loads((Path(__file__).parent / "golden/school_days.toml").read_text("utf-8"))
LIBRARY = {"french": "French", "flemish": "Flemish", "german": "German"}
SATURDAY = 5


def answer(day: date, community: Community) -> Any:
    found = school_holiday(day, community)
    is_open = school_is_open(day, community)
    return "unknown" if is_open is None else found.key if found else is_open


@pytest.mark.parametrize("case", GOLDEN["case"], ids=lambda case: case["why"])
def test_schools_are_open_or_closed_as_the_golden_days_say(case: dict[str, Any]) -> None:
    days = {date.fromisoformat(day): said for day, said in case["days"].items()}
    assert {day: answer(day, case["community"]) for day in days} == days


@pytest.mark.parametrize("case", GOLDEN["weeks"], ids=lambda case: case["why"])
def test_school_weeks_have_a_day_of_school(case: dict[str, Any]) -> None:
    assert school_weeks(Span(*case["span"]), case["community"]) == case["mondays"]


@pytest.mark.parametrize("community", COMMUNITIES)
def test_the_years_follow_each_other_and_each_has_a_source_and_how_sure_we_are(community: Community) -> None:
    years = school_years(community)
    assert [year.name for year in years][-4:] == ["2024-2025", "2025-2026", "2026-2027", "2027-2028"]
    assert [later.span.from_on for _, later in pairwise(years)] == [year.span.until_on for year in years[:-1]]
    for year in years:
        assert year.source.strip()
        assert year.url.startswith(("http://", "https://"))
        assert year.confirmed in ("official", "secondary", "belief")
        assert year.checked_on >= date(2026, 11, 26)
        assert [each for each in year.holidays if not each.span & year.span or not each.span] == []
        assert all(term("school_holidays", each.key, "nl") for each in year.holidays)


@pytest.mark.parametrize("community", COMMUNITIES)
def test_an_independent_calendar_has_the_same_days_of_school(community: Community) -> None:
    closed = holidays.country_holidays(
        "BE", subdiv=LIBRARY[community], years=range(2022, 2029), categories=("school", "public")
    )
    known = Span(school_years(community)[0].span.from_on, school_years(community)[-1].span.until_on)
    weekdays = [day for day in known.days() if day.weekday() < SATURDAY]
    assert [day for day in weekdays if school_is_open(day, community) is (day in closed)] == []


def test_the_year_of_a_day_begins_with_school_and_ends_with_the_summer() -> None:
    first, last = school_year_of(date(2026, 8, 24), "french"), school_year_of(date(2027, 8, 29), "french")
    assert (first and first.name, last and last.name) == ("2026-2027", "2026-2027")
    assert school_year_of(date(2000, 1, 1), "french") is None


@pytest.mark.parametrize(
    ("language", "postal_code", "community"),
    [
        ("fr", "1000", "french"),
        ("nl", "1000", "flemish"),
        ("de", "4700", "german"),
        ("fr", "4700", "french"),
        ("en", "1000", "french"),
        ("en", "1499", "french"),
        ("en", "1500", "flemish"),
        ("en", "3999", "flemish"),
        ("en", "4000", "french"),
        ("en", "4700", "german"),
        ("en", "4800", "french"),
        ("en", "7999", "french"),
        ("en", "9000", "flemish"),
        ("en", "L-1234", "french"),
    ],
)
def test_a_community_is_that_of_the_language_or_of_the_place(
    language: str, postal_code: str, community: Community
) -> None:
    assert derived_community(language, postal_code) == community
