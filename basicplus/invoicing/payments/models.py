"""Tables of bank statements and their movements, and the ledger of what was paid on which document."""

from __future__ import annotations

from datetime import date
from typing import Literal

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from basicplus.db import SealedRow
from basicplus.versions import confidential

PaymentKind = Literal["payment", "refund", "write_off", "set_off"]


class BankStatement(SealedRow, table=True):
    """A statement of the group's account, whole: what its movements sum to leads from one balance to the other.

    `content_sha256` is that of what it says in any format, `file_sha256` that of the file in which it came first.
    """

    __tablename__ = "bank_statement"
    __table_args__ = (
        UniqueConstraint("group_id", "iban", "year", "number"),
        CheckConstraint("closing_on >= opening_on", "dates"),
        CheckConstraint("format IN ('coda', 'camt.053.001.02', 'camt.053.001.08')", "format"),
    )

    iban: str = Field(max_length=34)
    year: int
    number: int
    opening_on: date
    closing_on: date
    opening_cents: int
    closing_cents: int
    format: str = Field(max_length=20)
    file_sha256: str = Field(max_length=64, index=True)
    content_sha256: str = Field(max_length=64)


class BankMovement(SealedRow, table=True):
    """Money that came in (above zero) or went out (below); `value_on` is None where the bank does not know it.

    `key` is the account, year, statement, sequence and bank reference: the same movement is never kept twice.
    """

    __tablename__ = "bank_movement"
    __table_args__ = (
        UniqueConstraint("group_id", "key"),
        UniqueConstraint("statement_id", "position"),
        Index(None, "group_id", "booked_on"),
        Index(None, "group_id", "counterparty_iban"),
        CheckConstraint("amount_cents <> 0", "amount"),
    )

    statement_id: int = Field(foreign_key="bank_statement.id")
    position: int
    key: str = Field(max_length=160)
    booked_on: date
    value_on: date | None = None
    amount_cents: int
    counterparty_iban: str = Field(default="", max_length=34, sa_column_kwargs=confidential())
    counterparty_name: str = Field(default="", max_length=140, sa_column_kwargs=confidential())
    ogm: str | None = Field(default=None, max_length=12)
    text: str = Field(default="", max_length=2000, sa_column_kwargs=confidential())
    bank_reference: str = Field(default="", max_length=50)


class InvoicePayment(SealedRow, table=True):
    """What a payment, a refund, a write-off or a set-off takes off a document's open amount; never changed.

    `amount_cents` has the sign of what was open: an invoice is paid by amounts above zero, a credit note by
    amounts below; a refund of what was paid too much is below zero. A set-off is two rows that sum to zero, the
    second names the first in `pair_id`. A row with `undoes_id` takes that row back: its amount is the opposite.
    """

    __tablename__ = "invoice_payment"
    __table_args__ = (
        UniqueConstraint("undoes_id"),
        UniqueConstraint("pair_id"),
        Index(None, "group_id", "booked_on"),
        CheckConstraint("kind IN ('payment', 'refund', 'write_off', 'set_off')", "kind"),
        CheckConstraint(
            "rule IN ('structured', 'free_text', 'invoice_number', 'account_and_amount', 'by_hand')", "rule"
        ),
        CheckConstraint("amount_cents <> 0", "amount"),
        CheckConstraint("(kind IN ('payment', 'refund')) = (movement_id IS NOT NULL)", "money_has_movement"),
        CheckConstraint("reason <> '' OR (kind <> 'write_off' AND undoes_id IS NULL)", "reason"),
    )

    invoice_id: int = Field(foreign_key="invoice.id", index=True)
    movement_id: int | None = Field(default=None, foreign_key="bank_movement.id", index=True)
    kind: str = Field(max_length=10)
    booked_on: date
    amount_cents: int
    rule: str = Field(max_length=20)
    reason: str = Field(default="", max_length=500)
    undoes_id: int | None = Field(default=None, foreign_key="invoice_payment.id")
    pair_id: int | None = Field(default=None, foreign_key="invoice_payment.id")
