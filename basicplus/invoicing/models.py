"""Tables of costs, keys and tariffs, and of the documents issued."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field

from basicplus.db import GroupRow, SealedRow
from basicplus.rows import added_later

CostKind = Literal[
    "gross",
    "employer_contributions",
    "holiday_pay",
    "single_holiday_pay",
    "double_holiday_pay",
    "year_end_premium",
    "insurance",
    "meal_vouchers",
    "training",
    "travel",
    "equipment",
    "overhead",
    "provision",
    "subsidy",
]
KeyKind = Literal["recorded", "equal", "hours"]
COST_KINDS: tuple[str, ...] = get_args(CostKind)


class CostPool(GroupRow, table=True):
    """A pool of costs that its users share: a profession, a dedicated worker, a project, or the overhead."""

    __tablename__ = "cost_pool"
    __table_args__ = (
        UniqueConstraint("group_id", "code"),
        CheckConstraint("kind IN ('profession', 'dedicated', 'overhead', 'project')", "kind"),
        CheckConstraint("kind <> 'dedicated' OR worker_id IS NOT NULL", "dedicated_has_worker"),
    )

    code: str = Field(max_length=30)
    name: str = Field(max_length=200)
    kind: str = Field(max_length=10)
    profession: str = Field(default="", max_length=20)
    worker_id: int | None = Field(default=None, foreign_key="worker.id")


class CostRow(SealedRow):
    """What a booked cost says: the pool, the month by its first day, the kind, and where it comes from."""

    pool_id: int = Field(foreign_key="cost_pool.id", index=True)
    worker_id: int | None = Field(default=None, foreign_key="worker.id")
    month: date
    kind: str = Field(max_length=30)
    amount_cents: int
    source: str = Field(max_length=200)
    source_sha256: str = Field(default="", max_length=64)


class CostEntry(CostRow, table=True):
    """An actual cost of a month in cents; a subsidy is negative. Corrections are further entries."""

    __tablename__ = "cost_entry"
    __table_args__ = (
        Index(None, "group_id", "month"),
        CheckConstraint("kind <> 'subsidy' OR amount_cents <= 0", "subsidy_sign"),
    )


class Tariff(GroupRow, table=True):
    """A pool's provisional prices of a year: 1/10,000 EUR an hour, cents a month for shares of all its keys."""

    __tablename__ = "tariff"
    __table_args__ = (UniqueConstraint("pool_id", "year"),)

    pool_id: int = Field(foreign_key="cost_pool.id")
    year: int
    hourly_rate_e4: int = Field(ge=0)
    pro_rata_month_cents: int = 0


class AllocationKey(GroupRow, table=True):
    """An objective key on which pro rata agreements share.

    `recorded`: weights recorded from a day on, as pupils, FTE or sites; `equal`: every agreement weighs the same;
    `hours`: every agreement weighs its agreed time.
    """

    __tablename__ = "allocation_key"
    __table_args__ = (
        UniqueConstraint("group_id", "code"),
        CheckConstraint("kind IN ('recorded', 'equal', 'hours')", "kind"),
    )

    code: str = Field(max_length=30)
    name: str = Field(max_length=200)
    kind: str = Field(default="recorded", max_length=10)


class KeyWeight(GroupRow, table=True):
    """A member's weight in a key from a day on."""

    __tablename__ = "key_weight"
    __table_args__ = (
        UniqueConstraint("key_id", "member_id", "from_on"),
        CheckConstraint("weight >= 0", "weight"),
    )

    key_id: int = Field(foreign_key="allocation_key.id")
    member_id: int = Field(foreign_key="member.id")
    from_on: date
    weight: int


class PriceIndex(GroupRow, table=True):
    """The value of an index in a month, in 1/10,000 of a point; `month` is its first day."""

    __tablename__ = "price_index"
    __table_args__ = (UniqueConstraint("group_id", "code", "month"), CheckConstraint("value_e4 > 0", "value_e4"))

    code: str = Field(max_length=30)
    month: date
    value_e4: int


