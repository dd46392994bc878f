"""At cost: overhead poured, pools shared out, differences settled; nothing lost, nothing made."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basicplus.invoicing.allocation import (
    NothingToAllocateOn,
    Part,
    Pour,
    PouredInCircle,
    pour,
    settle,
    share_out,
)
from basicplus.money import hours_amount

FOLDER = Path(__file__).parent / "golden"
GOLDEN = tomllib.loads((FOLDER / "settlement.toml").read_text("utf-8"))
POURED = tomllib.loads((FOLDER / "pouring.toml").read_text("utf-8"))["case"]

cents = st.integers(-(10**7), 10**8)


@st.composite
def years(draw: st.DrawFn) -> tuple[dict[str, int], list[Pour]]:
    """Own costs of six pools, of which the first ones pour, each into some of those that follow."""
    own = dict(zip("ABCDEF", draw(st.lists(cents, min_size=6, max_size=6)), strict=True))
    pours = []
    for number in range(draw(st.integers(0, 4))):
        later = draw(st.lists(st.sampled_from("ABCDEF"[number + 1 :]), min_size=1, unique=True))
        weights = {code: draw(st.integers(0, 10**6)) for code in later}
        pours.append(Pour(("ABCDEF"[number],), weights | {later[0]: weights[later[0]] + 1}))
    return own, draw(st.permutations(pours))


parts = st.lists(
    st.builds(
        Part,
        st.text("ABCDEF", min_size=1, max_size=4),
        st.integers(1, 10**6),
        st.sampled_from([None, "PUPILS", "STAFF"]),
        st.integers(1, 5000),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda part: part.agreement,
)


@pytest.mark.parametrize("case", POURED, ids=lambda case: case["name"])
def test_the_worked_pours_come_out_to_the_cent(case: dict) -> None:
    pours = [Pour(tuple(each["pools"]), each["weights"]) for each in case["pours"]]
    assert pour(case["own_cents"], pours).full_cents == case["full_cents"]


@given(years())
def test_pouring_keeps_the_total_and_empties_what_pours(year: tuple[dict[str, int], list[Pour]]) -> None:
    own, pours = year
    poured = pour(own, pours)
    assert sum(poured.full_cents.values()) == sum(own.values())
    assert {poured.full_cents[each.pools[0]] for each in pours} <= {0}
    assert [list(flow) for flow in poured.flows] == [list(each.weights) for each in pours]


@given(years())
def test_the_order_of_the_pours_changes_nothing(year: tuple[dict[str, int], list[Pour]]) -> None:
    own, pours = year
    there, back = pour(own, pours), pour(own, pours[::-1])
    assert (there.full_cents, there.flows) == (back.full_cents, back.flows[::-1])


def test_a_cost_that_no_pool_can_take_is_refused() -> None:
    with pytest.raises(NothingToAllocateOn) as refused:
        pour({"CP": 100000, "FG": 1, "IT": 2}, [Pour(("FG", "IT"), {"CP": 0})])
    assert str(refused.value) == (
        "FG, IT cannot pour into other pools. 0.03 EUR cannot be shared: no one has a weight above zero."
    )


@pytest.mark.parametrize(
    ("pours", "circle"),
    [
        ([Pour(("A",), {"A": 1})], "A would pour in a circle."),
        (
            [Pour(("A",), {"B": 1}), Pour(("B",), {"C": 1}), Pour(("C",), {"A": 1})],
            "A, B, C would pour in a circle.",
        ),
        ([Pour(("X",), {"A": 1}), Pour(("A",), {"B": 0}), Pour(("B",), {"A": 1})], "A, B would pour in a circle."),
    ],
)
def test_a_circle_is_refused_with_its_pools(pours: list[Pour], circle: str) -> None:
    with pytest.raises(PouredInCircle) as refused:
        pour(dict.fromkeys("ABCX", 1), pours)
    assert str(refused.value) == circle


def test_agreements_of_a_key_stand_as_one_and_share_by_key_weight() -> None:
    shares = share_out(
        1000,
        [
            Part("A1", 300),
            Part("A2", 100, "PUPILS", 312),
            Part("A3", 600, "PUPILS", 104),
        ],
    )
    assert shares == {"A1": 300, "A2": 525, "A3": 175}


@given(cents, parts)
def test_the_shares_of_a_pool_sum_to_its_cost(total: int, given_parts: list[Part]) -> None:
    shares = share_out(total, given_parts)
    assert sum(shares.values()) == total
    assert list(shares) == [part.agreement for part in given_parts]


@given(cents, parts)
def test_the_order_of_the_agreements_changes_nothing(total: int, given_parts: list[Part]) -> None:
    assert share_out(total, given_parts[::-1]) == share_out(total, given_parts)


def test_a_cost_that_nobody_used_is_refused() -> None:
    with pytest.raises(NothingToAllocateOn):
        share_out(1, [Part("A1", 0)])
    with pytest.raises(NothingToAllocateOn):
        share_out(1, [])
    assert share_out(0, []) == {}


def test_the_worked_settlement_comes_out_to_the_cent() -> None:
    agreements = GOLDEN["agreement"]
    billed = {row["number"]: hours_amount(row["signed_minutes"], 450000) for row in agreements}
    shares = share_out(
        GOLDEN["total_cents"], [Part(row["number"], row["signed_minutes"] * 365) for row in agreements]
    )
    due = settle(shares, billed)
    assert billed == {row["number"]: row["billed_cents"] for row in agreements}
    assert shares == {row["number"]: row["share_cents"] for row in agreements}
    assert due == {row["number"]: row["difference_cents"] for row in agreements}
    assert sum(due.values()) == GOLDEN["total_cents"] - sum(billed.values())


def test_what_was_billed_without_a_share_is_given_back() -> None:
    assert settle({"A1": 100}, {"A1": 40, "A2": 25}) == {"A1": 60, "A2": -25}


@given(cents, parts, st.dictionaries(st.text("ABCDEF", min_size=1, max_size=4), cents, max_size=6))
def test_after_the_settlement_what_is_billed_is_the_cost(
    total: int, given_parts: list[Part], billed: dict[str, int]
) -> None:
    due = settle(share_out(total, given_parts), billed)
    assert sum(due.values()) + sum(billed.values()) == total
