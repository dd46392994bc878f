"""Tables of the month close: how far a month is, what is said of a line, what members are told, tacit clauses."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, Index, Text, UniqueConstraint
from sqlmodel import Field

from basicplus.db import GroupRow, SealedRow, UtcInstant

PARTIES = ("member", "coordinator", "worker")
MESSAGES = ("dispute", "message", "settled", "sent_back", "credited")
STEPS = ("lines", "reminder", "last", "head")
"""What is mailed of a month to a member: its lines, two reminders to its signers, and a word to its head."""


class HoursMonth(GroupRow, table=True):
    """How far the hours of a month are closed, and why; a month without a row is open.

    `closing`: its lines were put before members. `closed`: its hours stay as they are until it is opened again.
    """

    __tablename__ = "hours_month"
    __table_args__ = (
        UniqueConstraint("group_id", "month"),
        CheckConstraint("state IN ('open', 'closing', 'closed')", "state"),
    )

    month: date
    state: str = Field(max_length=7)
    because: str = Field(default="", max_length=300)


class HoursMessage(SealedRow, table=True):
    """What somebody said of a line, for good: why it is disputed or sent back, answers, how it was settled.

    `entry_id` is no foreign key: what was said outlives a draft that is deleted. `minutes` is what the line had.
    `credited` says that a credit note freed it.
    """

    __tablename__ = "hours_message"
    __table_args__ = (
        CheckConstraint("party IN ('member', 'coordinator', 'worker')", "party"),
        CheckConstraint("kind IN ('dispute', 'message', 'settled', 'sent_back', 'credited')", "kind"),
        CheckConstraint("says <> '' OR kind IN ('settled', 'credited')", "says"),
    )

    entry_id: int = Field(index=True)
    worker_id: int = Field(foreign_key="worker.id")
    member_id: int | None = Field(default=None, foreign_key="member.id")
    at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    party: str = Field(max_length=11)
    author: str = Field(max_length=120)
    kind: str = Field(max_length=9)
    says: str = Field(default="", max_length=500)
    minutes: int


class HoursNotice(SealedRow, table=True):
    """What a member is told of its lines of a month: `lines` is JSON, each line as it stood and its days of delay.

    The step `lines` puts them before the member; the later steps remind of the notice `first_id`.
    """

    __tablename__ = "hours_notice"
    __table_args__ = (
        Index(None, "member_id", "month"),
        UniqueConstraint("first_id", "step"),
        CheckConstraint("step IN ('lines', 'reminder', 'last', 'head')", "step"),
        CheckConstraint("(step = 'lines') = (first_id IS NULL)", "reminds_of_one"),
    )

    member_id: int = Field(foreign_key="member.id")
    month: date
    step: str = Field(max_length=8)
    first_id: int | None = Field(default=None, foreign_key="hours_notice.id")
    written_at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    entries: int
    minutes: int
    lines: str = Field(sa_column=Column(Text, nullable=False))


class HoursNoticeEvent(SealedRow, table=True):
    """What became of a notice at an instant: its e-mail was accepted by the mail server, or not."""

    __tablename__ = "hours_notice_event"
    __table_args__ = (CheckConstraint("kind IN ('claimed', 'told', 'later', 'failed')", "kind"),)

    notice_id: int = Field(foreign_key="hours_notice.id", index=True)
    at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    kind: str = Field(max_length=7)
    address: str = Field(default="", max_length=600)
    says: str = Field(default="", max_length=1000)


class TacitClause(GroupRow, table=True):
    """From a day on, silence of so many days after an e-mail approves hours of an agreement; none: it never does.

    `agreement_id` is the first version of the agreement.
    """

    __tablename__ = "tacit_clause"
    __table_args__ = (
        UniqueConstraint("agreement_id", "from_on"),
        CheckConstraint("delay_days BETWEEN 1 AND 90", "delay_days"),
    )

    agreement_id: int = Field(foreign_key="agreement.id")
    from_on: date
    delay_days: int | None = None


TABLES: frozenset[type[GroupRow]] = frozenset(
    {HoursMonth, HoursMessage, HoursNotice, HoursNoticeEvent, TacitClause}
)
