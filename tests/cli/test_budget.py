"""`basicplus budget ...` on a small demonstration: JSON for programs, tables for people, refusals."""

from __future__ import annotations

import pytest

from basicplus.demo.budget import ASSUMED
from tests.cli.running import Ran, run
from tests.small_demo import SmallDemo


def asked(demo: SmallDemo, *arguments: str, json: bool = True) -> Ran:
    done = run("budget", *arguments, "--db", str(demo.file), *(["--json"] if json else []))
    assert (done.exit_code, done.stderr) == (0, "")
    return done


def test_a_budget_covers_all_it_foresees(built_demo: SmallDemo) -> None:
    told = asked(built_demo, "show", "2026").json()
    foreseen = sum(sum(pool["costs_cents"].values()) for pool in told["pools"])
    assert told["net_cents"] == foreseen == sum(pool["net_cents"] for pool in told["pools"]) > 0
    for pool in told["pools"]:
        assert pool["assumed"] == ASSUMED.model_dump()
        time = pool["time"]
        taken = sum(time.values()) - time["contract_minutes"] - time["productive_minutes"]
        assert time["contract_minutes"] - taken == time["productive_minutes"]


def test_the_effect_of_a_change_is_told_member_by_member(built_demo: SmallDemo) -> None:
    told = asked(built_demo, "effect", "2026", "--pool", "DPO", "--rate-e4", "0", "--month-cents", "0").json()
    assert told["change"] == {"change": "price", "pool": "DPO", "hourly_rate_e4": 0, "pro_rata_month_cents": 0}
    assert (told["losers"], told["winners"] > 0) == (0, True)
    assert sum(line["difference_cents"] for line in told["members"]) == told["difference_cents"] < 0
    weights = ("--key", "POIDS", "--weights", "M0001=500,M0002=1")
    told = asked(built_demo, "effect", "2026", *weights).json()
    assert told["change"] == {
        "change": "key",
        "key": "POIDS",
        "from_on": "2026-01-01",
        "weights": {"M0001": 500, "M0002": 1},
    }
    assert told["difference_cents"] == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("show", "2026"), "Budget 2026, version 1 (draft)"),
        (("effect", "2026", "--pool", "DPO", "--rate-e4", "0"), "0 pay more, "),
        (("effect", "2026", "--proposed"), "billed at provisional prices"),
        (("effect", "2026", "--pour", "cost"), "final share of the cost"),
        (("unsold", "2025"), "Hours of 2025"),
    ],
)
def test_a_person_reads_a_table(built_demo: SmallDemo, arguments: tuple[str, ...], told: str) -> None:
    assert told in asked(built_demo, *arguments, json=False).stdout


def test_where_the_hours_of_a_year_went_is_told_by_month(built_demo: SmallDemo) -> None:
    for pool in asked(built_demo, "unsold", "2025").json()["pools"]:
        total = dict(pool["total"])
        assert list(pool["months"]) == [f"2025-{month:02d}" for month in range(1, 13)]
        assert all(sum(month[name] for month in pool["months"].values()) == total[name] for name in total)
        contract, unbilled = total.pop("contract_minutes"), total.pop("unbilled_minutes")
        assert (sum(total.values()), unbilled, total["unsigned_minutes"]) == (contract, 0, 0)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("effect", "2026"), "change: found '0 changes'; ask for one: --pool, --key, --pour or --proposed"),
        (("effect", "2026", "--pour", "cost", "--proposed"), "change: found '2 changes'; ask for one"),
        (("effect", "2026", "--key", "POIDS"), "--weights: found ''; write members and weights as M001=312"),
        (("effect", "2026", "--pour", "wish"), "Input should be 'fte', 'hours' or 'cost'"),
        (("show", "2024"), "There is no budget of 2024 in this group"),
    ],
)
def test_bad_input_is_a_sentence(built_demo: SmallDemo, arguments: tuple[str, ...], told: str) -> None:
    done = run("budget", *arguments, "--db", str(built_demo.file))
    assert done.exit_code in (2, 4)
    assert told in done.stderr
