"""Every line answers why: down to the hours that its member signed, and for finance to the costs booked."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus import invoicing
from basicplus.clock import parse_period
from basicplus.db import Database
from basicplus.errors import NotFound
from basicplus.invoicing import explain
from basicplus.invoicing.documents.content import SignedHours
from basicplus.invoicing.explain import CostWhy, LineWhy, PoolWhy
from tests import cast

MARCH_3 = date(2025, 3, 3)
MORNING = SignedHours(
    agreement="A-CP-1",
    day=MARCH_3,
    starts="08:30",
    ends="12:00",
    minutes=210,
    worker="Anne Lambert W001",
    site="Site M001",
    signed_by="Marie Dupont",
    signed_on=date(2026, 1, 5),
)


@pytest.fixture
def billed(database: Database) -> Database:
    """March billed, with a morning of W001 at M001 and one of the DPO; pay is booked for March."""
    cast.do(database, cast.hours(), cast.hours(worker="W003", agreement="A-DPO-1"))
    pay = [
        invoicing.CostCreate(month=MARCH_3, kind="gross", amount_cents=400000, worker="W001"),
        invoicing.CostCreate(month=MARCH_3, kind="subsidy", amount_cents=-50000, worker="W001"),
        invoicing.CostCreate(month=MARCH_3, kind="training", amount_cents=10000, pool="CP"),
        invoicing.CostCreate(month=MARCH_3, kind="overhead", amount_cents=60000, pool="FG"),
    ]
    with cast.writing(database) as session:
        invoicing.book(session, pay, "payroll-03.csv")
        invoicing.issue_run(session, parse_period("2025-03"), date(2025, 4, 1))
    return database


def test_a_line_lists_the_hours_that_make_its_minutes(billed: Database) -> None:
    with cast.reading(billed) as session:
        found = explain.why(session, "2025-000001")
    assert found.lines[0] == LineWhy(
        position=1,
        agreement="A-CP-1",
        pool="CP",
        basis="time_spent",
        year=2025,
        from_on=date(2025, 3, 1),
        until_on=date(2025, 4, 1),
        amount_cents=15750,
        vat_percent=0,
        minutes=210,
        rate_e4=450000,
        share=None,
        final_cents=None,
        billed_cents=None,
        hours=(MORNING,),
    )
    assert [(line.agreement, len(line.hours)) for line in found.lines] == [
        ("A-CP-1", 1),
        ("A-CPT-1", 0),
        ("A-DPO-1", 1),
    ]
    assert sum(line.amount_cents for line in found.lines) == found.total_cents == 111317
    assert [why.agreement for why in found.why] == ["A-CP-1", "A-CPT-1", "A-DPO-1"]
    assert [why.share_cents for why in found.why] == [line.amount_cents for line in found.lines]


def test_costs_are_listed_entry_by_entry_and_add_up(billed: Database) -> None:
    with cast.reading(billed) as session:
        pools = {pool.pool: pool for pool in explain.pool_costs(session, "2025-000001")}
    march = date(2025, 3, 1)
    assert pools["CP"].own_cents == 360000
    assert sorted(pools["CP"].entries, key=lambda entry: entry.kind) == [
        CostWhy(march, "gross", "W001", 400000, "payroll-03.csv"),
        CostWhy(march, "subsidy", "W001", -50000, "payroll-03.csv"),
        CostWhy(march, "training", None, 10000, "payroll-03.csv"),
    ]
    name = "Délégués à la protection des données"
    assert pools["DPO"] == PoolWhy("DPO", name, 2025, 0, None, None, ())
    assert list(pools) == ["CP", "CPT", "DPO"]


def test_a_cost_booked_after_the_document_is_not_behind_it(billed: Database) -> None:
    cast.book(billed, ("CP", 999), month=MARCH_3)
    with cast.reading(billed) as session:
        assert explain.pool_costs(session, "2025-000001")[0].own_cents == 360000


def test_a_settlement_lists_the_hours_of_the_year_and_the_cost_that_was_shared(billed: Database) -> None:
    with cast.writing(billed) as session:
        issued = {row.member_id: row.number for row in invoicing.settle_year(session, 2025, date(2026, 2, 2))}
    with cast.reading(billed) as session:
        found = explain.why(session, issued[1])
        pools = {pool.pool: pool for pool in explain.pool_costs(session, issued[1])}
    hours = {line.agreement: line for line in found.lines}
    assert hours["A-CP-1"].hours == (MORNING,)
    weights = {why.agreement: why.weight for why in found.why if why.key == "hours"}
    assert weights == {"A-CP-1": sum(row.minutes for row in hours["A-CP-1"].hours)}
    for why in found.why:
        line = hours[why.agreement]
        assert line.final_cents == why.share_cents
        assert line.amount_cents == why.share_cents - (line.billed_cents or 0)
    assert (pools["CP"].own_cents, pools["CP"].overhead_cents, pools["CP"].total_cents) == (360000, 24000, 384000)
    assert sum(pool.total_cents or 0 for pool in pools.values()) == 420000


def test_a_credit_note_points_to_the_document_whose_hours_it_credits(billed: Database) -> None:
    with cast.writing(billed) as session:
        note = invoicing.credit(session, "2025-000001", date(2025, 4, 7), "wrong hours").number
    with cast.reading(billed) as session:
        found = explain.why(session, note)
    assert (found.credits, found.total_cents, found.lines[0].amount_cents) == ("2025-000001", -111317, -15750)
    assert {line.hours for line in found.lines} == {()}


@pytest.mark.parametrize("number", ["2025-000002", "2025-999999"])
def test_a_member_is_told_of_its_own_documents_only(billed: Database, number: str) -> None:
    with cast.reading(billed) as session:
        assert explain.why(session, "2025-000001", member="M001").member == "M001"
        with pytest.raises(NotFound):
            explain.why(session, number, member="M001")
