"""Tables of reminders: their steps, for whom they rest, the letters as they were written, and their way out."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, Index, Text, UniqueConstraint
from sqlmodel import Field

from basicplus.db import GroupRow, SealedRow, UtcInstant


class ReminderStep(GroupRow, table=True):
    """A step of the reminders: when a document comes to it, what it claims, and its words.

    `after_days` counts from the due day, `wait_days` from the step before; less than `least_cents` is not asked
    for. `texts` is JSON, subject and body by language; a language that it leaves out has the house's words.
    """

    __tablename__ = "reminder_step"
    __table_args__ = (
        UniqueConstraint("group_id", "position"),
        CheckConstraint("position >= 1", "position"),
        CheckConstraint("after_days >= 1", "after_days"),
        CheckConstraint("wait_days >= 1", "wait_days"),
        CheckConstraint("least_cents >= 0", "least_cents"),
    )

    position: int
    after_days: int
    wait_days: int
    least_cents: int
    claims_interest: bool = False
    claims_lump_sum: bool = False
    texts: str = Field(default="{}", sa_column=Column(Text, nullable=False))


class ReminderStop(GroupRow, table=True):
    """Days in [from_on, until_on) on which a member, or one document that it disputes, is reminded of nothing."""

    __tablename__ = "reminder_stop"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= from_on", "dates"),
        CheckConstraint("why <> ''", "why"),
    )

    member_id: int = Field(foreign_key="member.id", index=True)
    invoice_id: int | None = Field(default=None, foreign_key="invoice.id")
    from_on: date
    until_on: date | None = None
    why: str = Field(max_length=500)


class Reminder(SealedRow, table=True):
    """A reminder as it was written: `step` is the highest of its documents, `content` the frozen Letter."""

    __tablename__ = "reminder"
    __table_args__ = (Index(None, "group_id", "written_on"),)

    member_id: int = Field(foreign_key="member.id", index=True)
    step: int
    written_on: date
    content: str = Field(sa_column=Column(Text, nullable=False))


class ReminderEvent(SealedRow, table=True):
    """One thing that happened to a reminder on its way; `address` is where it went, empty for a letter by post."""

    __tablename__ = "reminder_event"
    __table_args__ = (
        CheckConstraint("kind IN ('claimed', 'sent', 'later', 'failed', 'printed', 'dropped')", "kind"),
    )

    reminder_id: int = Field(foreign_key="reminder.id", index=True)
    at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    kind: str = Field(max_length=7)
    address: str = Field(default="", max_length=600)
    says: str = Field(default="", max_length=1000)


TABLES: frozenset[type[GroupRow]] = frozenset({ReminderStep, ReminderStop, Reminder, ReminderEvent})
