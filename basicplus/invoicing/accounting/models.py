"""Tables of the accounts that postings go to, and of what was handed to the accountant."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Column, Text, UniqueConstraint
from sqlmodel import Field

from basicplus.db import GroupRow, SealedRow


class AccountMapping(GroupRow, table=True):
    """The account of a product, as the accountant wants it: a code of the accountant's own, or a journal's.

    `key` says which basis, profession, pool or journal; it is empty for a product that has one account.
    """

    __tablename__ = "account_mapping"
    __table_args__ = (
        UniqueConstraint("group_id", "product", "key"),
        CheckConstraint("account <> ''", "account"),
    )

    product: str = Field(max_length=20)
    key: str = Field(default="", max_length=30)
    account: str = Field(max_length=20)


class AccountingExport(SealedRow, table=True):
    """A batch handed to the accountant: every document and payment before `until_on` that no earlier batch had.

    `content` is what is posted, frozen, as canonical JSON; `files` the SHA-256 of each file that says it.
    """

    __tablename__ = "accounting_export"
    __table_args__ = (UniqueConstraint("group_id", "number"), CheckConstraint("number > 0", "number"))

    number: int
    until_on: date
    documents: int
    payments: int
    content: str = Field(sa_column=Column(Text, nullable=False))
    files: str = Field(sa_column=Column(Text, nullable=False))


class ExportedItem(SealedRow, table=True):
    """A document or a payment in a batch: each is in one batch only."""

    __tablename__ = "exported_item"
    __table_args__ = (
        UniqueConstraint("invoice_id"),
        UniqueConstraint("payment_id"),
        CheckConstraint("(invoice_id IS NULL) <> (payment_id IS NULL)", "one"),
    )

    export_id: int = Field(foreign_key="accounting_export.id", index=True)
    invoice_id: int | None = Field(default=None, foreign_key="invoice.id")
    payment_id: int | None = Field(default=None, foreign_key="invoice_payment.id")
