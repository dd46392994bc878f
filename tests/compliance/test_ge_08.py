"""GE-08: three months after the maximum was exceeded the authorisation ends by itself."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus.clock import Span
from basicplus.compliance.facts import Contract, Facts, Incident, Reading, Waiver
from basicplus.compliance.law import belgian_law
from basicplus.compliance.rules.authorisation import ended_by_excess
from basicplus.compliance.rules.excess import Excess, fuse
from basicplus.compliance.rules.supply import authorised
from tests.compliance.cast import authorisation, brief, check, contract, presence, span

COUNTED = span("2017-02-01", "2026-01-01")
CURES = Reading("return_cures_excess", "yes", span("2017-02-01"))


def staff(fifty_first: Span, *, days: Span | None = None) -> tuple[Contract, ...]:
    fifty = tuple(contract(number, days or span("2017-02-01")) for number in range(1, 51))
    return (*fifty, contract(51, fifty_first))


def fused(fifty_first: Span, **changes: object) -> list[Excess]:
    return fuse(Facts(contracts=staff(fifty_first), counted=COUNTED, **changes), belgian_law())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("exceeded_on", "ends_on"),
    [("2025-03-03", date(2025, 6, 3)), ("2024-11-30", date(2025, 2, 28)), ("2023-11-30", date(2024, 2, 29))],
)
def test_the_fuse_burns_for_three_months(exceeded_on: str, ends_on: date) -> None:
    days = span(exceeded_on, "2026-01-01")
    assert fused(span(exceeded_on)) == [Excess(days, ends_on, cured=False)]


def test_fifty_workers_light_no_fuse() -> None:
    assert fuse(Facts(contracts=staff(COUNTED)[:50], counted=COUNTED), belgian_law()) == []


def test_nobody_exceeded_a_maximum_before_february_2017() -> None:
    early = span("2016-01-01", "2017-02-01")
    facts = Facts(contracts=staff(early, days=span("2016-01-01")), counted=span("2016-01-01", "2026-01-01"))
    assert fuse(facts, belgian_law()) == []


def test_falling_back_to_the_maximum_cures_nothing_unless_the_group_reads_it_so() -> None:
    week = span("2025-03-03", "2025-03-10")
    assert fused(week) == [Excess(week, date(2025, 6, 3), cured=False)]
    assert fused(week, readings=(CURES,)) == [Excess(week, date(2025, 6, 3), cured=True)]


@pytest.mark.parametrize(("until_on", "cured"), [("2025-06-03", True), ("2025-06-04", False)])
def test_a_cure_comes_before_the_end(until_on: str, cured: bool) -> None:
    [excess] = fused(span("2025-03-03", until_on), readings=(CURES,))
    assert excess.cured is cured


def test_an_excess_that_still_runs_is_not_cured() -> None:
    [excess] = fused(span("2025-12-01"), readings=(CURES,))
    assert (excess.days, excess.cured) == (span("2025-12-01", "2026-01-01"), False)


def test_what_a_decree_covers_is_no_excess() -> None:
    decree = Waiver("AR-2025", "GE-07", span("2025-01-01"), up_to=51)
    assert fused(span("2025-03-03"), waivers=(decree,)) == []


def test_more_or_fewer_workers_above_the_maximum_are_one_excess() -> None:
    more = (*staff(span("2025-03-03", "2025-05-01")), contract(52, span("2025-04-01", "2025-06-01")))
    found = fuse(Facts(contracts=more, counted=COUNTED), belgian_law())
    assert found == [Excess(span("2025-03-03", "2025-06-01"), date(2025, 6, 3), cured=False)]


OPEN = Incident(date(2025, 3, 3), date(2025, 6, 3))


def test_an_open_incident_warns_until_the_end_and_refuses_from_it_on() -> None:
    assert brief(check(ended_by_excess, Facts(incidents=(OPEN,)))) == [
        ("GE-08.counting", "warn", "group", "2025-03-03 to 2025-06-02", "2025-03-03", "2025-06-03"),
        ("GE-08.ended", "refuse", "group", "from 2025-06-03", "2025-03-03", "2025-06-03"),
    ]
    assert check(ended_by_excess, Facts()) == []


@pytest.mark.parametrize(("day", "allowed"), [(date(2025, 6, 2), True), (date(2025, 6, 3), False)])
def test_the_authorisation_holds_until_the_day_it_ends_by_itself(day: date, allowed: bool) -> None:
    facts = Facts(authorisations=(authorisation("2020-01-01"),), incidents=(OPEN,), presences=(presence(day),))
    assert (check(authorised, facts) == []) is allowed


def test_a_new_authorisation_is_not_ended_by_an_old_excess() -> None:
    both = (authorisation("2020-01-01"), authorisation("2025-06-03"))
    facts = Facts(authorisations=both, incidents=(OPEN,), presences=(presence(date(2025, 6, 3)),))
    assert check(authorised, facts) == []
