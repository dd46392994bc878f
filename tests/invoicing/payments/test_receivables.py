"""What is open of a document on a day, and the state that follows from it."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus import invoicing
from basicplus.clock import parse_period
from basicplus.db import Database
from basicplus.invoicing.payments import InvoicePayment, Receivable, open_cents, receivables
from tests import cast

ISSUED, DUE = date(2025, 4, 7), date(2025, 5, 7)
BEFORE, LATER = date(2025, 4, 6), date(2025, 6, 2)


def receivable(total_cents: int, **taken: int) -> Receivable:
    return Receivable(1, "2025-000001", "invoice", 1, ISSUED, DUE, None, total_cents, **taken)


@pytest.mark.parametrize(
    ("given", "left", "state"),
    [
        (receivable(10000), 10000, "issued"),
        (receivable(10000, paid_cents=9999), 1, "partly_paid"),
        (receivable(10000, paid_cents=10000), 0, "paid"),
        (receivable(10000, paid_cents=10001), -1, "overpaid"),
        (receivable(10000, credited_cents=10000), 0, "credited"),
        (receivable(10000, credited_cents=4000), 6000, "partly_paid"),
        (receivable(10000, paid_cents=9999, written_off_cents=1), 0, "paid"),
        (receivable(10000, paid_cents=1, written_off_cents=9999), 0, "written_off"),
        (receivable(10000, set_off_cents=10000), 0, "paid"),
        (receivable(0), 0, "paid"),
        (receivable(-10000), -10000, "issued"),
        (receivable(-10000, paid_cents=-4000), -6000, "partly_paid"),
        (receivable(-10000, paid_cents=-10000), 0, "paid"),
        (receivable(-10000, credited_cents=-10000), 0, "credited"),
        (receivable(-10000, paid_cents=-10001), 1, "overpaid"),
    ],
)
def test_the_state_follows_from_what_is_open(given: Receivable, left: int, state: str) -> None:
    assert (given.open_cents, given.state) == (left, state)


def bill_march(database: Database) -> invoicing.Invoice:
    cast.do(database, cast.hours())
    with cast.writing(database) as session:
        [invoice] = invoicing.issue_run(session, parse_period("2025-03"), ISSUED, only=["M001"])
    return invoice


def take_off(database: Database, invoice_id: int, cents: int, on: date) -> None:
    row = {"invoice_id": invoice_id, "kind": "write_off", "booked_on": on, "amount_cents": cents}
    beside = {"group_id": 1, "journal_seq": 1, "sha256": "", "rule": "by_hand", "reason": "test"}
    cast.put(database, InvoicePayment, [row | beside])


def test_a_document_is_open_from_its_day_on_and_the_ledger_takes_off_from_its_own(database: Database) -> None:
    invoice = bill_march(database)
    take_off(database, invoice.id, 100, on=date(2025, 5, 5))
    with cast.reading(database) as session:
        found = {day: open_cents(session, day) for day in (BEFORE, ISSUED, date(2025, 5, 4), date(2025, 5, 5))}
    total = invoice.total_cents
    assert found == {
        BEFORE: {},
        ISSUED: {invoice.id: total},
        date(2025, 5, 4): {invoice.id: total},
        date(2025, 5, 5): {invoice.id: total - 100},
    }


def test_a_credit_note_and_its_invoice_take_each_other_off_as_far_as_both_are_open(database: Database) -> None:
    invoice = bill_march(database)
    take_off(database, invoice.id, 100, on=ISSUED)
    with cast.writing(database) as session:
        note = invoicing.credit(session, invoice.number, date(2025, 4, 20), "wrong address")
    with cast.reading(database) as session:
        before = [(each.number, each.open_cents) for each in receivables(session, date(2025, 4, 19))]
        after = [(each.number, each.open_cents, each.state) for each in receivables(session, LATER)]
    assert before == [(invoice.number, invoice.total_cents - 100)]
    assert after == [(invoice.number, 0, "credited"), (note.number, -100, "partly_paid")]


def test_documents_of_some_members_only(database: Database) -> None:
    invoice = bill_march(database)
    with cast.reading(database) as session:
        found = [receivables(session, LATER, members=[number]) for number in (invoice.member_id, -1)]
    assert [[each.invoice_id for each in part] for part in found] == [[invoice.id], []]
