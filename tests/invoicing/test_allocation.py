"""At cost: overhead poured, pools shared out, differences settled; nothing lost, nothing made."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basicplus.invoicing.allocation import NothingToAllocateOn, Part, PoolCost, pour, settle, share_out
from basicplus.money import hours_amount

GOLDEN = tomllib.loads((Path(__file__).parent / "golden/settlement.toml").read_text("utf-8"))

cents = st.integers(-(10**7), 10**8)
pools = st.lists(
    st.builds(PoolCost, st.text("ABCD", min_size=1, max_size=4), cents, st.integers(0, 10**6), st.booleans()),
    min_size=1,
    max_size=8,
    unique_by=lambda pool: pool.code,
).filter(lambda pools: any(pool.pour_weight and not pool.is_overhead for pool in pools))
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


def test_overhead_flows_into_the_pools_by_their_weight() -> None:
    poured = pour(
        [
            PoolCost("CP", 100000, 3),
            PoolCost("CPT", 50000, 1),
            PoolCost("FG", 10001, 0, is_overhead=True),
            PoolCost("IT", 9999, 5, is_overhead=True),
        ]
    )
    assert poured == {"CP": 115000, "CPT": 55000, "FG": 0, "IT": 0}


@given(pools)
def test_pouring_keeps_the_total_and_empties_the_overhead(given_pools: list[PoolCost]) -> None:
    poured = pour(given_pools)
    assert sum(poured.values()) == sum(pool.own_cents for pool in given_pools)
    assert {poured[pool.code] for pool in given_pools if pool.is_overhead} <= {0}


def test_overhead_that_no_pool_can_carry_is_refused() -> None:
    with pytest.raises(NothingToAllocateOn):
        pour([PoolCost("CP", 100000, 0), PoolCost("FG", 1, 7, is_overhead=True)])


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
