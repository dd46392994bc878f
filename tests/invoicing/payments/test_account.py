"""The account of a member: every change of what it owes, and a balance that is what is open less its credit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from basicplus import invoicing, members
from basicplus.clock import Span
from basicplus.db import Database
from basicplus.errors import InvalidInput
from basicplus.invoicing import payments
from basicplus.invoicing.documents.ogm import ogm
from basicplus.invoicing.documents.statement import Statement
from basicplus.invoicing.payments.account import account_statement
from tests import cast
from tests.invoicing.payments import bank, parts
from tests.invoicing.payments.bank import DAY
from tests.invoicing.payments.parts import ISSUED

YEAR = Span(date(2025, 1, 1), date(2026, 1, 1))
LAST = date(2025, 12, 31)
FIRST, SECOND, THIRD = parts.TOTALS


def statement(database: Database, member: str, span: Span = YEAR, made_on: date = LAST) -> Statement:
    """The statement of a member, whose end is what is open less the credit."""
    with cast.reading(database) as session:
        found = account_statement(session, member, span, made_on)
        member_id, last_on = members.by_number(session, member).id, span.until_on - timedelta(days=1)
        standing = payments.receivables(session, last_on, [member_id])
        credit_cents = payments.credit_left(session, member_id, last_on)
    assert found.closing_cents == sum(each.open_cents for each in standing) - credit_cents
    return found


def told(found: Statement) -> list[tuple[str, str, int]]:
    """Kind, reference and cents of every movement."""
    return [(each.kind, each.reference, each.cents) for each in found.movements]


def opened(found: Statement) -> list[tuple[str, int]]:
    return [(each.number, each.open_cents) for each in found.open_documents]


def test_what_is_paid_in_part_stays_open(database: Database) -> None:
    parts.invoices(database)
    parts.pay(database, bank.entry(100000, text=FIRST))
    found = statement(database, "M001")
    assert told(found) == [("invoice", FIRST, 111317), ("payment_received", "12/1", -100000)]
    assert (found.opening_cents, found.balances, opened(found)) == (0, (111317, 11317), [(FIRST, 11317)])
    assert (found.language, found.buyer.number, found.seller.iban) == ("fr", "M001", bank.IBAN)
    assert found.open_documents[0].ogm == ogm("2025000001")


def test_what_was_paid_too_much_is_in_its_favour(database: Database) -> None:
    parts.invoices(database)
    parts.pay(database, bank.entry(25000, text=THIRD))
    found = statement(database, "M003")
    assert told(found) == [("invoice", THIRD, 24721), ("payment_received", "12/1", -25000)]
    assert (found.closing_cents, found.unassigned_cents, opened(found)) == (-279, -279, [])


def test_a_transfer_for_two_members_stands_with_each_for_its_part(database: Database) -> None:
    parts.invoices(database)
    parts.pay(database, bank.entry(80000, text=f"{SECOND} {THIRD}"))
    assert told(statement(database, "M002"))[1:] == [("payment_received", "12/1", -49462)]
    assert told(statement(database, "M003"))[1:] == [("payment_received", "12/1", -24721)]


def test_write_offs_set_offs_refunds_and_what_is_taken_back_are_told(database: Database) -> None:
    parts.invoices(database)
    parts.pay(database, bank.entry(20000, text=SECOND), bank.entry(-500, text="retour"))
    incoming, outgoing = parts.ids(database)
    [row] = parts.done(database, payments.match_payment, outgoing, {SECOND: -500}, "trop perçu")
    parts.done(database, payments.write_off, SECOND, date(2025, 6, 2), "arrondi", 62)
    wrong = parts.done(database, payments.write_off, SECOND, date(2025, 6, 3), "erreur", 100)
    parts.done(database, payments.undo_payment, wrong.id, "trop vite", date(2025, 6, 4))
    same_day = parts.done(database, payments.write_off, SECOND, date(2025, 6, 5), "erreur", 100)
    parts.done(database, payments.undo_payment, same_day.id, "trop vite")
    found = statement(database, "M002")
    assert told(found) == [
        ("invoice", SECOND, 49462),
        ("payment_received", "12/1", -20000),
        ("refund", "12/2", 500),
        ("write_off", SECOND, -62),
        ("write_off", SECOND, -100),
        ("write_off", SECOND, 100),
    ]
    assert opened(found) == [(SECOND, 29900)]
    assert row.booked_on == DAY
    assert incoming < outgoing


def test_a_payment_taken_back_later_is_owed_again_from_that_day_on(database: Database) -> None:
    parts.invoices(database)
    parts.pay(database, bank.entry(25000, text=THIRD))
    with cast.reading(database) as session:
        [line] = payments.payments(session)
    parts.done(database, payments.undo_payment, line.id, "payait autre chose", date(2025, 6, 2))
    found = statement(database, "M003")
    assert told(found)[1:] == [("payment_received", "12/1", -25000), ("payment_received", "12/1", 25000)]
    assert statement(database, "M003", Span(date(2025, 1, 1), date(2025, 6, 2))).closing_cents == -279


def test_what_is_credited_is_owed_no_more_and_a_set_off_changes_no_balance(database: Database) -> None:
    [invoice, *_] = parts.bill(database)
    parts.pay(database, bank.entry(11317, text=FIRST))
    with cast.writing(database) as session:
        note = invoicing.credit(session, invoice.number, date(2025, 5, 20), "wrong hours")
    cast.put(database, invoicing.Invoice, [_again(invoice)])
    parts.done(database, payments.set_off, note.number, "2025-000009", date(2025, 6, 2))
    found = statement(database, "M001")
    assert told(found) == [
        ("invoice", FIRST, 111317),
        ("invoice", "2025-000009", 5000),
        ("payment_received", "12/1", -11317),
        ("credit_note", note.number, -111317),
        ("set_off", f"{note.number} – 2025-000009", 0),
    ]
    assert (found.closing_cents, opened(found)) == (-6317, [])


def _again(invoice: invoicing.Invoice) -> dict[str, object]:
    given = invoice.model_dump(exclude={"id", "ogm"})
    return given | {"number": "2025-000009", "sequence": 9, "total_cents": 5000}


@pytest.mark.parametrize(
    ("from_on", "until_on", "opening", "count", "closing"),
    [
        (date(2025, 1, 1), ISSUED, 0, 0, 0),
        (date(2025, 1, 1), ISSUED + timedelta(days=1), 0, 1, 24721),
        (ISSUED + timedelta(days=1), DAY, 24721, 0, 24721),
        (DAY, DAY + timedelta(days=1), 24721, 1, 0),
        (DAY + timedelta(days=1), date(2026, 1, 1), 0, 0, 0),
    ],
)
def test_the_balance_before_the_first_day_opens_the_account(
    paid: Database, from_on: date, until_on: date, opening: int, count: int, closing: int
) -> None:
    found = statement(paid, "M003", Span(from_on, until_on))
    assert (found.opening_cents, len(found.movements), found.closing_cents) == (opening, count, closing)


@pytest.fixture
def paid(database: Database) -> Database:
    """M003 has paid its invoice to the cent."""
    parts.invoices(database)
    parts.pay(database, bank.entry(24721, text=THIRD))
    return database


def test_what_comes_after_the_day_of_the_statement_is_not_known(database: Database) -> None:
    with pytest.raises(InvalidInput) as refused, cast.reading(database) as session:
        account_statement(session, "M001", YEAR, date(2025, 12, 30))
    assert str(refused.value) == "until: found '2026-01-01'; 2025-12-31 at the latest: what comes is not known"
