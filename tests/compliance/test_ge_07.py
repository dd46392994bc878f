"""GE-07: at most fifty workers on every day, since 1 February 2017."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus.clock import Span
from basicplus.compliance.facts import Facts, Reading, Waiver
from basicplus.compliance.law import NoLawThatDay, belgian_law
from basicplus.compliance.rules import judge
from basicplus.compliance.rules.heads import at_most_the_maximum, head_count
from tests.compliance.cast import FIFTY_LAW, brief, check, contract, span

MARCH = span("2025-03-01", "2025-04-01")


def staff(count: int, days: Span | None = None) -> tuple:
    return tuple(contract(number, days) for number in range(1, count + 1))


def test_fifty_workers_are_allowed_and_near_the_maximum() -> None:
    found = check(at_most_the_maximum, Facts(contracts=staff(50), counted=MARCH))
    assert brief(found) == [("GE-07.near", "warn", "group", "2025-03-01 to 2025-03-31", 50, 50)]


def test_from_forty_seven_on_the_maximum_is_near() -> None:
    assert check(at_most_the_maximum, Facts(contracts=staff(46), counted=MARCH)) == []
    found = check(at_most_the_maximum, Facts(contracts=staff(47), counted=MARCH))
    assert brief(found) == [("GE-07.near", "warn", "group", "2025-03-01 to 2025-03-31", 47, 50)]


def test_a_decree_that_raises_the_maximum_is_a_waiver_up_to_its_number() -> None:
    decree = Waiver("AR-2025", "GE-07", span("2025-03-15"), up_to=51)
    found = judge(Facts(contracts=staff(51), counted=MARCH, waivers=(decree,)), belgian_law())
    assert [(finding.waiver, *each) for finding, each in zip(found, brief(found), strict=True)] == [
        ("AR-2025", "GE-07.over", "warn", "group", "2025-03-15 to 2025-03-31", 51, 50),
        (None, "GE-07.over", "refuse", "group", "2025-03-01 to 2025-03-14", 51, 50),
    ]
    found = judge(Facts(contracts=staff(52), counted=MARCH, waivers=(decree,)), belgian_law())
    assert brief(found) == [("GE-07.over", "refuse", "group", "2025-03-01 to 2025-03-31", 52, 50)]


def test_a_group_may_read_full_time_equivalents() -> None:
    half_timers = tuple(contract(number, week_minutes=1140) for number in range(1, 101))
    fte = Reading("heads_or_fte", "fte", span("2025-03-15"))
    found = check(at_most_the_maximum, Facts(contracts=half_timers, counted=span("2025-03-15", "2025-04-01")))
    assert brief(found) == [("GE-07.over", "refuse", "group", "2025-03-15 to 2025-03-31", 100, 50)]
    facts = Facts(contracts=half_timers, readings=(fte,), counted=span("2025-03-15", "2025-04-01"))
    found = check(at_most_the_maximum, facts)
    assert brief(found) == [("GE-07.near", "warn", "group", "2025-03-15 to 2025-03-31", 50, 50)]
    one_more = Facts(contracts=(*half_timers, contract(101, week_minutes=1140)), readings=(fte,), counted=MARCH)
    assert [finding.found for finding in check(at_most_the_maximum, one_more) if finding.case == "over"] == [
        51,
        101,
    ]


def test_the_fifty_first_is_refused_on_the_days_of_their_contract() -> None:
    one_week = contract(51, span("2025-03-10", "2025-03-17"))
    facts = Facts(contracts=(*staff(50), one_week), counted=MARCH)
    found = [finding for finding in check(at_most_the_maximum, facts) if finding.case == "over"]
    assert brief(found) == [("GE-07.over", "refuse", "group", "2025-03-10 to 2025-03-16", 51, 50)]
    assert [finding.excess for finding in found] == [51]


def test_who_leaves_on_a_day_makes_room_on_that_day() -> None:
    leaver, successor = contract(50, span("2021-01-04", "2025-03-10")), contract(51, span("2025-03-10"))
    facts = Facts(contracts=(*staff(49), leaver, successor), counted=MARCH)
    assert {finding.found for finding in check(at_most_the_maximum, facts)} == {50}


def test_a_worker_with_two_contracts_counts_once() -> None:
    second = contract(51, span("2025-03-10"), worker="W050")
    facts = Facts(contracts=(*staff(50), second), counted=MARCH)
    assert {finding.found for finding in check(at_most_the_maximum, facts)} == {50}


def test_a_part_timer_and_a_contract_not_yet_signed_count_as_one() -> None:
    others = (contract(50, week_minutes=1140), contract(51, signed_on=None))
    found = check(at_most_the_maximum, Facts(contracts=(*staff(49), *others), counted=MARCH))
    assert brief(found) == [("GE-07.over", "refuse", "group", "2025-03-01 to 2025-03-31", 51, 50)]


def test_the_maximum_holds_from_1_february_2017() -> None:
    around = span("2017-01-01", "2017-03-01")
    found = check(at_most_the_maximum, Facts(contracts=staff(51, span("2010-01-01")), counted=around))
    assert brief(found) == [("GE-07.over", "refuse", "group", "2017-02-01 to 2017-02-28", 51, 50)]
    assert [finding.law.span.from_on for finding in found] == [FIFTY_LAW]


def test_days_before_the_first_law_are_not_guessed() -> None:
    before = Span(date(2000, 8, 30), date(2000, 9, 30))
    with pytest.raises(NoLawThatDay):
        check(at_most_the_maximum, Facts(contracts=staff(1, before), counted=before))


def test_heads_are_not_counted_where_not_every_contract_is_known() -> None:
    assert check(at_most_the_maximum, Facts(contracts=staff(51))) == []


def test_the_count_changes_on_the_days_on_which_contracts_begin_and_end() -> None:
    contracts = [contract(1, span("2025-03-05", "2025-03-20")), contract(2, span("2025-03-10"))]
    assert [(str(days), heads) for days, heads, _ in head_count(contracts, MARCH)] == [
        ("2025-03-01 to 2025-03-04", 0),
        ("2025-03-05 to 2025-03-09", 1),
        ("2025-03-10 to 2025-03-19", 2),
        ("2025-03-20 to 2025-03-31", 1),
    ]
