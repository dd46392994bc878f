"""Taxed lines: the taxed part of a mixed member and days outside of membership, beside what is exempt."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basicplus import assignments, invoicing, members
from basicplus.assignments import Agreement
from basicplus.clock import parse_period
from basicplus.compliance import service
from basicplus.db import Database
from basicplus.errors import Conflict
from basicplus.invoicing import Invoice, taxed
from basicplus.invoicing.documents.content import DocumentContent
from tests import cast

MARCH, APRIL_1, IN_2026 = parse_period("2025-03"), date(2025, 4, 1), date(2026, 3, 2)
NO_NUMBER = (
    "M001 is to be billed VAT of 21 % under A-TAX-1, and the group is not registered for VAT: register it first,"
    " or make the service exempt (art. 44, § 2bis). No document was issued."
)


@pytest.fixture
def registered(database: Database) -> Database:
    """A group with a VAT number, and M001 taxed for 30 %."""
    cast.register_for_vat(database)
    with cast.writing(database) as session:
        members.declare_vat(session, "M001", date(2025, 2, 1), "mixed", 30)
    return database


def issue(database: Database, *only: str) -> list[Invoice]:
    with cast.writing(database) as session:
        return invoicing.issue_run(session, MARCH, APRIL_1, only=only or ["M001"])


def billed(database: Database, number: str = "A-TAX-1", **where: object) -> list[tuple[int | None, int, int]]:
    with cast.reading(database) as session:
        agreement = assignments.agreements.by_number(session, number)
        lines = cast.lines(session, agreement_id=agreement.id, **where)
        return [(line.minutes, line.amount_cents, line.vat_percent) for line in lines]


def test_the_taxed_part_of_a_fee_is_a_line_of_its_own(registered: Database) -> None:
    cast.flat_fee(registered, "A-TAX-1", fee_cents=45001, taxed_percent=30)
    [invoice] = issue(registered)
    assert billed(registered) == [(None, 31501, 0), (None, 13500, 21)]
    content = DocumentContent.from_json(invoice.content)
    assert content.seller.vat_number == "BE0739484052"
    assert content.buyer.vat_number == "BE0202239951"
    assert (invoice.vat_cents, content.vat_cents) == (2835, 2835)
    assert invoice.total_cents == sum(line.amount_cents for line in content.lines) + 2835


def test_taxed_hours_are_whole_minutes_at_the_rate_and_locked_once(registered: Database) -> None:
    cast.agreed(registered, "A-TAX-1", taxed_percent=30)
    cast.do(registered, cast.hours(agreement="A-TAX-1", end_time="12:01"))
    issue(registered)
    assert billed(registered) == [(148, 11100, 0), (63, 4725, 21)]
    assert 11100 + 4725 == 211 * 75
    with cast.reading(registered) as session:
        [entry] = cast.entries(session)
        [line] = cast.lines(session, id=entry.invoice_line_id)
        assert (entry.state, line.vat_percent) == ("invoiced", 0)


def test_a_service_for_taxed_activity_alone_has_no_exempt_line(registered: Database) -> None:
    cast.flat_fee(registered, "A-TAX-1", taxed_percent=100)
    issue(registered)
    assert billed(registered) == [(None, 45000, 21)]


def test_a_group_without_vat_number_charges_no_vat(database: Database) -> None:
    cast.flat_fee(database, "A-TAX-1", taxed_percent=30)
    before = cast.contents(database)
    with pytest.raises(Conflict) as refused:
        issue(database, "M001", "M002")
    assert str(refused.value) == NO_NUMBER
    assert cast.contents(database) == before
    assert len(issue(database, "M002")) == 1


def test_a_buyer_is_named_with_its_vat_number_from_the_day_it_is_mixed(database: Database) -> None:
    with cast.writing(database) as session:
        members.declare_vat(session, "M002", APRIL_1, "mixed", 30)
        members.declare_vat(session, "M003", date(2025, 4, 2), "taxable", 49)
    numbers = [DocumentContent.from_json(row.content).buyer.vat_number for row in issue(database, "M002", "M003")]
    assert numbers == ["BE0401234560", None]


def left(database: Database, until_on: date) -> None:
    """End the membership of M002 behind the gate, and waive that only members are billed."""
    with cast.reading(database) as session:
        [row] = members.memberships_of(session, members.by_number(session, "M002"))
    with database.engine.begin() as connection:
        table = members.Membership.__table__  # type: ignore[attr-defined]
        connection.execute(table.update().where(table.c.id == row.id).values(until_on=until_on))
    with cast.writing(database) as session:
        service.grant(session, cast.waiver("GE-06", party="M002"))


def test_days_outside_of_membership_are_taxed(registered: Database) -> None:
    two = {"worker": "W001", "agreement": "A-CP-2", "site": None}
    cast.do(registered, cast.hours(**two), cast.hours(**two, day=date(2025, 3, 17)))
    left(registered, date(2025, 3, 16))
    [invoice] = issue(registered, "M002")
    assert billed(registered, "A-CP-2") == [(210, 15750, 0), (210, 15750, 21)]
    assert billed(registered, "A-DPO-2") == [(None, 16312, 0), (None, 17400, 21)]
    spans = [str(line.from_on) for line in DocumentContent.from_json(invoice.content).lines]
    assert spans == ["2025-03-01", "2025-03-16", "2025-03-01", "2025-03-16"]


def settle(database: Database) -> list[Invoice]:
    with cast.writing(database) as session:
        return invoicing.settle_year(session, 2025, IN_2026)


def test_the_settlement_divides_a_share_as_it_was_billed(registered: Database) -> None:
    cast.flat_fee(registered, "A-TAX-1", taxed_percent=30)
    issue(registered)
    cast.book(registered, ("CPT", 200_001))
    [invoice] = [row for row in settle(registered) if row.total_cents > 0]
    # Both agreements weigh the same: 1,000.01 and 1,000.00; the odd cent goes to the lower number.
    assert billed(registered, is_settlement=True) == [(None, 70_000 - 31_500, 0), (None, 30_000 - 13_500, 21)]
    assert invoice.vat_cents == 3465
    with cast.reading(registered) as session:
        assert sum(line.amount_cents for line in cast.lines(session) if line.pool_id == 2) == 200_001
    assert settle(registered) == []


def test_vat_is_given_back_with_what_was_too_much_even_without_a_vat_number(registered: Database) -> None:
    cast.flat_fee(registered, "A-TAX-1", taxed_percent=30)
    [invoice] = issue(registered)
    with cast.writing(registered) as session:
        note = invoicing.credit(session, invoice.number, date(2025, 4, 2), "not agreed")
    assert (note.total_cents, note.vat_cents) == (-invoice.total_cents, -2835)
    assert sum(cents for _, cents, _ in billed(registered)) == 0
    issue(registered)
    cast.book(registered, ("CPT", 1000))
    notes = [row for row in settle(registered) if row.kind == "credit_note"]
    assert billed(registered, is_settlement=True) == [(None, 350 - 31_500, 0), (None, 150 - 13_500, 21)]
    assert [row.vat_cents for row in notes if row.member_id == 1] == [-2804]


def test_hours_served_outside_of_membership_are_settled_with_vat(registered: Database) -> None:
    two = {"worker": "W001", "agreement": "A-CP-2", "site": None}
    cast.do(registered, cast.hours(**two), cast.hours(**two, day=date(2025, 3, 17)))
    left(registered, date(2025, 3, 16))
    issue(registered, "M002")
    cast.book(registered, ("CP", 40_000))
    settle(registered)
    assert billed(registered, "A-CP-2", is_settlement=True) == [(None, 4250, 0), (None, 4250, 21)]


@given(st.integers(-(10**9), 10**9), st.integers(0, 100), st.integers(0, 400), st.integers(0, 400))
def test_what_is_exempt_and_what_is_taxed_sum_to_the_share(
    cents: int, percent: int, inside: int, outside: int
) -> None:
    parts = taxed.weights(Agreement(taxed_percent=percent), inside, outside or int(not inside))
    shares = taxed.split(cents, parts)
    assert sum(shares.values()) == cents
    assert [shares[side] for side in (False, True) if not parts[side]] == [0] * list(parts.values()).count(0)
