"""Costs: each goes to the pool of its worker or to the pool named; prices are set once a year."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from basicplus import invoicing, workers
from basicplus.db import Database
from basicplus.errors import BasicplusError
from basicplus.invoicing import CostCreate
from basicplus.invoicing.costs import costs_of
from tests import cast

JUNE = date(2025, 6, 17)


def book(database: Database, **changes: Any) -> None:
    given = {"month": JUNE, "kind": "gross", "amount_cents": 100000}
    with cast.writing(database) as session:
        invoicing.book(session, [CostCreate(**given | changes)], "payroll")


def booked(database: Database) -> list[tuple[str, date, int]]:
    with cast.reading(database) as session:
        pools = {1: "CP", 2: "CPT", 3: "DPO", 4: "FG", 5: "GRAPHIC"}
        return [(pools[row.pool_id], row.month, row.amount_cents) for row in cast.costs(session)]


def test_the_cost_of_a_worker_goes_to_the_pool_of_the_profession(database: Database) -> None:
    book(database, worker="W002")
    assert booked(database) == [("CPT", date(2025, 6, 1), 100000)]


def test_the_cost_of_a_dedicated_worker_goes_to_the_workers_own_pool(database: Database) -> None:
    with cast.writing(database) as session:
        workers.register(session, cast.worker("W004", "dedicated", function="graphic designer"))
        invoicing.open_pool(
            session,
            invoicing.PoolCreate(code="GRAPHIC", name="Graphiste", kind="dedicated", worker="W004"),
        )
    book(database, worker="W004")
    assert booked(database) == [("GRAPHIC", date(2025, 6, 1), 100000)]


def test_a_pool_that_is_named_comes_first(database: Database) -> None:
    book(database, worker="W002", pool="FG", kind="training")
    assert booked(database) == [("FG", date(2025, 6, 1), 100000)]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"worker": "W009"}, "worker: found 'W009'; the number of a worker of this group"),
        ({"pool": "NONE"}, "pool: found 'NONE'; one of CP, CPT, DPO, FG"),
        ({}, "pool: found 'nothing'; one of CP, CPT, DPO, FG"),
        (
            {"pool": "CP", "kind": "subsidy"},
            "amount: found '100000'; a subsidy lowers the cost: write it negative",
        ),
    ],
)
def test_a_cost_that_belongs_nowhere_is_refused(database: Database, changes: dict, told: str) -> None:
    before = cast.contents(database)
    with pytest.raises(BasicplusError) as refused:
        book(database, **changes)
    assert str(refused.value) == told
    assert cast.contents(database) == before


def test_a_year_is_summed_per_pool_and_kind(database: Database) -> None:
    cast.book(database, ("CP", 100), ("CP", 23), ("FG", 7), month=date(2025, 1, 1))
    cast.book(database, ("CP", 1000), month=date(2025, 12, 1))
    cast.book(database, ("CP", 5), month=date(2024, 12, 1))
    cast.book(database, ("CP", 6), month=date(2026, 1, 1))
    book(database, pool="CP", kind="subsidy", amount_cents=-40)
    with cast.reading(database) as session:
        assert [(cost.pool_id, cost.kind, cost.cents) for cost in costs_of(session, 2025)] == [
            (1, "gross", 1123),
            (1, "subsidy", -40),
            (4, "gross", 7),
        ]


def test_a_tariff_is_set_once_a_year(database: Database) -> None:
    with pytest.raises(BasicplusError) as refused, cast.writing(database) as session:
        invoicing.set_tariff(session, "CP", 2025, 460000)
    assert str(refused.value) == ("Pool CP has its tariff of 2025; a difference is settled at the year's end.")
    with cast.writing(database) as session:
        invoicing.set_tariff(session, "CP", 2026, 460000)


def test_a_pool_code_is_taken_once(database: Database) -> None:
    with pytest.raises(BasicplusError) as refused, cast.writing(database) as session:
        invoicing.open_pool(
            session, invoicing.PoolCreate(code="CP", name="Again", kind="profession", profession="lawyer")
        )
    assert str(refused.value) == "code: found 'CP'; this pool code is taken; choose another"
