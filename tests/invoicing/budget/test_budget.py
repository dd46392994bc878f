"""The budget of a year on records: its lines and hours, what follows from them, and its adoption as tariffs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import col, select

from basicplus import invoicing, workers
from basicplus.db import Database
from basicplus.errors import BasicplusError
from basicplus.invoicing import budget
from basicplus.invoicing.budget import BudgetOfYear, HoursAssumed
from basicplus.invoicing.budget.hours import ProductiveTime
from basicplus.invoicing.budget.prices import Coverage, Price
from basicplus.invoicing.budget.reading import FeeProposed, PoolBudget
from basicplus.invoicing.models import CostPool, Tariff
from basicplus.journal import JournalEntry
from tests import cast

YEAR = 2026
ASSUMED = HoursAssumed(leave_days=20, sickness_e4=200, training_e4=100, internal_e4=700)
DECIDED = date(2025, 12, 15)
LINES = (
    ("CP", "gross", 4000000),
    ("CP", "subsidy", -600000),
    ("CPT", "gross", 4000000),
    ("DPO", "gross", 2000000),
    ("FG", "overhead", 1000000),
)


def opened(database: Database, *lines: tuple[str, Any, int], **start: Any) -> None:
    with cast.writing(database) as session:
        budget.open_budget(session, YEAR, ASSUMED, **start)
        for pool, kind, cents in lines:
            budget.set_budget_line(session, YEAR, pool, kind, cents)


def adopted(database: Database) -> None:
    with cast.writing(database) as session:
        budget.adopt_budget(session, YEAR, DECIDED)


def read(database: Database, version: int | None = None) -> BudgetOfYear:
    with cast.reading(database) as session:
        return budget.budget_of(session, YEAR, version)


def lines(database: Database) -> dict[str, dict[str, int]]:
    return {pool.pool: pool.costs_cents for pool in read(database).pools if pool.costs_cents}


def tariffs(database: Database) -> dict[str, tuple[int, int]]:
    with cast.reading(database) as session:
        query = select(Tariff, CostPool.code).join(CostPool, col(CostPool.id) == Tariff.pool_id)
        rows = session.exec(query.where(Tariff.year == YEAR).order_by(CostPool.code))
        return {code: (row.hourly_rate_e4, row.pro_rata_month_cents) for row, code in rows}


def refusal(database: Database, act: Any) -> str:
    with pytest.raises(BasicplusError) as refused, cast.writing(database) as session:
        act(session)
    return str(refused.value)


def test_prices_follow_from_cost_overhead_and_productive_hours(database: Database) -> None:
    cast.book(database, ("CP", 3900000))
    opened(database, *LINES)
    found = read(database)
    # A full-time year: 261 days of 456 minutes, 10 of them holidays; 20 days of leave; 10 % of it all.
    full = ProductiveTime(119016, 4560, 0, 9120, 2380, 1190, 0, 8331, productive_minutes=93435)
    assert found.pools[0] == PoolBudget(
        pool="CP",
        name="Conseillers en prévention",
        kind="profession",
        costs_cents={"gross": 4000000, "subsidy": -600000},
        last_year_cents={"gross": 3900000},
        cost_cents=4000000,
        subsidy_cents=600000,
        overhead_cents=400000,
        net_cents=3800000,
        assumed=ASSUMED,
        time=full,
        coverage=Coverage(18000, 75435, 0, 93435, 75435, 1266667),
        proposed=Price(244020, 0),
        in_force=None,
        last_year=Price(450000, 0),
    )
    assert [(pool.pool, pool.overhead_cents, pool.net_cents) for pool in found.pools] == [
        ("CP", 400000, 3800000),
        ("CPT", 400000, 4400000),
        ("DPO", 200000, 2200000),
        ("FG", -1000000, 0),
    ]
    dpo, overhead = found.pools[2:]
    assert dpo.time.productive_minutes == 46717  # half of it, each figure rounded by itself
    assert dpo.proposed == Price(282552, 70638)  # 18,000 minutes a year are shared
    assert (overhead.proposed, overhead.coverage.break_even_minutes) == (None, 0)
    assert found.fees == (FeeProposed("A-CPT-1", "M001", "CPT", 45000, 23546),)
    assert (found.version, found.state, found.adopted_on, found.net_cents) == (1, "draft", None, 10400000)


def test_a_line_set_again_is_replaced_and_hours_are_those_of_the_pool(database: Database) -> None:
    opened(database, *LINES)
    own = HoursAssumed(leave_days=30, internal_e4=500)
    with cast.writing(database) as session:
        budget.set_budget_line(session, YEAR, "CP", "gross", 4100000)
        budget.set_budget_hours(session, YEAR, "CP", own)
    pools = read(database).pools
    assert lines(database)["CP"] == {"gross": 4100000, "subsidy": -600000}
    assert [pool.assumed for pool in pools] == [own, ASSUMED, ASSUMED, ASSUMED]
    assert pools[0].time.deductions == {
        "holiday": 4560,
        "closing": 0,
        "leave": 13680,
        "sickness": 0,
        "training": 0,
        "travel": 0,
        "internal": 5951,
    }


def test_a_budget_starts_from_the_costs_of_a_year_grown_by_kind(database: Database) -> None:
    with cast.writing(database) as session:
        costs = [
            invoicing.CostCreate(month=date(2025, 6, 1), kind=kind, amount_cents=cents, pool=pool)
            for pool, kind, cents in (("CP", "gross", 101), ("CP", "subsidy", -50), ("FG", "overhead", 1000))
        ]
        invoicing.book(session, costs, "payroll")
    growth = {"gross": Decimal("2.5"), "overhead": Decimal("-10")}
    opened(database, from_year=2025, growth_percent=growth)
    assert lines(database) == {"CP": {"gross": 104, "subsidy": -50}, "FG": {"overhead": 900}}


def test_staff_costs_follow_the_contracts_known(database: Database) -> None:
    cast.book(database, ("CP", 1000000), ("DPO", 500000), ("FG", 100000))
    with cast.writing(database) as session:
        workers.amend(session, "C-W001", date(2026, 7, 2), 1140, date(2026, 6, 1), "variable")
        invoicing.book(
            session,
            [invoicing.CostCreate(month=date(2025, 6, 1), kind="travel", amount_cents=7000, pool="CP")],
            "travel",
        )
    opened(database, from_year=2025, by_contracts=True)
    # 182 days full time and 183 days half time, where last year had 365 full days; travel stays.
    assert lines(database) == {
        "CP": {"gross": round(1000000 * (182 + 183 / 2) / 365), "travel": 7000},
        "DPO": {"gross": 500000},
        "FG": {"gross": 100000},
    }


def test_versions_stand_side_by_side_and_the_latest_counts(database: Database) -> None:
    opened(database, *LINES)
    opened(database, ("CP", "gross", 5000000))
    assert lines(database) == {"CP": {"gross": 5000000}}
    assert [(read(database, version).version, read(database, version).net_cents) for version in (1, 2)] == [
        (1, 10400000),
        (2, 5000000),
    ]
    with (
        cast.reading(database) as session,
        pytest.raises(BasicplusError, match="There is no version 3 of the budget"),
    ):
        budget.budget_of(session, YEAR, 3)


def test_adopting_sets_the_tariffs_it_proposes_and_ends_the_draft(database: Database) -> None:
    opened(database, *LINES)
    proposed = {pool.pool: pool.proposed for pool in read(database).pools}
    adopted(database)
    assert tariffs(database) == {"CP": (244020, 0), "CPT": (282549, 0), "DPO": (282552, 70638)}
    found = read(database)
    assert (found.state, found.adopted_on) == ("adopted", DECIDED)
    assert {pool.pool: pool.in_force for pool in found.pools} == proposed
    told = refusal(database, lambda session: budget.set_budget_line(session, YEAR, "CP", "gross", 1))
    assert told == (
        "Version 1 of the budget of 2026 was adopted on 2025-12-15 and changes no more: open the next version with"
        " the act open-budget."
    )


def test_a_tariff_in_force_is_kept_where_the_budget_agrees_and_refused_where_it_differs(
    database: Database,
) -> None:
    opened(database, *LINES)
    with cast.writing(database) as session:
        invoicing.set_tariff(session, "CP", YEAR, 244020)
        invoicing.set_tariff(session, "DPO", YEAR, 300000, pro_rata_month_cents=70638)
    told = refusal(database, lambda session: budget.adopt_budget(session, YEAR, DECIDED))
    assert told == (
        "Pool DPO has its tariff of 2026 already (30.0000 EUR an hour, 706.38 EUR a month) and the budget proposes"
        " 28.2552 EUR an hour, 706.38 EUR a month. A tariff is set once: the settlement of the year makes up for"
        " the difference. Leave the budget a draft, or change its lines until it proposes the tariff in force."
    )
    assert tariffs(database) == {"CP": (244020, 0), "DPO": (300000, 70638)}
    assert read(database).pools[0].coverage.break_even_minutes == 93435


def test_the_same_tariff_may_be_there_already(database: Database) -> None:
    opened(database, ("CP", "gross", 4000000))
    price = read(database).pools[0].proposed
    assert price is not None
    with cast.writing(database) as session:
        invoicing.set_tariff(session, "CP", YEAR, price.hourly_rate_e4)
    adopted(database)
    assert tariffs(database) == {"CP": (price.hourly_rate_e4, 0)}


def test_a_pool_with_a_cost_and_nobody_to_work_for_it_is_not_adopted(database: Database) -> None:
    with cast.writing(database) as session:
        new = invoicing.PoolCreate(code="LAWYER", name="Juristes", kind="profession", profession="lawyer")
        invoicing.open_pool(session, new)
    opened(database, ("LAWYER", "gross", 4000000), ("CP", "subsidy", -100))
    assert refusal(database, lambda session: budget.adopt_budget(session, YEAR, DECIDED)) == (
        "Pool CP gives no hourly rate for 2026: it is to cost -1.00 EUR and has 93435 productive minutes."
        " Hire for it, or move its lines to another pool.\n"
        "Pool LAWYER gives no hourly rate for 2026: it is to cost 40000.00 EUR and has 0 productive minutes."
        " Hire for it, or move its lines to another pool."
    )
    assert tariffs(database) == {}


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (
            lambda session: budget.set_budget_line(session, YEAR, "CP", "gross", 1),
            "There is no budget of 2026 in this group: open one with the act open-budget.",
        ),
        (
            lambda session: budget.open_budget(session, YEAR, ASSUMED, from_year=2020),
            "from_year: found '2020'; a year with costs booked; leave it out to start from nothing",
        ),
        (
            lambda session: budget.set_budget_line(session, YEAR, "CP", "subsidy", 1),
            "amount: found '1'; a subsidy lowers the cost: write it negative",
        ),
    ],
)
def test_what_cannot_be_is_a_sentence(database: Database, act: Any, told: str) -> None:
    assert refusal(database, act) == told


def test_hours_that_leave_no_time_to_sell_are_told_with_their_pool(database: Database) -> None:
    opened(database, *LINES)
    with cast.writing(database) as session:
        budget.set_budget_hours(session, YEAR, "DPO", HoursAssumed(leave_days=20, internal_e4=9000))
    with pytest.raises(BasicplusError, match="Pool DPO has no time left to sell in 2026"):
        read(database)


def test_the_journal_tells_what_was_done_and_no_pay(database: Database) -> None:
    opened(database, ("CP", "gross", 4123456))
    with cast.reading(database) as session:
        entry = session.exec(select(JournalEntry).order_by(col(JournalEntry.seq).desc())).first()
        written = " ".join(session.exec(select(JournalEntry.detail)))
    assert entry is not None
    assert (entry.act, entry.subject, cast.told(entry)) == (
        "set budget line",
        "CP",
        {"kind": "gross", "version": 1, "year": 2026},
    )
    assert "4123456" not in written
