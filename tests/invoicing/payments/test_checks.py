"""Verification notices a statement, a movement and a row of the ledger that cannot be."""

from __future__ import annotations

import sqlalchemy

from basicplus.db import Database
from basicplus.invoicing import payments
from basicplus.invoicing.payments import BankMovement, BankStatement, InvoicePayment
from tests import cast
from tests.invoicing.payments import bank, parts


def problems(database: Database) -> list[str]:
    with cast.reading(database) as session:
        return list(payments.broken_payments(session))


def put(database: Database, table: type, row_id: int, **values: int) -> None:
    """Change a row behind the gate's back."""
    with database.engine.begin() as connection:
        connection.execute(sqlalchemy.update(table).where(table.id == row_id).values(**values))


def test_each_kind_of_damage_is_named(database: Database) -> None:
    parts.invoices(database)
    parts.pay(database, bank.entry(20000, text="2025-000003"), bank.entry(5000))
    parts.pay(database, number=13, opening_cents=125000, opening_on=bank.DAY)
    first, second = parts.ids(database)
    [row] = parts.done(database, payments.match_payment, second, {"2025-000002": None})
    parts.done(database, payments.undo_payment, row.id, "wrong")
    assert problems(database) == []
    with cast.reading(database) as session:
        statements = sorted(found.id for found in session.exec(sqlalchemy.select(BankStatement)).scalars())
    put(database, BankStatement, statements[1], opening_cents=125001, closing_cents=125001)
    assert problems(database) == ["bank statement 13 of 2025: does not begin where the one before it ended"]
    put(database, BankStatement, statements[1], opening_cents=125000, closing_cents=125000)
    put(database, BankMovement, first, amount_cents=19999)
    assert problems(database) == [
        "bank statement 12 of 2025: its movements lead to 1249.99 EUR, not 1250.00",
        f"bank movement {first}: 200.00 EUR are matched of 199.99",
    ]
    put(database, BankMovement, first, amount_cents=20000)
    put(database, InvoicePayment, row.id + 1, amount_cents=-4999)
    assert problems(database) == [
        f"payment {row.id + 1}: takes back payment {row.id}, and is not its opposite",
    ]
