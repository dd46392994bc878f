"""The plain evaluation: each hard rule found when it is broken, and a small plan priced by hand."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import Any

import pytest

from basicplus.planner import Assignment, Instance, Plan, check
from tests.planner.small import small_year

LIEGE, NAMUR, HUY = (50.63, 5.57), (50.47, 4.87), (50.52, 5.24)


def km(here: tuple[float, float], there: tuple[float, float]) -> float:
    a, b = radians(here[0]), radians(there[0])
    chord = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(there[1] - here[1]) / 2) ** 2
    return 1.3 * 2 * 6371 * asin(sqrt(chord))


def place(at: tuple[float, float]) -> dict[str, float]:
    return {"lat": at[0], "lon": at[1]}


def year(**demand: Any) -> Instance:
    """Return one worker of Liège with two members, at Namur and Huy; D1 is weekly, D0 has three visits."""
    content = small_year(demands=2, workers=2)
    for each in content["workers"]:
        each |= {"home": place(LIEGE), "languages": ["fr"], "profession": "dpo"}
    for each, at in zip(content["members"], (NAMUR, HUY), strict=True):
        each |= {"site": place(at), "languages": ["fr"], "open": ["mon-am", "tue-am", "tue-pm"]}
    shared = {
        "profession": "dpo",
        "fixed_worker": None,
        "previous": "W1",
        "window": content["demands"][0]["window"],
    }
    content["demands"] = [
        {"id": "D0", "member": "M0", "kind": "spread", "visits": 3, "min_gap_days": 40} | shared | demand,
        {"id": "D1", "member": "M1", "kind": "weekly", "half_days": 1} | shared | {"previous": None},
    ]
    return Instance.model_validate(content)


def plan(*assignments: Assignment, instance: str = "small-1") -> Plan:
    return Plan(instance=instance, assignments=assignments)


def visits(*times: str, worker: str = "W0") -> Assignment:
    return Assignment(demand="D0", worker=worker, visits=times)


def slots(*tokens: str, worker: str = "W0") -> Assignment:
    return Assignment(demand="D1", worker=worker, slots=tokens)


GOOD = visits("2026-09-15-am", "2026-12-08-am")


def test_a_plan_is_priced_by_the_plain_definitions() -> None:
    checked = check(year(), plan(GOOD, slots("tue-pm")))
    tuesdays = checked.visits - 2
    alone = 2 * km(LIEGE, HUY)
    both = km(LIEGE, NAMUR) + km(NAMUR, HUY) + km(HUY, LIEGE)
    ideal = 305 / 3 / 7
    assert checked.violations == ()
    assert (checked.unserved, checked.changed, checked.worker_days) == (1, 1, tuesdays)
    assert checked.km == pytest.approx((tuesdays - 2) * alone + 2 * both)
    assert checked.irregularity == pytest.approx(abs(84 / 7 - ideal))
    assert checked.cost == pytest.approx(1000 + checked.km + 300 + 10 * checked.irregularity)


def test_a_weekly_slot_skips_holidays_absences_and_closures() -> None:
    # 44 Tuesdays from 1 September to 2 July, less 6 October (absent) and 22 and 29 December (closed).
    assert check(year(), plan(slots("tue-am"))).visits == 41


def test_a_missing_weekly_slot_costs_as_many_half_days_as_the_best_token_has() -> None:
    # All three visits of D0, and the 42 Tuesdays on which the member of D1 is open.
    assert check(year(), plan()).unserved == 3 + 42


def test_an_empty_slot_list_serves_nobody_and_changes_nobody() -> None:
    checked = check(year(), plan(visits(worker="W0"), slots()))
    assert (checked.violations, checked.changed, checked.visits) == ((), 0, 0)


@pytest.mark.parametrize(
    ("rule", "given"),
    [
        ("reference", [Assignment(demand="D9", worker="W0")]),
        ("reference", [Assignment(demand="D0", worker="W9")]),
        ("one-worker", [GOOD, GOOD]),
        ("format", [Assignment(demand="D0", worker="W0", slots=("tue-am",))]),
        ("format", [Assignment(demand="D1", worker="W0", visits=("2026-09-15-am",))]),
        ("format", [visits("2026-09-15")]),
        ("format", [visits("2026-09-31-am")]),
        ("format", [slots("tue-noon")]),
        ("member-open", [visits("2026-09-16-am")]),
        ("worker-week", [visits("2026-09-16-pm")]),
        ("window", [visits("2027-08-31-am")]),
        ("absence", [visits("2026-10-06-am")]),
        ("legal-holiday", [visits("2027-05-17-am")]),
        ("member-closed", [visits("2026-12-22-am")]),
        ("double-booking", [visits("2026-09-15-am"), slots("tue-am")]),
        ("min-gap", [visits("2026-09-15-am", "2026-10-20-am")]),
        ("weekly", [slots("tue-am", "tue-pm")]),
        ("weekly", [slots("tue-am", "tue-am")]),
        ("spread", [visits("2026-09-08-am", "2026-11-03-am", "2027-01-12-am", "2027-03-02-am")]),
    ],
)
def test_each_rule_is_found_when_it_is_broken(rule: str, given: list[Assignment]) -> None:
    assert rule in {each.rule for each in check(year(), plan(*given)).violations}


def test_a_gap_of_just_enough_days_is_kept() -> None:
    found = [
        check(year(min_gap_days=days), plan(visits("2026-09-15-am", "2026-10-20-am"))).violations
        for days in (35, 36)
    ]
    assert [len(each) for each in found] == [0, 1]


def test_profession_language_and_fixed_worker_are_hard() -> None:
    content = year().model_dump(by_alias=True, mode="json")
    content["workers"][0] |= {"profession": "lawyer", "languages": ["nl"]}
    content["demands"][0]["fixed_worker"] = "W1"
    checked = check(Instance.model_validate(content), plan(GOOD))
    assert [each.rule for each in checked.violations] == ["profession", "language", "fixed-worker"]


def test_a_plan_of_another_instance_is_told() -> None:
    assert [each.rule for each in check(year(), plan(GOOD, instance="other")).violations] == ["format"]
