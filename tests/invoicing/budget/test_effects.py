"""The effect of a change on every member: what each is billed before and after; a key only moves money."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basicplus.clock import Span, year_span
from basicplus.errors import Conflict, InvalidInput
from basicplus.invoicing.budget.changes import BudgetChange, KeyChange, PourChange, PriceChange
from basicplus.invoicing.budget.effects import (
    BILLED,
    FINAL,
    Agreed,
    Effect,
    MemberEffect,
    YearFacts,
    billed,
    effect_of,
    final,
)
from basicplus.invoicing.budget.overhead import PouredPool
from basicplus.invoicing.budget.prices import Price

YEAR = 2026
WHOLE = year_span(YEAR)
LONG_AGO = date(2021, 1, 1)


def shared(member: str, weight: int, days: Span = WHOLE) -> Agreed:
    """A share of the pool DPO on the key PUPILS."""
    return Agreed(f"A-DPO-{member}", member, "DPO", "pro_rata", days, 6000, 0, "PUPILS", ((LONG_AGO, weight),))


FACTS = YearFacts(
    YEAR,
    {"M001": "École A", "M002": "École B", "M003": "École C"},
    frozenset({"PUPILS"}),
    (
        Agreed("A-CP-1", "M001", "CP", "time_spent", WHOLE, 36500),
        Agreed("A-CP-2", "M002", "CP", "time_spent", Span(date(2026, 7, 2), date(2027, 1, 1)), 36500),
        Agreed("A-CPT-1", "M001", "CPT", "flat_fee", Span(date(2026, 1, 17), date(2027, 1, 1)), 6000, 45000),
        shared("M001", 300),
        shared("M002", 100),
        shared("M003", 0, Span(date(2026, 1, 1), date(2026, 7, 1))),
    ),
    (
        PouredPool("CP", 6000000, False, fte=300, hours=54800),
        PouredPool("CPT", 3000000, False, fte=100, hours=6000),
        PouredPool("DPO", 1000000, False, fte=100, hours=15000),
        PouredPool("FG", 1000000, True, fte=0, hours=0),
    ),
    {"CP": Price(450000, 0), "DPO": Price(480000, 100000)},
    {"CP": Price(460000, 0)},
)


def differences(effect: Effect) -> dict[str, int]:
    return {line.member: line.difference_cents for line in effect.members}


def test_a_year_is_priced_by_basis_and_days_in_force() -> None:
    assert billed(FACTS) == {
        "M001": 2737500 + 21774 + 11 * 45000 + 12 * 75000,  # 36500 min; 15 of 31 days; 11 months; 3/4 of 1000.00
        "M002": 1372500 + 12 * 25000,  # 183 of 365 days
        "M003": 0,
    }


def test_other_weights_move_money_between_members_from_their_day_on() -> None:
    change = KeyChange(key="PUPILS", from_on=date(2026, 3, 1), weights={"M002": 300})
    effect = effect_of(FACTS, change)
    assert effect == Effect(
        YEAR,
        change,
        BILLED,
        winners=1,
        losers=1,
        unchanged=1,
        before_cents=5826774,
        after_cents=5826774,
        difference_cents=0,
        members=(
            MemberEffect("M002", "École B", 1672500, 1922500, 250000),
            MemberEffect("M003", "École C", 0, 0, 0),
            MemberEffect("M001", "École A", 4154274, 3904274, -250000),
        ),
        without_price=(),
    )


def test_a_weight_given_for_a_day_replaces_the_one_of_that_day_and_no_later_one() -> None:
    dated = ((LONG_AGO, 100), (date(2026, 3, 1), 100), (date(2026, 11, 1), 100))
    facts = replace(FACTS, agreed=(shared("M001", 100), replace(shared("M002", 0), weights=dated)))
    change = KeyChange(key="PUPILS", from_on=date(2026, 3, 1), weights={"M002": 300})
    assert differences(effect_of(facts, change)) == {"M002": 8 * 25000, "M003": 0, "M001": -8 * 25000}


def test_a_weight_in_the_middle_of_a_month_counts_from_its_day_on() -> None:
    change = KeyChange(key="PUPILS", from_on=date(2026, 12, 2), weights={"M002": 300})
    assert differences(effect_of(FACTS, change))["M002"] == 24457
    change = KeyChange(key="PUPILS", from_on=date(2026, 12, 1), weights={"M002": 300})
    assert differences(effect_of(FACTS, change))["M002"] == 25000


def test_another_rate_is_paid_by_the_hours_agreed() -> None:
    effect = effect_of(FACTS, PriceChange(pool="CP", hourly_rate_e4=451000))
    assert differences(effect) == {"M001": 6083, "M002": 3050, "M003": 0}
    assert (effect.winners, effect.losers, effect.unchanged, effect.difference_cents) == (0, 2, 1, 9133)


def test_another_month_is_shared_on_the_key() -> None:
    effect = effect_of(FACTS, PriceChange(pool="DPO", pro_rata_month_cents=90000))
    assert differences(effect) == {"M003": 0, "M002": -12 * 2500, "M001": -12 * 7500}
    assert (effect.winners, effect.losers, effect.difference_cents) == (2, 0, -120000)


def test_a_budget_brings_the_prices_it_proposes_and_leaves_the_others() -> None:
    effect = effect_of(FACTS, BudgetChange())
    assert differences(effect) == differences(effect_of(FACTS, PriceChange(pool="CP", hourly_rate_e4=460000)))


def test_overhead_poured_by_another_measure_moves_final_shares() -> None:
    effect = effect_of(FACTS, PourChange(measure="cost"))
    assert (effect.measured, effect.difference_cents, effect.before_cents) == (FINAL, 0, 11000000)
    # By contract time CPT, of M001 alone, bears 200,000; by cost 300,000. DPO bears 200,000, then 100,000.
    assert final(FACTS)["M003"] == final(FACTS, "cost")["M003"] == 0
    assert differences(effect) == {"M001": 25000, "M003": 0, "M002": -25000}


def test_overhead_that_no_pool_can_bear_is_refused() -> None:
    idle = replace(FACTS, pools=tuple(replace(pool, hours=0) for pool in FACTS.pools))
    with pytest.raises(Conflict, match="The overhead cannot be poured by hours"):
        effect_of(idle, PourChange(measure="hours"))


def test_a_pool_without_a_price_counts_as_nothing_and_is_named() -> None:
    unpriced = replace(FACTS, prices={"CP": Price(450000, 0)})
    effect = effect_of(unpriced, PriceChange(pool="CP", hourly_rate_e4=460000))
    assert (effect.without_price, effect.before_cents) == (("DPO",), 5826774 - 12 * 100000)
    assert effect_of(unpriced, PriceChange(pool="DPO", pro_rata_month_cents=100)).difference_cents == 1200


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            KeyChange(key="STAFF", from_on=LONG_AGO, weights={"M001": 1}),
            "key: found 'STAFF'; write one of: PUPILS",
        ),
        (
            KeyChange(key="PUPILS", from_on=LONG_AGO, weights={"M009": 1}),
            "weights: found 'M009'; write one of: M001, M002, M003",
        ),
        (PriceChange(pool="FG", hourly_rate_e4=1), "pool: found 'FG'; write one of: CP, CPT, DPO"),
    ],
)
def test_what_a_change_names_must_be_there(change: KeyChange | PriceChange, told: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        effect_of(FACTS, change)
    assert str(refused.value) == told


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(1, 365), st.integers(0, 500)), min_size=2, max_size=8),
    st.dates(date(2025, 6, 1), date(2027, 3, 1)),
    st.integers(0, 10**7),
)
def test_a_key_never_makes_or_loses_a_cent(rows: list[tuple[int, int, int]], day: date, month_cents: int) -> None:
    numbers = [f"M{number:03d}" for number in range(len(rows))]
    facts = replace(
        FACTS,
        members=dict.fromkeys(numbers, ""),
        # One member has a weight all the year, so that there is somebody to bear each month.
        agreed=(
            shared(numbers[0], 1 + rows[0][0]),
            *(
                shared(
                    number, weight, Span(date(2026, 1, 1), date.fromordinal(date(2026, 1, 1).toordinal() + days))
                )
                for number, (weight, days, _) in zip(numbers[1:], rows[1:], strict=True)
            ),
        ),
        prices={"DPO": Price(0, month_cents)},
    )
    weights = {number: later for number, (_, _, later) in zip(numbers[1:], rows[1:], strict=True)}
    effect = effect_of(facts, KeyChange(key="PUPILS", from_on=day, weights=weights))
    assert effect.before_cents == effect.after_cents == 12 * month_cents
    assert effect.difference_cents == 0
    reordered = replace(facts, agreed=tuple(reversed(facts.agreed)))
    assert billed(reordered) == billed(facts)
