"""Estimates and actual costs side by side: nothing overwritten, nothing estimated in what members pay."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from basicplus import invoicing
from basicplus.clock import Span, year_span
from basicplus.db import Database
from basicplus.errors import NotFound
from basicplus.invoicing.costs import CostLine, SideBySide, costs_of, side_by_side
from tests import cast

MARCH, APRIL = date(2025, 3, 1), date(2025, 4, 1)
YEAR = year_span(2025)


def book(
    database: Database, status: Any, *costs: tuple[str, int], month: date = MARCH, worker: str = "W001"
) -> None:
    with cast.writing(database) as session:
        given = [
            invoicing.CostCreate(month=month, kind=kind, amount_cents=cents, worker=worker)  # type: ignore[arg-type]
            for kind, cents in costs
        ]
        invoicing.book(session, given, "payroll", status=status)


def shown(database: Database, span: Span = YEAR, **wanted: str) -> SideBySide:
    with cast.reading(database) as session:
        return side_by_side(session, span, **wanted)


@pytest.fixture
def foreseen(database: Database) -> Database:
    """W001 and W002 as estimated in advance, and what March cost."""
    book(database, "estimate", ("gross", 300000), ("insurance", 900), ("insurance", 100))
    book(database, "estimate", ("gross", 310000), month=APRIL)
    book(database, "estimate", ("gross", 280000), worker="W002")
    book(database, "actual", ("gross", 305000), ("provision", 5000))
    return database


def test_estimate_and_actual_stand_side_by_side_with_their_difference(foreseen: Database) -> None:
    assert shown(foreseen) == SideBySide(
        [
            CostLine("CP", "W001", MARCH, "gross", 300000, 305000, 5000, 305000),
            CostLine("CP", "W001", MARCH, "insurance", 1000, None, None, 1000),
            CostLine("CP", "W001", MARCH, "provision", None, 5000, None, 5000),
            CostLine("CP", "W001", APRIL, "gross", 310000, None, None, 310000),
            CostLine("CPT", "W002", MARCH, "gross", 280000, None, None, 280000),
        ],
        estimate_cents=891000,
        actual_cents=310000,
        difference_cents=5000,
        expected_cents=901000,
    )


def test_a_later_estimate_takes_the_place_of_an_earlier_one_and_both_are_kept(foreseen: Database) -> None:
    book(foreseen, "estimate", ("gross", 320000), month=APRIL)
    [line] = shown(foreseen, Span(APRIL, date(2025, 5, 1))).lines
    assert line == CostLine("CP", "W001", APRIL, "gross", 320000, None, None, 320000)
    assert len(cast.contents(foreseen)["cost_estimate"]) == 6


def test_a_correction_of_an_actual_cost_adds_to_it(foreseen: Database) -> None:
    book(foreseen, "actual", ("gross", -1000))
    assert shown(foreseen).lines[0] == CostLine("CP", "W001", MARCH, "gross", 300000, 304000, 4000, 304000)
    assert [row.amount_cents for row in _actual(foreseen)] == [305000, 5000, -1000]


def test_no_estimate_is_in_what_members_pay(foreseen: Database) -> None:
    with cast.reading(foreseen) as session:
        assert [(cost.kind, cost.cents) for cost in costs_of(session, 2025)] == [
            ("gross", 305000),
            ("provision", 5000),
        ]


@pytest.mark.parametrize(
    ("wanted", "lines"), [({"worker": "W002"}, 1), ({"pool": "CP"}, 4), ({"worker": "W002", "pool": "CP"}, 0)]
)
def test_one_worker_or_one_pool_can_be_shown(foreseen: Database, wanted: dict[str, str], lines: int) -> None:
    assert len(shown(foreseen, **wanted).lines) == lines


def test_an_unknown_worker_or_pool_is_a_sentence(database: Database) -> None:
    with pytest.raises(NotFound, match="W009"):
        shown(database, worker="W009")
    with pytest.raises(NotFound, match="There is no cost pool NONE in this group"):
        shown(database, pool="NONE")


def _actual(database: Database) -> list[invoicing.CostEntry]:
    with cast.reading(database) as session:
        return cast.costs(session)
