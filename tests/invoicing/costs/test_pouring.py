"""Rules by which pools pour into others: dated, by contract time, hours or cost, never in a circle."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from basicplus import invoicing
from basicplus.clock import Span
from basicplus.db import Database
from basicplus.errors import BasicplusError
from basicplus.invoicing.costs import Pouring, Stretch, stretches_of
from basicplus.invoicing.settlement.poured import pour_year
from tests import cast

JANUARY, JULY, NEXT_YEAR = date(2025, 1, 1), date(2025, 7, 1), date(2026, 1, 1)
ALL = frozenset({"CP", "CPT", "DPO"})
DEFAULT = Pouring(("FG",), "fte", ALL)
IT = invoicing.PoolCreate(code="IT", name="Informatique", kind="project")
HOURS = (
    cast.hours(worker="W001", agreement="A-CP-1", site=None, day=date(2025, 3, 3), end_time="11:30"),
    cast.hours(worker="W003", agreement="A-DPO-1", site=None, day=date(2025, 9, 1), end_time="09:30"),
    cast.hours(worker="W001", agreement="A-CP-1", site=None, day=date(2025, 9, 1), end_time="10:30"),
)


def set_rule(database: Database, pool: str = "FG", from_on: date = JANUARY, **terms: Any) -> None:
    with cast.writing(database) as session:
        invoicing.set_pour_rule(session, invoicing.PourRuleCreate(pool=pool, from_on=from_on, **terms))


def open_it(database: Database) -> None:
    with cast.writing(database) as session:
        invoicing.open_pool(session, IT)


def stretches(database: Database, year: int = 2025) -> list[Stretch]:
    with cast.reading(database) as session:
        return stretches_of(session, year)


def totals(database: Database) -> dict[str, tuple[int, int]]:
    """Own and full cost of each pool of 2025."""
    with cast.reading(database) as session:
        poured = pour_year(session, 2025)
    return {
        code: (sum(part.own_cents[code] for part in poured), sum(part.full_cents[code] for part in poured))
        for code in poured[0].own_cents
    }


def test_without_a_rule_the_overhead_pours_into_all_by_contract_time(database: Database) -> None:
    assert stretches(database) == [Stretch(Span(JANUARY, NEXT_YEAR), (DEFAULT,))]
    cast.book(database, ("CPT", 100), ("FG", 5001))
    assert totals(database) == {"CP": (0, 2001), "CPT": (100, 2100), "DPO": (0, 1000), "FG": (5001, 0)}


def test_a_rule_that_says_what_holds_anyway_divides_nothing(database: Database) -> None:
    set_rule(database, from_on=JULY, weighed_by="fte")
    assert stretches(database) == [Stretch(Span(JANUARY, NEXT_YEAR), (DEFAULT,))]


def test_a_rule_holds_from_its_month_on_until_the_next(database: Database) -> None:
    set_rule(database, from_on=JULY, weighed_by="hours", into=["DPO", "CP", "CP"])
    set_rule(database, from_on=date(2025, 12, 1), weighed_by="cost")
    by_hours, by_cost = Pouring(("FG",), "hours", frozenset({"CP", "DPO"})), Pouring(("FG",), "cost", ALL)
    december = date(2025, 12, 1)
    assert stretches(database) == [
        Stretch(Span(JANUARY, JULY), (DEFAULT,)),
        Stretch(Span(JULY, december), (by_hours,)),
        Stretch(Span(december, NEXT_YEAR), (by_cost,)),
    ]
    assert stretches(database, 2026) == [Stretch(Span(NEXT_YEAR, date(2027, 1, 1)), (by_cost,))]
    assert stretches(database, 2024) == [Stretch(Span(date(2024, 1, 1), JANUARY), (DEFAULT,))]


def test_a_rule_set_again_for_its_month_takes_the_place_of_the_first(database: Database) -> None:
    set_rule(database, weighed_by="hours", into=["DPO"])
    set_rule(database, weighed_by="cost", into=["CP", "CPT"])
    assert stretches(database) == [
        Stretch(Span(JANUARY, NEXT_YEAR), (Pouring(("FG",), "cost", frozenset({"CP", "CPT"})),))
    ]


def test_each_stretch_pours_the_cost_of_its_own_months_by_weights_of_its_own_days(database: Database) -> None:
    cast.do(database, *HOURS)
    cast.book(database, ("CP", 1000), ("FG", 5000), month=date(2025, 3, 1))
    cast.book(database, ("CP", 3000), ("DPO", 1000), ("FG", 9001), month=date(2025, 8, 1))
    set_rule(database, from_on=JULY, weighed_by="hours", into=["CP", "DPO"])
    # In the first half by contract time, 2 : 2 : 1; in the second on 120 and 60 minutes signed in September.
    assert totals(database) == {
        "CP": (4000, 4000 + 2000 + 6001),
        "CPT": (0, 2000),
        "DPO": (1000, 1000 + 1000 + 3000),
        "FG": (14001, 0),
    }
    set_rule(database, from_on=JULY, weighed_by="cost")
    assert totals(database)["CP"] == (4000, 4000 + 2000 + 6751)


def test_a_project_pours_into_the_professions_that_it_serves(database: Database) -> None:
    open_it(database)
    cast.book(database, ("CP", 100), ("IT", 1000), ("FG", 500))
    assert totals(database)["IT"] == (1000, 1000)
    set_rule(database, "IT", weighed_by="fte", into=["CP", "DPO"])
    set_rule(database, "FG", weighed_by="cost", into=["CP", "IT"])
    # 500 on 100 and 1,000: 45 and 455; then 1,455 on 2 : 1.
    assert totals(database) == {
        "CP": (100, 100 + 45 + 970),
        "CPT": (0, 0),
        "DPO": (0, 485),
        "FG": (500, 0),
        "IT": (1000, 0),
    }


def test_a_cost_below_zero_weighs_nothing(database: Database) -> None:
    cast.book(database, ("CP", -700), ("CPT", 100), ("FG", 500))
    set_rule(database, weighed_by="cost")
    assert totals(database) == {"CP": (-700, -700), "CPT": (100, 600), "DPO": (0, 0), "FG": (500, 0)}


def test_a_cost_that_meets_no_weight_is_told_with_its_pool_and_months(database: Database) -> None:
    cast.book(database, ("FG", 500), month=date(2025, 8, 1))
    set_rule(database, from_on=JULY, weighed_by="hours")
    with pytest.raises(BasicplusError) as refused:
        totals(database)
    assert str(refused.value) == (
        "2025-07-01 to 2025-12-31: FG cannot pour into other pools."
        " 5.00 EUR cannot be shared: no one has a weight above zero."
    )


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ({"pool": "FG", "into": ["FG"]}, "From 2025-01-01 on, FG would pour in a circle."),
        ({"pool": "CP", "into": ["IT"]}, "From 2025-07-01 on, CP, IT would pour in a circle."),
        ({"pool": "CP", "into": ["FG"]}, "From 2025-01-01 on, CP, FG would pour in a circle."),
        ({"pool": "DPO"}, "From 2025-07-01 on, CPT, DPO would pour in a circle."),
    ],
)
def test_pools_never_pour_in_a_circle_in_any_month(database: Database, terms: dict, told: str) -> None:
    open_it(database)
    set_rule(database, "IT", from_on=JULY, weighed_by="hours", into=["CP"])
    set_rule(database, "CPT", from_on=JULY, weighed_by="hours")
    before = cast.contents(database)
    with pytest.raises(BasicplusError) as refused:
        set_rule(database, weighed_by="cost", **terms)
    assert str(refused.value) == f"{told} Let one of them pour into other pools."
    assert cast.contents(database) == before


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        (
            {"from_on": date(2025, 1, 2)},
            "from_on: found '2025-01-02'; a rule begins with a month: give its first day",
        ),
        ({"pool": "NONE"}, "There is no cost pool NONE in this group."),
        ({"into": ["CP", "NONE"]}, "There is no cost pool NONE in this group."),
    ],
)
def test_a_rule_names_a_month_and_pools_that_are_there(database: Database, terms: dict, told: str) -> None:
    with pytest.raises(BasicplusError) as refused:
        set_rule(database, weighed_by="fte", **terms)
    assert str(refused.value) == told
