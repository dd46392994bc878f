"""Several bases for one member on one document, and agreements that replace each other in the middle of a year."""

from __future__ import annotations

from datetime import date

from basicplus import assignments, invoicing
from basicplus.clock import parse_period
from basicplus.db import Database
from basicplus.invoicing.documents.content import DocumentContent
from tests import cast

MARCH = parse_period("2025-03")
MOVE = date(2025, 3, 16)


def moved(database: Database) -> None:
    """From 16 March on M001 pays its accountant by an equal key instead of a fee; W001 by the hour as before."""
    with cast.writing(database) as session:
        assignments.end_agreement(session, "A-CPT-1", MOVE)
        key = invoicing.open_key(session, "KEY", "parts", "equal")
        invoicing.set_tariff(session, "FG", 2025, 0, pro_rata_month_cents=10000)
        terms = {"profession": "accountant", "basis": "pro_rata", "key_id": key.id, "from_on": MOVE}
        for number in (1, 2):
            cast.agree(session, cast.agreement(f"A-MOVE-{number}", member=f"M00{number}", **terms), "FG")
    cast.do(database, cast.hours(end_time="12:01"))


def test_one_document_bills_every_basis_in_the_days_it_held(database: Database) -> None:
    moved(database)
    with cast.writing(database) as session:
        [invoice] = invoicing.issue_run(session, MARCH, date(2025, 4, 1), only=["M001"])
    lines = DocumentContent.from_json(invoice.content).lines
    assert [
        (
            line.agreement,
            line.basis,
            str(line.from_on),
            line.amount_cents,
            line.minutes,
            line.share,
            line.fee_cents,
        )
        for line in lines
    ] == [
        ("A-CP-1", "time_spent", "2025-03-01", 15825, 211, None, None),
        ("A-CPT-1", "flat_fee", "2025-03-01", 21774, None, None, 45000),
        ("A-DPO-1", "pro_rata", "2025-03-01", 50567, None, "312 / 617 élèves", None),
        ("A-MOVE-1", "pro_rata", "2025-03-16", 5000, None, "16 / 32 parts × d", None),
    ]
    assert (invoice.total_cents, invoice.vat_cents) == (15825 + 21774 + 50567 + 5000, 0)


def test_after_a_move_the_year_still_costs_what_it_cost(database: Database) -> None:
    moved(database)
    cast.do(
        database,
        cast.hours(worker="W003", agreement="A-DPO-1", site=None, day=date(2025, 3, 17)),
        cast.hours(worker="W002", agreement="A-MOVE-1", site=None, day=date(2025, 3, 18)),
    )
    with cast.writing(database) as session:
        invoicing.issue_run(session, MARCH, date(2025, 4, 1))
    cast.book(database, ("CP", 30_001), ("CPT", 77_777), ("DPO", 200_003))
    with cast.writing(database) as session:
        invoicing.settle_year(session, 2025, date(2026, 3, 2))
    with cast.reading(database) as session:
        pools = {row.pool.code: row for row in invoicing.year_of(session, 2025)}
        billed = {code: sum(claim.billed_cents for claim in row.agreements) for code, row in pools.items()}
    assert billed == {"CP": 30_001, "CPT": 77_777, "DPO": 200_003, "FG": 0}
