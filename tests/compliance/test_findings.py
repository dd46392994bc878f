"""Worse than before: a breach that was there may stay or shrink, never grow."""

from __future__ import annotations

from datetime import date
from typing import Any

from basicplus.compliance.findings import Finding, worsened
from basicplus.compliance.law import belgian_law
from tests.compliance.cast import brief, span

JUNE = span("2025-06-01", "2025-07-01")


def breach(**changes: Any) -> Finding:
    given = {
        "rule": "GE-13",
        "case": "below",
        "severity": "refuse",
        "subject": "contract C001",
        "span": JUNE,
        "found": 1080,
        "limit": 1140,
        "law": belgian_law().on(date(2025, 6, 1), "min_week_minutes"),
        "excess": 60,
    }
    return Finding(**given | changes)


def test_a_new_breach_is_worse() -> None:
    assert worsened([], [breach()]) == [breach()]


def test_a_breach_that_was_there_already_may_stay() -> None:
    assert worsened([breach()], [breach()]) == []


def test_a_breach_may_shrink_or_go() -> None:
    assert worsened([breach()], [breach(found=1110, excess=30)]) == []
    assert worsened([breach()], [breach(span=span("2025-06-10", "2025-06-20"))]) == []
    assert worsened([breach()], []) == []


def test_a_breach_that_grows_is_returned_whole() -> None:
    grown = breach(found=1079, excess=61)
    assert worsened([breach()], [grown]) == [grown]


def test_a_breach_that_grows_longer_is_returned_for_the_new_days() -> None:
    longer = breach(span=span("2025-05-20", "2025-07-03"))
    assert [str(finding.span) for finding in worsened([breach()], [longer])] == [
        "2025-05-20 to 2025-05-31",
        "2025-07-01 to 2025-07-02",
    ]


def test_a_breach_is_compared_day_by_day_with_all_that_were_there() -> None:
    before = [
        breach(span=span("2025-06-01", "2025-06-11")),
        breach(span=span("2025-06-11", "2025-06-21"), excess=10),
        breach(span=span("2025-06-21", "2025-07-01"), excess=90),
    ]
    assert brief(worsened(before, [breach()])) == [
        ("GE-13.below", "refuse", "contract C001", "2025-06-11 to 2025-06-20", 1080, 1140)
    ]


def test_a_breach_of_another_subject_or_rule_excuses_nothing() -> None:
    others = [breach(subject="contract C002"), breach(rule="GE-12", case="missing")]
    assert worsened(others, [breach()]) == [breach()]


def test_a_breach_may_change_its_kind_but_one_more_is_new() -> None:
    other = breach(case="full_time")
    assert worsened([breach()], [other]) == []
    assert worsened([breach()], [breach(), other]) == [other]
    assert worsened([breach(), other], [breach(), other]) == []


def test_a_warning_is_never_refused_and_excuses_nothing() -> None:
    assert worsened([], [breach(severity="warn"), breach(severity="note")]) == []
    assert worsened([breach(severity="warn")], [breach()]) == [breach()]
