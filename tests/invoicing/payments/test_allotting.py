"""Payments by hand: matched, paid back, written off, set off, and each taken back with a trace."""

from __future__ import annotations

from datetime import date

import pytest

from basicplus import invoicing, journal, members
from basicplus.db import Database
from basicplus.invoicing import payments
from tests import cast
from tests.invoicing.payments import bank, parts

MAY = date(2025, 5, 20)
ONE, TWO, THREE = parts.TOTALS
BILLED = dict(enumerate(parts.TOTALS.values(), start=1))


@pytest.fixture
def billed(database: Database) -> Database:
    """Three invoices, a movement of 1000.00 EUR that names none of them, and one of 50.00 EUR that went out."""
    parts.invoices(database)
    return received(database)


@pytest.fixture
def truly_billed(database: Database) -> Database:
    """The same, with invoices that can be credited."""
    parts.bill(database)
    return received(database)


def received(database: Database) -> Database:
    parts.pay(database, bank.entry(100000, text="avril"), bank.entry(-5000, text="retour"))
    return database


def test_a_movement_is_matched_to_several_documents_by_hand(billed: Database) -> None:
    incoming, _ = parts.ids(billed)
    parts.done(billed, payments.match_payment, incoming, {TWO: None, THREE: 20000})
    assert parts.ledger(billed) == [
        (TWO, "payment", BILLED[2], "by_hand"),
        (THREE, "payment", 20000, "by_hand"),
    ]
    assert parts.left(billed)[0] == (100000, 100000 - BILLED[2] - 20000)
    assert parts.standing(billed)[1:] == [(TWO, 0, "paid"), (THREE, BILLED[3] - 20000, "partly_paid")]


def test_without_amount_a_document_takes_what_the_movement_reaches(billed: Database) -> None:
    incoming, _ = parts.ids(billed)
    parts.done(billed, payments.match_payment, incoming, {ONE: None})
    assert parts.standing(billed)[0] == (ONE, BILLED[1] - 100000, "partly_paid")
    assert parts.refused(billed, payments.match_payment, incoming, {TWO: None}) == (
        "Nothing is left of the movement: take back what it was matched to, if that is wrong."
    )


def test_more_than_the_movement_or_than_is_open_is_refused(billed: Database) -> None:
    incoming, outgoing = parts.ids(billed)
    assert parts.refused(billed, payments.match_payment, incoming, {ONE: 100001}) == (
        f"1000.00 EUR are left of movement {incoming}: 1000.01 EUR cannot be taken from it."
    )
    assert parts.refused(billed, payments.match_payment, incoming, {THREE: BILLED[3] + 1}) == (
        "247.21 EUR of 2025-000003 are open, not 247.22 EUR: give a reason to go beyond that."
    )
    assert "are left of movement" in parts.refused(billed, payments.match_payment, outgoing, {ONE: 100}, "why")
    assert parts.ledger(billed) == []


def test_a_document_paid_too_much_says_so_and_is_paid_back(billed: Database) -> None:
    incoming, outgoing = parts.ids(billed)
    parts.done(billed, payments.match_payment, incoming, {THREE: BILLED[3] + 5000}, "paid on this one")
    assert parts.standing(billed)[2] == (THREE, -5000, "overpaid")
    parts.done(billed, payments.refund, outgoing, THREE)
    assert parts.standing(billed)[2] == (THREE, 0, "paid")
    assert parts.ledger(billed)[1:] == [(THREE, "refund", -5000, "by_hand")]


def test_a_credit_note_is_paid_back(truly_billed: Database) -> None:
    incoming, outgoing = parts.ids(truly_billed)
    parts.done(truly_billed, payments.match_payment, incoming, {THREE: None})
    with cast.writing(truly_billed) as session:
        note = invoicing.credit(session, THREE, MAY, "wrong hours")
    assert parts.standing(truly_billed)[2:] == [(THREE, 0, "paid"), (note.number, -BILLED[3], "issued")]
    parts.done(truly_billed, payments.refund, outgoing, note.number)
    assert parts.standing(truly_billed)[3] == (note.number, -BILLED[3] + 5000, "partly_paid")


def test_only_money_that_went_out_pays_back(billed: Database) -> None:
    incoming, _ = parts.ids(billed)
    assert parts.refused(billed, payments.refund, incoming, ONE) == (
        f"Movement {incoming} came in: only money that went out pays something back."
    )


def test_what_is_open_is_written_off_with_a_reason_and_not_beyond(billed: Database) -> None:
    parts.done(billed, payments.write_off, THREE, MAY, "liquidation", 721)
    assert parts.standing(billed)[2] == (THREE, 24000, "partly_paid")
    assert parts.refused(billed, payments.write_off, THREE, MAY, "liquidation", 24001) == (
        "240.00 EUR of 2025-000003 are open: 240.01 EUR cannot be taken off."
    )
    parts.done(billed, payments.write_off, THREE, MAY, "liquidation")
    assert parts.standing(billed)[2] == (THREE, 0, "written_off")
    assert "cannot be taken off" in parts.refused(billed, payments.write_off, THREE, MAY, "again")
    assert "was issued (2025-04-07)" in parts.refused(billed, payments.write_off, ONE, date(2025, 4, 6), "early")


