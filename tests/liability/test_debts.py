"""Debts are booked once, paid never beyond what is open, and corrected by further entries."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from basicplus import journal, liability
from basicplus.errors import Conflict, InvalidInput, NotFound, Problem
from basicplus.liability.debts import DebtLine
from basicplus.liability.ledger import Standing
from basicplus.verification import verify
from tests import cast
from tests.liability import parts


def position(database, on: date) -> liability.Position:
    with cast.reading(database) as session:
        return liability.position(session, on)


def test_the_position_tells_kind_by_kind_what_is_incurred_due_paid_open_and_overdue(database):
    tax = parts.debt("PP-2025-03", kind="withholding_tax", creditor="SPF Finances", amount_cents=30000)
    parts.owe(database, parts.debt(), tax)
    parts.pay(database, date(2025, 4, 30), 60000)
    parts.pay(database, date(2025, 4, 30), reference="PP-2025-03")
    told = position(database, date(2025, 5, 1))
    contributions = Standing(100000, 100000, 60000, 40000, 40000)
    taxes = Standing(30000, 30000, 30000, 0, 0)
    assert told.kinds == {"social_contributions": contributions, "withholding_tax": taxes}
    assert told.total == Standing(130000, 130000, 90000, 40000, 40000)
    quarter = parts.FIRST_QUARTER.values()
    assert told.debts == [
        DebtLine("ONSS-2025-Q1", "social_contributions", "ONSS", *quarter, date(2025, 4, 30), contributions)
    ]
    before = position(database, date(2025, 4, 29))
    assert (before.total.paid_cents, before.total.open_cents, before.total.due_cents) == (0, 130000, 0)
    assert position(database, date(2025, 3, 30)).kinds == {}


def test_a_debt_is_booked_once(database):
    parts.owe(database)
    with pytest.raises(InvalidInput, match="booked already"):
        parts.owe(database)
    with pytest.raises(InvalidInput, match="here 2 times"):
        parts.owe(database, parts.debt("A"), parts.debt("A"))


def test_a_debt_arises_over_at_least_a_day(database):
    with pytest.raises(InvalidInput) as refused:
        parts.owe(database, parts.debt(incurred_until_on=date(2025, 1, 1)))
    allowed = "a day after incurred_from_on (2025-01-01)"
    assert refused.value.problems == (Problem("incurred_until_on", "2025-01-01", allowed),)


def test_a_payment_is_at_most_what_is_open_on_every_day(database):
    parts.owe(database)
    parts.pay(database, date(2025, 6, 1), 70000)
    with pytest.raises(Conflict) as refused:
        parts.pay(database, date(2025, 5, 1), 30001)
    assert str(refused.value) == (
        "Debt ONSS-2025-Q1 (which counts from 2025-03-31): on 2025-06-01 1000.01 EUR would be paid of"
        " 1000.00 EUR owed. Pay at most what is open, or correct the debt first."
    )
    parts.pay(database, date(2025, 5, 1), 30000)
    with pytest.raises(Conflict, match="nothing to pay"):
        parts.pay(database, date(2025, 6, 1))


def test_a_payment_before_the_debt_counts_is_refused(database):
    parts.owe(database)
    with pytest.raises(Conflict, match=r"on 2025-03-30 1[.]00 EUR would be paid of 0[.]00 EUR owed"):
        parts.pay(database, date(2025, 3, 30), 100)


def test_a_payment_comes_back_with_a_reason(database):
    parts.owe(database)
    parts.pay(database, date(2025, 4, 30))
    with pytest.raises(InvalidInput, match="why the payment came back"):
        parts.pay(database, date(2025, 5, 2), -100000)
    parts.pay(database, date(2025, 5, 2), -100000, reason="wrong account")
    assert [position(database, date(2025, 5, day)).total.open_cents for day in (1, 2)] == [0, 100000]
    with pytest.raises(Conflict):
        parts.pay(database, date(2025, 5, 3), -1, reason="again")


def test_a_correction_changes_what_is_owed_from_its_day(database):
    parts.owe(database)
    parts.pay(database, date(2025, 4, 30), 60000)
    parts.correct(database, date(2025, 5, 10), -40000)
    assert [position(database, date(2025, 5, day)).total.open_cents for day in (9, 10)] == [40000, 0]
    with pytest.raises(Conflict, match=r"600[.]00 EUR would be paid of 599[.]99 EUR owed"):
        parts.correct(database, date(2025, 5, 10), -1)
    with pytest.raises(InvalidInput):
        parts.correct(database, date(2025, 5, 10), 0)


def test_an_unknown_debt_is_not_found(database):
    with pytest.raises(NotFound, match="There is no debt ONSS"):
        parts.pay(database, date(2025, 5, 1), 1, "ONSS")


def test_the_tables_refuse_what_no_service_writes(database):
    row = parts.debt().model_dump() | {"group_id": 1, "journal_seq": 1, "sha256": "", "source": "hand"}
    for change in ({"amount_cents": 0}, {"kind": "trade"}, {"incurred_until_on": date(2025, 1, 1)}):
        with pytest.raises(IntegrityError):
            cast.put(database, liability.SocialDebt, [row | change | {"source_sha256": ""}])


def test_debts_and_their_movements_are_sealed_and_journaled(database):
    parts.owe(database)
    parts.pay(database, date(2025, 4, 30), 60000)
    parts.correct(database, date(2025, 5, 10), 5)
    with cast.reading(database) as session:
        assert verify(session, cast.GROUP).problems == []
        acts = [(entry.act, entry.subject) for entry in journal.entries(session)][-3:]
    assert acts == [
        ("book debts", "payroll office"),
        ("payment of debt", "ONSS-2025-Q1"),
        ("correction of debt", "ONSS-2025-Q1"),
    ]
