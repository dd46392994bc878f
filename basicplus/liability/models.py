"""Tables of social and tax debts, provisions and foreseen exits, and the key on which members share."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

from sqlalchemy import CheckConstraint, Column, Index, Text, UniqueConstraint
from sqlmodel import Field

from basicplus.db import GroupRow, SealedRow

DebtKind = Literal[
    "social_contributions",
    "withholding_tax",
    "wages",
    "holiday_pay",
    "year_end_premium",
    "vat",
    "other",
]
DEBT_KINDS: tuple[DebtKind, ...] = get_args(DebtKind)
Nature = Literal["decided_exit", "probable_exit", "other_charge", "social_fund", "default_fund"]
NATURES: tuple[Nature, ...] = get_args(Nature)
FUNDS: tuple[Nature, ...] = ("social_fund", "default_fund")
EXIT_NATURES: tuple[Nature, ...] = ("decided_exit", "probable_exit")
Certainty = Literal["decided", "probable"]
Outcome = Literal["carried_out", "dropped"]
KeyKind = Literal["hours", "fte", "equal", "weights"]


class SocialDebt(SealedRow, table=True):
    """A social or tax debt of the group, for which its members answer jointly; trade debts do not belong here.

    It arose over [incurred_from_on, incurred_until_on); what was booked wrong is corrected by a movement.
    """

    __tablename__ = "social_debt"
    __table_args__ = (
        UniqueConstraint("group_id", "reference"),
        CheckConstraint(
            "kind IN ('social_contributions', 'withholding_tax', 'wages', 'holiday_pay', 'year_end_premium',"
            " 'vat', 'other')",
            "kind",
        ),
        CheckConstraint("incurred_until_on > incurred_from_on", "dates"),
        CheckConstraint("amount_cents > 0", "amount"),
    )

    reference: str = Field(max_length=40)
    kind: str = Field(max_length=20)
    creditor: str = Field(max_length=200)
    incurred_from_on: date
    incurred_until_on: date
    due_on: date
    amount_cents: int
    source: str = Field(max_length=200)
    source_sha256: str = Field(default="", max_length=64)


class DebtMovement(SealedRow, table=True):
    """A payment of a debt (negative when it comes back), or a correction of what is owed (up or down)."""

    __tablename__ = "debt_movement"
    __table_args__ = (
        CheckConstraint("kind IN ('payment', 'correction')", "kind"),
        CheckConstraint("amount_cents <> 0", "amount"),
        CheckConstraint("reason <> '' OR (kind = 'payment' AND amount_cents > 0)", "reason"),
    )

    debt_id: int = Field(foreign_key="social_debt.id", index=True)
    kind: str = Field(max_length=10)
    moved_on: date
    amount_cents: int
    reason: str = Field(default="", max_length=500)


class ForeseenExit(GroupRow, table=True):
    """A worker's exit that is decided or probable: only then may a provision stand for it (ACC-02, ACC-03)."""

    __tablename__ = "foreseen_exit"
    __table_args__ = (
        UniqueConstraint("group_id", "reference"),
        CheckConstraint("certainty IN ('decided', 'probable')", "certainty"),
        CheckConstraint("estimate_cents > 0", "estimate"),
        CheckConstraint("outcome IN ('carried_out', 'dropped')", "outcome"),
        CheckConstraint("(closed_on IS NULL) = (outcome IS NULL)", "closed"),
        CheckConstraint("closed_on IS NULL OR closed_on > recorded_on", "dates"),
    )

    reference: str = Field(max_length=30)
    worker_id: int = Field(foreign_key="worker.id", index=True)
    certainty: str = Field(max_length=10)
    recorded_on: date
    notice_from_on: date | None = None
    estimate_cents: int
    closed_on: date | None = None
    outcome: str | None = Field(default=None, max_length=12)


class Provision(GroupRow, table=True):
    """A provision for charges, or allocated funds of the equity: `social_fund` and `default_fund`."""

    __tablename__ = "provision"
    __table_args__ = (
        UniqueConstraint("group_id", "code"),
        CheckConstraint(
            "nature IN ('decided_exit', 'probable_exit', 'other_charge', 'social_fund', 'default_fund')", "nature"
        ),
        CheckConstraint(
            "(nature IN ('decided_exit', 'probable_exit')) = (exit_id IS NOT NULL)", "exit_provision_has_exit"
        ),
    )

    code: str = Field(max_length=30)
    name: str = Field(max_length=200)
    nature: str = Field(max_length=20)
    exit_id: int | None = Field(default=None, foreign_key="foreseen_exit.id")


class ProvisionEntry(SealedRow, table=True):
    """What is put into a provision, used from it or released, in the vintage (year) it was put in."""

    __tablename__ = "provision_entry"
    __table_args__ = (
        Index(None, "provision_id", "vintage"),
        CheckConstraint("kind IN ('dotation', 'use', 'release')", "kind"),
        CheckConstraint("amount_cents > 0", "amount"),
        CheckConstraint("reason <> ''", "reason"),
    )

    provision_id: int = Field(foreign_key="provision.id")
    kind: str = Field(max_length=10)
    booked_on: date
    vintage: int
    amount_cents: int
    reason: str = Field(max_length=500)
    decision: str = Field(default="", max_length=100)


class InternalKey(GroupRow, table=True):
    """How members share social and tax debts among themselves from a day on (internal rules, GE-18)."""

    __tablename__ = "internal_key"
    __table_args__ = (
        UniqueConstraint("group_id", "from_on"),
        CheckConstraint("kind IN ('hours', 'fte', 'equal', 'weights')", "kind"),
        CheckConstraint("(kind = 'weights') = (key_id IS NOT NULL)", "weights_have_key"),
    )

    from_on: date
    kind: str = Field(max_length=10)
    key_id: int | None = Field(default=None, foreign_key="allocation_key.id")
    decision: str = Field(max_length=100)


class LiabilitySnapshot(SealedRow, table=True):
    """The liability report of a day as it was then, with its inputs, for the commissaire; `content` is JSON."""

    __tablename__ = "liability_snapshot"

    taken_for_on: date
    content: str = Field(sa_column=Column(Text, nullable=False))