def test_a_credit_note_is_set_off_against_another_invoice_of_its_member(truly_billed: Database) -> None:
    incoming, _ = parts.ids(truly_billed)
    parts.done(truly_billed, payments.match_payment, incoming, {THREE: None})
    note, other = later(truly_billed)
    parts.done(truly_billed, payments.set_off, note.number, other.number, MAY)
    cents = min(BILLED[3], other.total_cents)
    assert parts.ledger(truly_billed)[1:] == [
        (other.number, "set_off", cents, "by_hand"),
        (note.number, "set_off", -cents, "by_hand"),
    ]
    assert {number: left for number, left, _ in parts.standing(truly_billed)[3:]} == {
        note.number: cents - BILLED[3],
        other.number: other.total_cents - cents,
    }
    assert "within one member" in parts.refused(truly_billed, payments.set_off, note.number, ONE, MAY)
    assert "cannot be taken off" in parts.refused(
        truly_billed, payments.set_off, note.number, other.number, MAY, 10**7
    )
    first = parts_of(truly_billed)[1]
    parts.done(truly_billed, payments.undo_payment, first, "wrong invoice")
    assert {number: left for number, left, _ in parts.standing(truly_billed)[3:]} == {
        note.number: -BILLED[3],
        other.number: other.total_cents,
    }


def later(database: Database) -> list[invoicing.Invoice]:
    """Credit the third invoice, and bill its member for April."""
    with cast.writing(database) as session:
        note = invoicing.credit(session, THREE, MAY, "wrong hours")
    with cast.writing(database) as session:
        [other] = invoicing.issue_run(session, parts.parse_period("2025-04"), MAY, only=["M003"])
    return [note, other]


def parts_of(database: Database) -> list[int]:
    """The ids of the rows of the ledger."""
    with cast.reading(database) as session:
        return sorted(line.id for line in payments.payments(session))


def test_a_match_is_undone_and_stays_to_be_read(billed: Database) -> None:
    incoming, _ = parts.ids(billed)
    parts.done(billed, payments.match_payment, incoming, {TWO: None})
    [row] = parts_of(billed)
    parts.done(billed, payments.undo_payment, row, "it was for April")
    assert parts.standing(billed)[1] == (TWO, BILLED[2], "issued")
    assert parts.left(billed)[0] == (100000, 100000)
    with cast.reading(billed) as session:
        found = payments.payments(session, document=TWO)
        last = list(journal.entries(session))[-1]
    assert [(line.amount_cents, line.reason, line.undoes, line.undone_by) for line in found] == [
        (BILLED[2], "", None, row + 1),
        (-BILLED[2], "it was for April", row, None),
    ]
    assert (last.act, last.subject) == ("undo payment", f"payment {row}")
    assert parts.refused(billed, payments.undo_payment, row, "again") == f"Payment {row} was taken back already."
    assert "takes payment" in parts.refused(billed, payments.undo_payment, row + 1, "again")


def test_an_undo_counts_from_the_day_of_the_match_or_a_later_one(billed: Database) -> None:
    incoming, _ = parts.ids(billed)
    parts.done(billed, payments.match_payment, incoming, {TWO: None})
    [row] = parts_of(billed)
    assert "2025-05-05) or a later one" in parts.refused(
        billed, payments.undo_payment, row, "early", date(2025, 5, 4)
    )
    parts.done(billed, payments.undo_payment, row, "from today", MAY)
    days = (date(2025, 5, 4), bank.DAY, date(2025, 5, 19), MAY)
    assert [parts.standing(billed, day)[1][1] for day in days] == [BILLED[2], 0, 0, BILLED[2]]


def test_money_that_was_taken_back_pays_another_document_from_that_day_on(billed: Database) -> None:
    incoming, _ = parts.ids(billed)
    parts.done(billed, payments.match_payment, incoming, {TWO: None})
    [row] = parts_of(billed)
    parts.done(billed, payments.undo_payment, row, "it was for March", MAY)
    parts.done(billed, payments.match_payment, incoming, {THREE: None})
    opened = [[left for _, left, _ in parts.standing(billed, day)[1:]] for day in (date(2025, 5, 19), MAY)]
    assert opened == [[0, BILLED[3]], [BILLED[2], 0]]


def test_an_invoice_and_the_credit_note_it_is_deducted_from_are_undone_together(truly_billed: Database) -> None:
    incoming, _ = parts.ids(truly_billed)
    parts.done(truly_billed, payments.match_payment, incoming, {THREE: None})
    note, other = later(truly_billed)
    rest = other.total_cents - BILLED[3]
    out = bank.entry(rest, text=f"{note.number} - {other.number}")
    parts.pay(truly_billed, out, number=13, opening_cents=195000, opening_on=bank.DAY)
    assert parts.ledger(truly_billed)[1:] == [
        (other.number, "refund", other.total_cents, "invoice_number"),
        (note.number, "refund", -BILLED[3], "invoice_number"),
    ]
    parts.done(truly_billed, payments.undo_payment, parts_of(truly_billed)[2], "mistake")
    assert parts.left(truly_billed)[2] == (rest, rest)
    assert [left for _, left, _ in parts.standing(truly_billed)[3:]] == [-BILLED[3], other.total_cents]


def test_what_is_left_of_a_payment_is_the_members_credit_and_waits_in_the_queue(billed: Database) -> None:
    incoming, outgoing = parts.ids(billed)
    parts.done(billed, payments.match_payment, incoming, {THREE: None})
    with cast.reading(billed) as session:
        waiting = payments.queue(session)
        third = members.by_number(session, "M003").id
        credit = [payments.credit_left(session, third, day) for day in (date(2025, 5, 4), bank.DAY)]
    assert credit == [0, 100000 - BILLED[3]]
    assert [(each.movement.id, each.movement.left_cents, each.members) for each in waiting] == [
        (incoming, 100000 - BILLED[3], ("M003",)),
        (outgoing, -5000, ()),
    ]
