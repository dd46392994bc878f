"""WT-14: a part-time contract says its hours and its schedule, fixed or variable."""

from __future__ import annotations

from basicplus.compliance.facts import Facts, Terms
from basicplus.compliance.rules.working_time.part_time import schedule_in_writing
from tests.compliance.cast import brief, check, contract, span

DAYS = span("2025-01-06")


def with_terms(*terms: Terms) -> Facts:
    return Facts(contracts=(contract(days=DAYS, terms=terms),))


def test_a_usual_week_or_a_variable_schedule_is_enough() -> None:
    assert check(schedule_in_writing, with_terms(Terms(DAYS, 1140, 2280, ((0, 510, 750),)))) == []
    assert check(schedule_in_writing, with_terms(Terms(DAYS, 1140, 2280, variable=True))) == []


def test_part_time_without_a_schedule_is_refused_and_full_time_is_not() -> None:
    assert check(schedule_in_writing, with_terms(Terms(DAYS, 2280, 2280))) == []
    assert brief(check(schedule_in_writing, with_terms(Terms(DAYS, 2279, 2280)))) == [
        ("WT-14.missing", "refuse", "contract C001", "from 2025-01-06", 2279, 2280)
    ]


def test_an_amendment_needs_its_schedule_from_its_day_on() -> None:
    terms = (
        Terms(span("2025-01-06", "2025-06-02"), 1140, 2280, variable=True),
        Terms(span("2025-06-02"), 1368, 2280),
    )
    assert brief(check(schedule_in_writing, with_terms(*terms))) == [
        ("WT-14.missing", "refuse", "contract C001", "from 2025-06-02", 1368, 2280)
    ]
