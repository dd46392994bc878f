"""The planner keeps every hard rule, improves on a first plan, and does the same again with the same seed."""

from __future__ import annotations

import pytest

from basicplus.errors import InvalidInput
from basicplus.planner import Assignment, Outcome, Plan, check, solve
from tests.planner.small import instance

YEAR = instance()
STEPS = 400


@pytest.fixture(scope="module")
def done() -> Outcome:
    return solve(YEAR, steps=STEPS, processes=1)


def test_the_plan_keeps_every_rule_and_serves_everybody(done: Outcome) -> None:
    checked = check(YEAR, done.plan)
    assert (checked.violations, checked.unserved, checked.cost) == ((), 0, done.cost)


def test_each_stage_improves_on_the_one_before(done: Outcome) -> None:
    assert [stage.name for stage in done.stages] == ["first fit", "built one by one", "searched"]
    costs = [stage.cost for stage in done.stages]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] < 0.9 * costs[0]
    assert abs(costs[-1] - done.cost) < 0.01


def test_seed_and_steps_give_the_same_plan_again(done: Outcome) -> None:
    assert solve(YEAR, steps=STEPS, processes=2).plan == done.plan


def test_a_better_plan_is_never_left_for_a_worse_one(done: Outcome) -> None:
    again = solve(YEAR, steps=STEPS, seed=2, start=done.plan, processes=1)
    assert again.cost <= done.cost


def test_pinned_demands_keep_their_worker_and_their_times(done: Outcome) -> None:
    kept = next(each for each in done.plan.assignments if each.visits)
    moved = next(each for each in done.plan.assignments if each.demand not in (kept.demand, "D0", "D3"))
    other = next(
        each.id
        for each in YEAR.workers
        if each.id != moved.worker
        and each.profession == next(d.profession for d in YEAR.demands if d.id == moved.demand)
    )
    pins = (kept, Assignment(demand=moved.demand, worker=other))
    again = solve(YEAR, steps=100, seed=3, pinned=pins, processes=1)
    assert again.plan.of(kept.demand) == kept
    served = again.plan.of(moved.demand)
    assert served is not None
    assert served.worker == other
    assert check(YEAR, again.plan).violations == ()


def test_a_pin_that_breaks_a_rule_is_refused() -> None:
    with pytest.raises(InvalidInput, match="fixed-worker"):
        solve(YEAR, steps=0, pinned=[Assignment(demand="D3", worker="W1")])


def test_a_start_plan_that_no_longer_fits_is_used_as_far_as_it_does(done: Outcome) -> None:
    broken = [
        each.model_copy(update={"visits": ("2026-12-25-am",)}) if each.visits else each
        for each in done.plan.assignments
    ]
    again = solve(YEAR, steps=25, start=Plan(instance=YEAR.name, assignments=tuple(broken)), processes=1)
    assert check(YEAR, again.plan).violations == ()
