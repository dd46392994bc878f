"""PLAN-01: one place at a time; what ends at noon and what starts at noon follow each other (T1)."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus.compliance.facts import Facts
from basicplus.compliance.law import NoLawThatDay
from basicplus.compliance.rules.overlap import one_place_at_a_time
from tests.compliance.cast import FIRST_LAW, brief, check, presence


def test_back_to_back_never_overlaps() -> None:
    day = (presence(starts="12:00", ends="16:00"), presence(), presence(starts="16:00", ends="16:01"))
    assert check(one_place_at_a_time, Facts(presences=day)) == []


def test_a_minute_more_overlaps_by_a_minute() -> None:
    day = (presence(ends="12:01"), presence(starts="12:00", ends="16:00", member="M002"))
    found = check(one_place_at_a_time, Facts(presences=day))
    assert brief(found) == [
        (
            "PLAN-01.overlap",
            "refuse",
            "visit 2025-03-03 12:00 W001 at M002",
            "2025-03-03 to 2025-03-03",
            "visit 2025-03-03 08:30 W001 at M001",
            "12:01",
        )
    ]
    assert [finding.excess for finding in found] == [1]


def test_a_long_visit_overlaps_everything_inside_it() -> None:
    day = (
        presence(starts="08:00", ends="17:00"),
        presence(starts="09:00", ends="10:00", member="M002"),
        presence(starts="11:00", ends="12:30", member="M003"),
        presence(starts="17:00", ends="18:00", member="M002"),
    )
    found = check(one_place_at_a_time, Facts(presences=day))
    assert [(finding.subject, finding.found, finding.excess) for finding in found] == [
        ("visit 2025-03-03 09:00 W001 at M002", "visit 2025-03-03 08:00 W001 at M001", 60),
        ("visit 2025-03-03 11:00 W001 at M003", "visit 2025-03-03 08:00 W001 at M001", 90),
    ]


def test_the_plan_and_the_hours_of_a_visit_are_the_same_time() -> None:
    assert check(one_place_at_a_time, Facts(presences=(presence(), presence(kind="hours")))) == []


def test_two_workers_may_be_at_one_place() -> None:
    assert check(one_place_at_a_time, Facts(presences=(presence(), presence(worker="W002")))) == []


def test_the_house_rule_begins_with_the_law() -> None:
    twice = (presence(FIRST_LAW), presence(FIRST_LAW, member="M002"))
    assert [finding.rule for finding in check(one_place_at_a_time, Facts(presences=twice))] == ["PLAN-01"]
    earlier = date(2000, 8, 30)
    with pytest.raises(NoLawThatDay):
        check(one_place_at_a_time, Facts(presences=(presence(earlier), presence(earlier, member="M002"))))
