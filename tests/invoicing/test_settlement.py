"""The annual settlement: after it, what a year was billed is what it cost, per pool, to the cent (T9)."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date

import pytest
from sqlmodel import col, select

from basicplus import invoicing, journal
from basicplus.assignments import Agreement
from basicplus.clock import parse_period
from basicplus.db import Database
from basicplus.errors import BasicplusError
from basicplus.invoicing import InvoiceLine, Settlement
from tests import cast

MARCH, IN_MARCH_2026 = parse_period("2025-03"), date(2026, 3, 2)
COSTS = (("CP", 6843217), ("CPT", 500000), ("DPO", 123457), ("FG", 99999))
FULL_COST = {"CP": 6883217, "CPT": 539999, "DPO": 143457}
HOURS = tuple(
    cast.hours(worker=worker, agreement=f"{agreement}-{number}", site=None, day=date(2025, 3, day), end_time=end)
    for worker, agreement, number, day, end in (
        ("W001", "A-CP", 1, 3, "16:30"),
        ("W001", "A-CP", 2, 4, "12:01"),
        ("W001", "A-CP", 3, 5, "09:17"),
        ("W003", "A-DPO", 1, 3, "12:00"),
        ("W003", "A-DPO", 2, 4, "11:11"),
    )
)


@pytest.fixture
def year(database: Database) -> Database:
    """A year with hours, a month billed, and its costs."""
    cast.do(database, *HOURS, despite="break not written down")
    with cast.writing(database) as session:
        invoicing.issue_run(session, MARCH, date(2025, 4, 1))
    cast.book(database, *COSTS)
    return database


def settle(database: Database, issue_on: date = IN_MARCH_2026) -> list[tuple[str, str, int]]:
    with cast.writing(database) as session:
        documents = invoicing.settle_year(session, 2025, issue_on)
        return [(row.number, row.kind, row.total_cents) for row in documents]


def refused(database: Database, issue_on: date = IN_MARCH_2026) -> str:
    before = cast.contents(database)
    with pytest.raises(BasicplusError) as refusal:
        settle(database, issue_on)
    assert cast.contents(database) == before
    return str(refusal.value)


def billed(database: Database) -> dict[str, int]:
    """Sum the lines of 2025 per pool."""
    with cast.reading(database) as session:
        codes = {pool.id: pool.code for pool in session.exec(select(invoicing.CostPool))}
        sums: dict[str, int] = defaultdict(int)
        for line in cast.lines(session, year=2025):
            sums[codes[line.pool_id]] += line.amount_cents
        return dict(sums)


def seals(database: Database) -> tuple[list[str], list[str]]:
    with cast.reading(database) as session:
        return [row.sha256 for row in cast.invoices(session)], [row.sha256 for row in cast.lines(session)]


def test_after_the_settlement_what_was_billed_is_the_cost_per_pool(year: Database) -> None:
    assert billed(year) == {"CP": 36000 + 15825 + 3525, "CPT": 45000, "DPO": 100000}
    settle(year)
    assert billed(year) == FULL_COST
    assert sum(FULL_COST.values()) == sum(cents for _, cents in COSTS)


def test_what_is_left_to_pay_is_invoiced_and_what_was_too_much_is_credited(year: Database) -> None:
    with cast.writing(year) as session:
        invoicing.weigh(session, "ELEVES", {"M001": 0}, date(2025, 1, 1))
    cast.book(year, ("CP", 1000 - 6843217), ("CPT", 100 - 500000))
    assert settle(year) == [
        ("NC2026-000001", "credit_note", (26667 - 36000) + (40099 - 45000) + (0 - 50567)),
        ("2026-000001", "invoice", (11722 - 15825) + (97833 - 33712)),
        ("2026-000002", "invoice", (2611 - 3525) + (45624 - 15721)),
    ]
    assert billed(year) == {"CP": 41000, "CPT": 40099, "DPO": 143457}


def test_the_shares_are_those_of_signed_hours_volume_and_key(year: Database) -> None:
    with cast.reading(year) as session:
        pools = {row.pool.code: row for row in invoicing.year_of(session, 2025)}
        shares = {claim.agreement.number: claim.share_cents for row in pools.values() for claim in row.agreements}
        assert {code: row.total_cents for code, row in pools.items()} == FULL_COST | {"FG": 0}
        assert [(claim.agreement.number, claim.minutes) for claim in pools["CP"].agreements] == [
            ("A-CP-1", 480),
            ("A-CP-2", 211),
            ("A-CP-3", 47),
        ]
    assert shares == {
        "A-CP-1": 4476889,
        "A-CP-2": 1967966,
        "A-CP-3": 438362,
        "A-CPT-1": 539999,
        "A-DPO-1": 72542,
        "A-DPO-2": 48362,
        "A-DPO-3": 22553,
    }


def test_a_second_settlement_without_news_issues_nothing(year: Database) -> None:
    settle(year)
    before = seals(year)
    assert settle(year, date(2026, 4, 1)) == []
    assert seals(year) == before


def test_a_late_cost_changes_no_document_and_is_settled_as_a_difference(year: Database) -> None:
    settle(year)
    invoices, lines = seals(year)
    cast.book(year, ("DPO", 1001), month=date(2025, 12, 1))
    assert seals(year) == (invoices, lines)
    late = settle(year, date(2026, 5, 4))
    assert [cents for _, _, cents in late] == [506, 337, 158]
    assert billed(year) == FULL_COST | {"DPO": 143457 + 1001}
    after_invoices, after_lines = seals(year)
    assert (after_invoices[: len(invoices)], after_lines[: len(lines)]) == (invoices, lines)
    assert (len(after_invoices), len(after_lines)) == (len(invoices) + 3, len(lines) + 3)


def test_a_late_credit_of_cost_is_given_back(year: Database) -> None:
    settle(year)
    cast.book(year, ("CP", -6883217), month=date(2025, 12, 1))
    late = settle(year, date(2026, 5, 4))
    assert [kind for _, kind, _ in late] == ["credit_note"] * 3
    assert billed(year) == FULL_COST | {"CP": 0}


def test_hours_billed_after_a_settlement_are_evened_out_by_the_next(year: Database) -> None:
    settle(year)
    with cast.writing(year) as session:
        invoicing.issue_run(session, parse_period("2025-04"), date(2026, 3, 3))
    settle(year, date(2026, 5, 4))
    assert billed(year) == FULL_COST


def test_an_invoice_credited_after_the_settlement_is_evened_out_by_the_next(year: Database) -> None:
    settle(year)
    with cast.writing(year) as session:
        invoicing.credit(session, "2025-000001", date(2026, 3, 3), "wrong hours")
    cast.sign(year, "M001")
    assert refused(year, date(2026, 5, 4)) == (
        "1 signed hours entries of 2025 are not billed yet:"
        " run the invoices of their periods before settling the year."
    )
    with cast.writing(year) as session:
        invoicing.issue_run(session, parse_period("2025-12"), date(2026, 3, 4))
    settle(year, date(2026, 5, 4))
    assert billed(year) == FULL_COST


def test_the_settlement_keeps_its_proof(year: Database) -> None:
    settle(year)
    with cast.reading(year) as session:
        [row] = session.exec(select(Settlement).order_by(col(Settlement.id)))
        proof = json.loads(row.content)
    assert row.sha256 == row.seal()
    assert (proof["year"], proof["days"]) == (2025, 365)
    assert {pool["pool"]: pool["costs_cents"] for pool in proof["pools"]} == {
        code: {"gross": cents} for code, cents in COSTS
    }
    assert {pool["pool"]: sum(row["share_cents"] for row in pool["agreements"]) for pool in proof["pools"]} == (
        FULL_COST | {"FG": 0}
    )


def test_a_year_is_settled_after_its_end(year: Database) -> None:
    assert refused(year, date(2025, 12, 31)) == (
        "issue_on: found '2025-12-31'; the year ends first: 2026-01-01 or later"
    )


def test_a_year_with_hours_that_nobody_signed_is_not_settled(year: Database) -> None:
    cast.log(year, cast.hours(day=date(2025, 12, 31)))
    assert refused(year) == (
        "1 hours entries of 2025 are not signed by their members yet: have them signed before settling the year."
    )


def test_costs_that_nobody_used_are_not_settled(database: Database) -> None:
    cast.book(database, ("DPO", 123457))
    assert refused(database) == (
        "Pool DPO has costs in 2025 but no signed hours or agreed volume to share them on."
        " 1234.57 EUR cannot be shared: no one has a weight above zero."
    )


def test_a_year_without_costs_gives_everything_back(database: Database) -> None:
    cast.do(database, *HOURS, despite="break not written down")
    with cast.writing(database) as session:
        invoicing.issue_run(session, MARCH, date(2025, 4, 1))
    assert [kind for _, kind, _ in settle(database)] == ["credit_note"] * 3
    assert billed(database) == {"CP": 0, "CPT": 0, "DPO": 0}


def test_what_was_billed_on_an_agreement_that_held_no_day_of_the_year_is_given_back(year: Database) -> None:
    with cast.writing(year) as session:
        agreement = session.exec(select(Agreement).where(Agreement.number == "A-DPO-3")).one()
        agreement.from_on, agreement.until_on = date(2024, 1, 1), date(2025, 1, 1)
        journal.record(session, "mend agreement", agreement.number)
    settle(year)
    assert billed(year) == FULL_COST
    with cast.reading(year) as session:
        lines = session.exec(select(InvoiceLine).where(InvoiceLine.agreement_id == agreement.id)).all()
    assert (len(lines) > 1, sum(line.amount_cents for line in lines)) == (True, 0)
