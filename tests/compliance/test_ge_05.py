"""GE-05: the legal form of the group on its first day and later, and the number of its members."""

from __future__ import annotations

import pytest

from basicplus.clock import Span
from basicplus.compliance.facts import Facts, Statutes
from basicplus.compliance.rules.group import legal_form
from tests.compliance.cast import brief, check, membership, span


def told(*statutes: Statutes) -> list[tuple[str, str, int | str, int | str]]:
    found = brief(check(legal_form, Facts(statutes=statutes)))
    return [(case, days, form, limit) for case, _, _, days, form, limit in found]


@pytest.mark.parametrize(
    ("form", "from_on", "until_on"),
    [
        ("GIE", "2000-08-31", "2024-01-01"),
        ("ASBL", "2014-02-01", None),
        ("GIE", "2019-04-30", "2024-01-01"),
        ("ASBL", "2019-05-01", None),
        ("SNC", "2023-12-03", None),
    ],
)
def test_a_form_that_the_law_allows_is_allowed(form: str, from_on: str, until_on: str | None) -> None:
    assert told(Statutes(form, span(from_on, until_on), new=True)) == []


@pytest.mark.parametrize(
    ("form", "day", "next_day", "allowed"),
    [
        ("ASBL", "2014-01-31", "2014-02-01", "GIE"),
        ("SNC", "2014-02-01", "2014-02-02", "ASBL, GIE"),
        ("GIE", "2019-05-01", "2019-05-02", "ASBL"),
        ("SNC", "2023-12-02", "2023-12-03", "ASBL"),
    ],
)
def test_a_form_that_cannot_be_taken_that_day_is_refused(form: str, day: str, next_day: str, allowed: str) -> None:
    found = told(Statutes(form, span(day, next_day), new=True))
    assert found == [("GE-05.new", f"{day} to {day}", form, allowed)]


def test_a_gie_is_lost_on_the_first_of_january_2024() -> None:
    old = Statutes("GIE", span("2010-01-01"), new=True)
    assert told(old) == [("GE-05.kept", "from 2024-01-01", "GIE", "ASBL, SNC")]


def test_a_gie_that_became_a_snc_in_time_goes_on() -> None:
    old, new = (
        Statutes("GIE", span("2010-01-01", "2024-01-01"), new=True),
        Statutes("SNC", span("2024-01-01"), True),
    )
    assert told(old, new) == []


def test_a_form_that_is_not_new_is_judged_by_what_may_be_kept() -> None:
    assert told(Statutes("GIE", span("2019-05-01", "2024-01-01"), new=False)) == []


def members(count: int, days: Span | None = None) -> list[tuple[str, str, int | str, int | str]]:
    memberships = tuple(membership("2020-01-01", member=f"M{number:03d}") for number in range(count))
    facts = Facts(memberships=memberships, audited=days)
    return [
        (severity, span, found, limit) for _, severity, _, span, found, limit in brief(check(legal_form, facts))
    ]


def test_three_members_are_enough_and_two_call_for_a_warning_in_an_audit() -> None:
    year = span("2025-01-01", "2026-01-01")
    assert members(3, year) == []
    assert members(2, year) == [("warn", "2025-01-01 to 2025-12-31", 2, 3)]
    assert members(2) == []


def test_members_count_on_each_day_once_and_effective_ones_only() -> None:
    memberships = (
        membership("2020-01-01", "2025-03-01"),
        membership("2020-01-01", member="M002"),
        membership("2020-01-01", member="M003"),
        membership("2020-01-01", "2025-03-01", member="M003"),
        membership("2020-01-01", effective=False, member="M004"),
    )
    found = brief(check(legal_form, Facts(memberships=memberships, audited=span("2025-01-01", "2026-01-01"))))
    assert found == [("GE-05.members", "warn", "group", "2025-03-01 to 2025-12-31", 2, 3)]


def test_two_members_were_enough_until_february_2014() -> None:
    memberships = tuple(membership("2013-01-01", member=f"M{number}") for number in (1, 2))
    facts = Facts(memberships=memberships, audited=span("2014-01-01", "2014-03-01"))
    assert [str(finding.span) for finding in check(legal_form, facts)] == ["2014-02-01 to 2014-02-28"]
