"""The bound: below every plan, and exact where the answer is plain."""

from __future__ import annotations

import pytest

from basicplus.planner import Instance, bound, check
from basicplus.planner.checking import distance
from basicplus.planner.first_fit import first_fit
from basicplus.planner.placing import cost_of, plan_of
from basicplus.planner.problem import problems_of
from basicplus.planner.relaxation import bounds
from tests.planner.small import instance, small_year


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_plan_is_below_the_bound_which_only_rises(seed: int) -> None:
    year = instance(seed, demands=30, workers=6)
    for problem in problems_of(year):
        found = list(bounds(problem.facts))
        cost = cost_of(problem.facts, first_fit(problem, {}))
        assert found == sorted(found)
        assert 0 < found[-1] < cost


def test_one_visit_of_one_worker_costs_its_way_there_and_back() -> None:
    content = small_year(demands=1, workers=1)
    content["demands"][0] |= {"visits": 1, "previous": None}
    year = Instance.model_validate(content)
    way = distance(year.weights, year.workers[0].home, year.members[0].site)
    assert bound(year) == pytest.approx(2 * way)


def test_what_nobody_can_serve_is_in_the_bound() -> None:
    content = small_year(demands=1, workers=1)
    content["demands"][0] |= {"visits": 4, "profession": "lawyer"}
    assert bound(Instance.model_validate(content)) == 4000


def test_a_board_costs_what_its_plan_costs() -> None:
    year = instance(4)
    boards = [(each, first_fit(each, {})) for each in problems_of(year)]
    checked = check(year, plan_of(year, boards))
    assert checked.violations == ()
    assert sum(cost_of(problem.facts, board) for problem, board in boards) == pytest.approx(checked.cost)
