"""A fee documented as exact is its own share: the settlement shares the rest of the pool among the others."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from basicplus import invoicing
from basicplus.clock import parse_period
from basicplus.compliance.models import KeptFile
from basicplus.db import Database
from basicplus.errors import Conflict
from basicplus.evidence.verify_at_cost import verify
from basicplus.exports import export_at_cost
from tests import cast

EXACT = {"exact_fee_reason": "coût calculé", "exact_fee_document": cast.document("calculation.pdf")}
IN_2026 = date(2026, 3, 2)


@pytest.fixture
def year(database: Database) -> Database:
    """A year with an exact fee of 450.00 billed in March beside another fee, at cost 2,000.00."""
    cast.flat_fee(database, "A-FIX-1", **EXACT)
    with cast.writing(database) as session:
        invoicing.issue_run(session, parse_period("2025-03"), date(2025, 4, 1), only=["M001"])
    cast.book(database, ("CPT", 200_000))
    return database


def settled(database: Database) -> dict[str, tuple[int, int]]:
    with cast.writing(database) as session:
        invoicing.settle_year(session, 2025, IN_2026)
    with cast.reading(database) as session:
        [pool] = [row for row in invoicing.year_of(session, 2025) if row.pool.code == "CPT"]
        return {row.agreement.number: (row.share_cents, row.billed_cents) for row in pool.agreements}


def test_an_exact_fee_keeps_its_price_and_the_others_share_the_rest(year: Database) -> None:
    assert settled(year) == {"A-CPT-1": (155_000, 155_000), "A-FIX-1": (45_000, 45_000)}
    with cast.reading(year) as session:
        settlement = [line for line in cast.lines(session, is_settlement=True) if line.basis == "flat_fee"]
        assert [line.amount_cents for line in settlement] == [155_000 - 45_000]


def test_the_document_that_shows_it_is_kept(year: Database) -> None:
    with cast.reading(year) as session:
        [row] = [
            claim.agreement
            for pool in invoicing.year_of(session, 2025)
            for claim in pool.agreements
            if claim.agreement.number == "A-FIX-1"
        ]
        assert row.exact_fee_reason == "coût calculé"
        assert session.get(KeptFile, row.exact_fee_file_id).name == "calculation.pdf"  # type: ignore[union-attr]


def test_a_pool_of_exact_fees_alone_cannot_carry_another_cost(year: Database) -> None:
    with cast.writing(year) as session:
        invoicing.open_pool(
            session, invoicing.PoolCreate(code="IT", name="IT", kind="profession", profession="it")
        )
    terms = {"basis": "flat_fee", "fee_cents": 45000, "member": "M002"} | EXACT
    cast.agreed(year, "A-IT-2", "IT", **terms)
    cast.book(year, ("IT", 100))
    with pytest.raises(Conflict) as refused:
        settled(year)
    assert str(refused.value) == (
        "Pool IT has costs in 2025 but no signed hours or agreed volume to share them on."
        " 1.00 EUR cannot be shared: no one has a weight above zero."
    )


def test_an_outsider_recomputes_what_exact_fees_leave(year: Database, tmp_path: Path) -> None:
    settled(year)
    with cast.reading(year) as session:
        proof = json.loads(json.dumps(export_at_cost(session, 2025)))
    assert verify(proof) == []
    [fixed] = [row for pool in proof["pools"] for row in pool["agreements"] if row["exact_fee"]]
    fixed["billed"][0]["cents"] += 1
    assert verify(proof) == [
        "agreement A-CPT-1 of M001: share 154999, billed 155000",
        "agreement A-FIX-1 of M001: share 45001, billed 45001",
    ]
