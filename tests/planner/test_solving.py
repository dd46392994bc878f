"""The planner keeps every hard rule, improves on a first plan, and does the same again with the same seed."""

from __future__ import annotations

import pytest

from basicplus.errors import InvalidInput
from basicplus.planner import Assignment, Instance, Outcome, Plan, Progress, check, solve
from tests.planner.small import instance

YEAR = instance()
STEPS = 200


@pytest.fixture(scope="module")
def done() -> Outcome:
    return solve(YEAR, steps=STEPS, processes=0)


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
    again = solve(YEAR, steps=STEPS, seed=2, start=done.plan, processes=0)
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
    again = solve(YEAR, steps=25, seed=3, pinned=pins, processes=0)
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
    again = solve(YEAR, steps=25, start=Plan(instance=YEAR.name, assignments=tuple(broken)), processes=0)
    assert check(YEAR, again.plan).violations == ()


def test_an_interrupt_ends_the_search_with_the_best_plan_so_far() -> None:
    told: list[Progress] = []

    def interrupt(at: Progress) -> None:
        told.append(at)
        if [each.stage for each in told].count("searching") == 1 and at.stage == "searching":
            raise KeyboardInterrupt

    done = solve(YEAR, seconds=300, progress=interrupt)
    assert check(YEAR, done.plan).violations == ()
    assert done.cost <= told[0].cost


def test_without_time_to_search_there_is_still_a_plan_that_keeps_every_rule() -> None:
    done = solve(YEAR, seconds=0.1)
    assert [stage.name for stage in done.stages] == ["first fit"]
    assert check(YEAR, done.plan).violations == ()
    assert done.bound == 0


def test_a_profession_without_workers_is_left_unserved() -> None:
    content = YEAR.model_dump(by_alias=True, mode="json")
    content["demands"] = [each | {"profession": "lawyer", "fixed_worker": None} for each in content["demands"][:2]]
    done = solve(Instance.model_validate(content), seconds=1)
    assert (done.plan.assignments, done.bound) == ((), done.cost)
