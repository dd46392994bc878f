"""Why this worker: each one has a price or a rule, and the prices are those of the plan."""

from __future__ import annotations

import pytest

from basicplus.errors import NotFound
from basicplus.planner import Assignment, Instance, Plan, check, why
from basicplus.planner.checking import unserved_cost
from basicplus.planner.first_fit import first_fit
from basicplus.planner.placing import plan_of
from basicplus.planner.problem import problems_of
from tests.planner.small import instance, small_year

YEAR = instance()
PLAN = plan_of(YEAR, [(each, first_fit(each, {})) for each in problems_of(YEAR)])


@pytest.mark.parametrize("demand", ["D0", "D1", "D2", "D3", "D9"])
def test_what_a_worker_costs_is_what_the_plan_then_costs_more(demand: str) -> None:
    asked = next(each for each in YEAR.demands if each.id == demand)
    others = tuple(each for each in PLAN.assignments if each.demand != demand)
    without = check(YEAR, Plan(instance=YEAR.name, assignments=others)).cost - unserved_cost(YEAR, [asked])
    possible = [each for each in why(YEAR, PLAN, demand) if each.rule is None]
    assert possible
    for choice in possible:
        times = {"slots" if asked.kind == "weekly" else "visits": choice.times}
        row = Assignment(demand=demand, worker=choice.worker, **times)
        then = check(YEAR, Plan(instance=YEAR.name, assignments=(*others, row)))
        assert then.violations == ()
        assert then.cost - without == pytest.approx(choice.cost)
        assert choice.cost == pytest.approx(choice.km + choice.unserved + choice.changed + choice.irregularity)


def test_the_cheapest_comes_first_and_who_has_it_now_is_marked() -> None:
    choices = why(YEAR, PLAN, "D2")
    costs = [each.cost for each in choices if each.rule is None]
    assert costs == sorted(costs)
    now = PLAN.of("D2")
    assert now is not None
    assert [each.worker for each in choices if each.stands] == [now.worker]


def test_each_worker_who_cannot_is_told_by_which_rule() -> None:
    content = small_year()
    content["workers"][2]["week"] = ["mon-am"]  # when the member of D0 is closed
    told = {
        each.worker: each.rule for each in why(Instance.model_validate(content), Plan(instance="small-1"), "D0")
    }
    assert told == {"W0": None, "W1": "profession", "W2": "language", "W3": "profession"}
    content["members"][0]["languages"] = ["fr"]
    read = Instance.model_validate(content)
    told = {each.worker: each.says for each in why(read, Plan(instance="small-1"), "D0")}
    assert told["W2"] == "W2 has no free half-day at which M0 is open"
    assert told["W1"] == "W1 is accountant, D0 asks for dpo"
    assert [each.rule for each in why(YEAR, PLAN, "D3") if each.worker == "W1"] == ["fixed-worker"]


def test_an_unknown_demand_is_not_found() -> None:
    with pytest.raises(NotFound, match=r"No demand 'D99' in small-1; its demands are D0, D1, D2 \.\.\. D15"):
        why(YEAR, PLAN, "D99")
