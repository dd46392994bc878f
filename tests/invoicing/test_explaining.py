"""The settlement on one page: from the cost of the pools to the member's difference, and nothing of others."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import pytest

from basicplus import invoicing
from basicplus.clock import parse_period
from basicplus.db import Database
from basicplus.errors import NotFound
from basicplus.invoicing.settlement.explaining import (
    ExplainedAgreement,
    ExplainedPool,
    ExplainedYear,
    Inflow,
    explain_settlement,
)
from tests import cast

HOURS = (
    cast.hours(end_time="12:30"),
    cast.hours(agreement="A-CP-2", site=None, day=date(2025, 3, 4), end_time="10:30"),
    cast.hours(worker="W003", agreement="A-DPO-1", site=None, end_time="10:30"),
)


@pytest.fixture
def year(database: Database) -> Database:
    """March worked and billed, costs booked, and the overhead poured by hours from July on."""
    cast.do(database, *HOURS)
    with cast.writing(database) as session:
        invoicing.issue_run(session, parse_period("2025-03"), date(2025, 4, 1))
        rule = invoicing.PourRuleCreate(
            pool="FG", from_on=date(2025, 3, 1), weighed_by="hours", into=["CP", "DPO"]
        )
        invoicing.set_pour_rule(session, rule)
        invoicing.book(
            session,
            [
                invoicing.CostCreate(month=date(2025, 3, 1), kind="gross", amount_cents=300000, worker="W001"),
                invoicing.CostCreate(month=date(2025, 3, 1), kind="insurance", amount_cents=3000, worker="W001"),
                invoicing.CostCreate(month=date(2025, 3, 1), kind="subsidy", amount_cents=-600, pool="DPO"),
                invoicing.CostCreate(month=date(2025, 3, 1), kind="gross", amount_cents=90600, pool="DPO"),
                invoicing.CostCreate(month=date(2025, 3, 1), kind="overhead", amount_cents=8000, pool="FG"),
                invoicing.CostCreate(month=date(2025, 2, 1), kind="overhead", amount_cents=5000, pool="FG"),
                invoicing.CostCreate(month=date(2025, 2, 1), kind="gross", amount_cents=40000, pool="CPT"),
            ],
            "payroll",
        )
    return database


def explained(database: Database, member: str) -> ExplainedYear:
    with cast.reading(database) as session:
        return explain_settlement(session, 2025, member)


def test_a_member_reads_cost_inflow_weight_share_and_difference(year: Database) -> None:
    by_hours = {"weighed_by": "hours", "first_month": "2025-03", "last_month": "2025-12", "total_weight": 480}
    cp = ExplainedPool(
        pool="CP",
        name="Conseillers en prévention",
        costs_cents={"all": 303000},
        inflows=[
            Inflow(["FG"], "fte", "2025-01", "2025-02", 2280 * 59, 5700 * 59, 2000),
            Inflow(pools=["FG"], weight=360, cents=6000, **by_hours),  # type: ignore[arg-type]
        ],
        poured_out_cents=0,
        total_cents=311000,
        total_weight=360 * 365,
        agreements=[
            ExplainedAgreement(
                agreement="A-CP-2",
                basis="time_spent",
                signed_minutes=120,
                agreed_minutes=6000,
                days=365,
                weight=120 * 365,
                key=None,
                weight_of_key=0,
                key_weight=0,
                total_key_weight=0,
                share_cents=103667,
                billed_cents=9000,
                settled_cents=0,
                open_cents=94667,
            )
        ],
    )
    dpo = ExplainedPool(
        pool="DPO",
        name="Délégués à la protection des données",
        costs_cents={"gross": 90600, "subsidy": -600},
        inflows=[
            Inflow(["FG"], "fte", "2025-01", "2025-02", 1140 * 59, 5700 * 59, 1000),
            Inflow(pools=["FG"], weight=120, cents=2000, **by_hours),  # type: ignore[arg-type]
        ],
        poured_out_cents=0,
        total_cents=93000,
        total_weight=120 * 365,
        agreements=[
            ExplainedAgreement(
                agreement="A-DPO-2",
                basis="pro_rata",
                signed_minutes=0,
                agreed_minutes=6000,
                days=365,
                weight=0,
                key="ELEVES",
                weight_of_key=120 * 365,
                key_weight=208 * 365,
                total_key_weight=617 * 365,
                share_cents=31352,
                billed_cents=33712,
                settled_cents=0,
                open_cents=-2360,
            )
        ],
    )
    assert explained(year, "M002") == ExplainedYear(
        year=2025,
        member="M002",
        name="École M002",
        state="open",
        pools=[cp, dpo],
        share_cents=135019,
        billed_cents=42712,
        difference_cents=92307,
        settled_cents=0,
        open_cents=92307,
    )


def test_after_the_settlement_and_the_closing_the_same_shares_stand(year: Database) -> None:
    before = explained(year, "M001")
    with cast.writing(year) as session:
        invoicing.settle_year(session, 2025, date(2026, 3, 2))
    settled = explained(year, "M001")
    assert (settled.state, settled.settled_cents, settled.open_cents) == ("settled", before.difference_cents, 0)
    assert (settled.share_cents, settled.billed_cents) == (before.share_cents, before.billed_cents)
    with cast.writing(year) as session:
        invoicing.close_year(session, 2025, date(2026, 6, 30))
    closed = explained(year, "M001")
    assert asdict(closed) == asdict(settled) | {"state": "closed"}


def test_the_shares_of_all_members_are_the_cost_of_the_year(year: Database) -> None:
    shares = [explained(year, number).share_cents for number in cast.SIGNERS]
    assert sum(shares) == 303000 + 90000 + 13000 + 40000


def test_the_pay_of_a_single_worker_is_in_no_page(year: Database) -> None:
    told = str([asdict(explained(year, number)) for number in cast.SIGNERS])
    assert ("300000" in told, "W001" in told) == (False, False)


def test_a_page_names_no_other_member(year: Database) -> None:
    told = str(asdict(explained(year, "M002")))
    assert [other for other in ("M001", "M003", "A-CP-1", "A-DPO-3") if other in told] == []


def test_a_member_without_any_part_in_the_year_is_told_so(year: Database) -> None:
    with cast.reading(year) as session:
        with pytest.raises(NotFound) as refused:
            explain_settlement(session, 2023, "M001")
        assert str(refused.value) == (
            "M001 has no part in 2023: no agreement in force, no signed hours, nothing billed."
        )
        with pytest.raises(NotFound, match="M009"):
            explain_settlement(session, 2025, "M009")
