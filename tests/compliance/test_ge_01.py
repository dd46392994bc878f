"""GE-01: no work for a member on a day without a ministerial authorisation."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus.compliance.facts import Facts
from basicplus.compliance.law import NoLawThatDay
from basicplus.compliance.rules.supply import authorised
from tests.compliance.cast import FIRST_LAW, authorisation, brief, check, presence

YEAR = authorisation("2025-01-01", "2026-01-01")


@pytest.mark.parametrize("day", [date(2025, 1, 1), date(2025, 12, 31)])
def test_the_first_and_the_last_day_of_an_authorisation_are_inside(day: date) -> None:
    assert check(authorised, Facts(authorisations=(YEAR,), presences=(presence(day),))) == []


@pytest.mark.parametrize(("day", "following"), [(date(2024, 12, 31), "2025-01-01"), (date(2026, 1, 1), "-")])
def test_the_day_before_and_the_day_after_are_outside(day: date, following: str) -> None:
    found = check(authorised, Facts(authorisations=(YEAR,), presences=(presence(day),)))
    assert brief(found) == [
        ("GE-01.none", "refuse", f"visit {day} 08:30 W001 at M001", f"{day} to {day}", f"{day}", following)
    ]


def test_time_that_serves_no_member_needs_no_authorisation() -> None:
    assert check(authorised, Facts(presences=(presence(member=None, kind="hours"),))) == []


def test_the_law_begins_on_31_august_2000() -> None:
    [finding] = check(authorised, Facts(presences=(presence(FIRST_LAW),)))
    assert (finding.rule, finding.law.span.from_on) == ("GE-01", FIRST_LAW)
    with pytest.raises(NoLawThatDay) as refused:
        check(authorised, Facts(presences=(presence(date(2000, 8, 30)),)))
    assert str(refused.value) == (
        "authorisation_required: no value known on 2000-08-30; the first holds from 2000-08-31."
    )