class BillingSettings(GroupRow, table=True):
    """How the group bills: at most one row, as `invoicing/settings.py` says; texts have a line a paragraph."""

    __tablename__ = "billing_settings"
    __table_args__ = (
        UniqueConstraint("group_id"),
        CheckConstraint("title IN ('invoice', 'debit_note', 'claim')", "title"),
        CheckConstraint("invoice_prefix <> credit_prefix", "prefixes_differ"),
        CheckConstraint("grace_days BETWEEN 0 AND 90", "grace_days"),
    )

    title: str = Field(default="invoice", max_length=10)
    invoice_prefix: str = Field(default="", max_length=9)
    credit_prefix: str = Field(default="NC", max_length=9)
    grace_days: int = 0
    text_fr: str = Field(default="", sa_column=Column(Text, nullable=False))
    text_nl: str = Field(default="", sa_column=Column(Text, nullable=False))
    text_de: str = Field(default="", sa_column=Column(Text, nullable=False))
    text_en: str = Field(default="", sa_column=Column(Text, nullable=False))


class NumberSeries(GroupRow, table=True):
    """The last number given in a series; read and raised only inside the issuing transaction.

    A series is all invoices (F2026) or all credit notes (NC2026) of a year, however their numbers are written.
    """

    __tablename__ = "number_series"
    __table_args__ = (UniqueConstraint("group_id", "code"),)

    code: str = Field(max_length=20)
    last: int = 0
    last_issue_on: date | None = None


class Invoice(SealedRow, table=True):
    """An issued document. Amounts are what it adds to the member's bill: a credit note is negative.

    `total_cents` is what is to be paid, `vat_cents` of it VAT.

    `content` is the frozen DocumentContent, which needs no other row to be read or printed again.
    """

    __tablename__ = "invoice"
    __table_args__ = (
        UniqueConstraint("group_id", "number"),
        UniqueConstraint("group_id", "series", "sequence"),
        Index(None, "group_id", "member_id"),
        CheckConstraint("kind IN ('invoice', 'credit_note')", "kind"),
        CheckConstraint("purpose IN ('periodic', 'settlement')", "purpose"),
        CheckConstraint("kind <> 'credit_note' OR total_cents <= 0", "credit_sign"),
    )

    number: str = Field(max_length=30)
    series: str = Field(max_length=20)
    sequence: int
    kind: str = Field(max_length=12)
    purpose: str = Field(max_length=12)
    period: str = Field(max_length=10)
    member_id: int = Field(foreign_key="member.id")
    from_on: date
    until_on: date
    issue_on: date
    due_on: date
    total_cents: int
    vat_cents: int = Field(default=0, sa_column_kwargs=added_later(0))
    ogm: str | None = Field(default=None, max_length=12)
    credits_invoice_id: int | None = Field(default=None, foreign_key="invoice.id", index=True)
    content: str = Field(sa_column=Column(Text, nullable=False))


class InvoiceLine(SealedRow, table=True):
    """A line of an issued document, booked on a pool and a year of cost; negative when it credits.

    `amount_cents` is without VAT: what the member bears of the cost.
    """

    __tablename__ = "invoice_line"
    __table_args__ = (UniqueConstraint("invoice_id", "position"), Index(None, "group_id", "year", "pool_id"))

    invoice_id: int = Field(foreign_key="invoice.id")
    position: int
    agreement_id: int = Field(foreign_key="agreement.id", index=True)
    pool_id: int = Field(foreign_key="cost_pool.id")
    year: int
    basis: str = Field(max_length=10)
    from_on: date
    until_on: date
    minutes: int | None = None
    rate_e4: int | None = None
    amount_cents: int
    vat_percent: int = Field(default=0, sa_column_kwargs=added_later(0))
    rounding_rule: str | None = Field(default=None, max_length=30, sa_column_kwargs=added_later(None))
    is_settlement: bool = False
    credits_line_id: int | None = Field(default=None, foreign_key="invoice_line.id", index=True)


class Document(SealedRow, table=True):
    """The bytes of an issued document as they were sent."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("invoice_id", "media_type"),)

    invoice_id: int = Field(foreign_key="invoice.id")
    media_type: str = Field(max_length=50)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    content_sha256: str = Field(max_length=64)


class Settlement(SealedRow, table=True):
    """A settlement of a year: `content` is the frozen proof (costs, weights, shares, billed before).

    `salt` is the secret behind what members are told of it (see `invoicing/proof`); earlier settlements have none.
    """

    __tablename__ = "settlement"

    year: int
    issue_on: date
    content: str = Field(sa_column=Column(Text, nullable=False))
    salt: str = Field(default="", max_length=64, sa_column_kwargs=added_later(""))


class ClosedYear(SealedRow, table=True):
    """A year in which nothing is booked, settled, issued or credited any more: `content` is its last proof."""

    __tablename__ = "closed_year"
    __table_args__ = (UniqueConstraint("group_id", "year"),)

    year: int
    closed_on: date
    content: str = Field(sa_column=Column(Text, nullable=False))
