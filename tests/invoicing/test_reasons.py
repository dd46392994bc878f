"""Why a document asks what it asks: costs, weights and what changed since the time before; nobody's pay."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus import invoicing, workers
from basicplus.clock import parse_period
from basicplus.db import Database
from basicplus.invoicing.documents.content import Before, DocumentContent, Why
from tests import cast

FEBRUARY, MARCH, APRIL = date(2025, 2, 1), date(2025, 3, 1), date(2025, 4, 1)


@pytest.fixture
def two_advisors(database: Database) -> Database:
    """The cast with a second prevention advisor, whose hours M002 signs."""
    with cast.writing(database) as session:
        workers.register(session, cast.worker("W004"))
        workers.hire(session, cast.contract("W004"))
    return database


def pay(database: Database, month: date, **cents: int) -> None:
    """Book the pay of workers for a month."""
    costs = [
        invoicing.CostCreate(month=month, kind="gross", amount_cents=paid, worker=worker)
        for worker, paid in cents.items()
    ]
    with cast.writing(database) as session:
        invoicing.book(session, costs, "payroll")


def issue(database: Database, period: str, issue_on: date) -> dict[tuple[str, str], Why]:
    """Issue a month and return the reasons by member and agreement."""
    with cast.writing(database) as session:
        issued = invoicing.issue_run(session, parse_period(period), issue_on)
        return _reasons(issued)


def _reasons(issued: list[invoicing.Invoice]) -> dict[tuple[str, str], Why]:
    contents = [DocumentContent.from_json(invoice.content) for invoice in issued]
    return {(content.buyer.number, why.agreement): why for content in contents for why in content.why}


def test_hours_are_weighed_against_those_of_the_pool_and_compared_with_the_last_document(
    two_advisors: Database,
) -> None:
    cast.do(two_advisors, cast.hours(day=date(2025, 2, 3), end_time="10:30"))
    issue(two_advisors, "2025-02", date(2025, 3, 3))
    pay(two_advisors, FEBRUARY, W001=400000, W004=350000)
    cast.do(two_advisors, cast.hours(), cast.hours(agreement="A-CP-2", site="S-M002", day=date(2025, 3, 4)))
    reasons = issue(two_advisors, "2025-03", APRIL)
    assert reasons["M001", "A-CP-1"] == Why(
        agreement="A-CP-1",
        pool_code="CP",
        pool_name="Conseillers en prévention",
        year=2025,
        key="hours",
        weight=210,
        total_weight=420,
        share_cents=15750,
        cost="known",
        cost_cents=750000,
        rate_e4=450000,
        before=Before("2025-000001", FEBRUARY, MARCH, 9000, price_cents=0, volume_cents=6750),
    )
    assert reasons["M002", "A-CP-2"].before is None


@pytest.mark.parametrize(
    ("paid", "told"),
    [
        ([], ("known", None)),
        ([(FEBRUARY, {"W001": 400000, "W004": 350000})], ("known", 750000)),
        ([(FEBRUARY, {"W001": 400000})], ("hidden", None)),
        ([(FEBRUARY, {"W001": 400000, "W004": 350000}), (MARCH, {"W001": 400000})], ("hidden", None)),
        ([(FEBRUARY, {"W001": 400000, "W004": 350000}), (APRIL, {"W001": 400000})], ("known", 750000)),
    ],
    ids=["nothing known", "two of them", "one of them", "one of them in March", "after the period"],
)
def test_a_cost_that_is_one_workers_pay_is_never_told(
    two_advisors: Database, paid: list[tuple[date, dict[str, int]]], told: tuple[str, int | None]
) -> None:
    for month, cents in paid:
        pay(two_advisors, month, **cents)
    cast.do(two_advisors, cast.hours())
    why = issue(two_advisors, "2025-03", APRIL)["M001", "A-CP-1"]
    assert (why.cost, why.cost_cents) == told


def test_a_pool_that_has_one_worker_hides_its_budget_and_its_cost(database: Database) -> None:
    cast.do(database, cast.hours())
    reasons = issue(database, "2025-03", APRIL)
    assert {(why.pool_code, why.cost, why.cost_cents, why.total_weight) for why in reasons.values()} == {
        ("CP", "hidden", None, None),
        ("CPT", "hidden", None, None),
        ("DPO", "hidden", None, None),
    }
    assert reasons["M001", "A-CP-1"].rate_e4 == 450000


def test_a_key_shares_the_years_budget_and_a_change_of_weight_changes_the_price(database: Database) -> None:
    with cast.writing(database) as session:
        workers.register(session, cast.worker("W005", "dpo"))
    issue(database, "2025-02", date(2025, 3, 3))
    with cast.writing(database) as session:
        invoicing.weigh(session, "ELEVES", {"M001": 412}, MARCH)
    assert issue(database, "2025-03", APRIL)["M001", "A-DPO-1"] == Why(
        agreement="A-DPO-1",
        pool_code="DPO",
        pool_name="Délégués à la protection des données",
        year=2025,
        key="key",
        weight=412,
        total_weight=717,
        share_cents=57462,
        cost="budget",
        cost_cents=12 * 100000,
        key_name="élèves",
        before=Before("2025-000001", FEBRUARY, MARCH, 50567, price_cents=6895, volume_cents=0),
    )


def test_a_flat_fee_is_weighed_by_volume_and_more_months_are_volume(database: Database) -> None:
    issue(database, "2025-01", date(2025, 2, 3))
    with cast.writing(database) as session:
        workers.register(session, cast.worker("W006", "accountant"))
        cast.agree(session, cast.agreement("A-CPT-2", member="M002", profession="accountant"), "CPT")
    why = issue(database, "2025-03", APRIL)["M001", "A-CPT-1"]
    assert (why.key, why.weight, why.total_weight, why.share_cents) == ("volume", 6000, 12000, 45000)
    assert why.before == Before("2025-000001", date(2025, 1, 1), FEBRUARY, 45000, price_cents=0, volume_cents=0)


def test_a_credited_document_is_not_compared_with(database: Database) -> None:
    issue(database, "2025-02", date(2025, 3, 3))
    with cast.writing(database) as session:
        invoicing.credit(session, "2025-000001", date(2025, 3, 4), "wrong")
    reasons = issue(database, "2025-03", APRIL)
    assert reasons["M001", "A-DPO-1"].before is None
    assert reasons["M003", "A-DPO-3"].before is not None


def test_a_settlement_tells_the_actual_cost_and_the_weight_that_shared_it(two_advisors: Database) -> None:
    dpo = cast.hours(worker="W003", agreement="A-DPO-1")
    cast.do(two_advisors, cast.hours(), cast.hours(agreement="A-CP-2", site="S-M002", day=date(2025, 3, 4)), dpo)
    issue(two_advisors, "2025-03", APRIL)
    pay(two_advisors, date(2025, 6, 1), W001=60000, W004=40000, W003=300000)
    with cast.writing(two_advisors) as session:
        reasons = _reasons(invoicing.settle_year(session, 2025, date(2026, 2, 2)))
    assert reasons["M001", "A-CP-1"] == Why(
        agreement="A-CP-1",
        pool_code="CP",
        pool_name="Conseillers en prévention",
        year=2025,
        key="hours",
        weight=210,
        total_weight=420,
        share_cents=50000,
        cost="actual",
        cost_cents=100000,
    )
    key = reasons["M001", "A-DPO-1"]
    assert (key.cost, key.cost_cents, key.weight, key.total_weight) == ("hidden", None, 312, None)
    assert key.share_cents == 151702
