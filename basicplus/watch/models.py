"""Tables of the watch: the audits that ran, the life of each finding, the duties that were done."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, Text, UniqueConstraint
from sqlmodel import Field

from basicplus.db import GroupRow, SealedRow, UtcInstant

GRAVITY = {"refuse": 0, "warn": 1, "note": 2}


class AuditRun(SealedRow, table=True):
    """One run of every rule on everything: when, how many findings of each severity, and all of them as JSON."""

    __tablename__ = "audit_run"

    ran_at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    rules: int
    refused: int
    warned: int
    noted: int
    content: str = Field(sa_column=Column(Text, nullable=False))


class FindingCase(GroupRow, table=True):
    """The life of a finding: open, with an owner, until a person closes it with a reason, or bears it until a day.

    `gone_on` is the day of the first audit that no longer found it: what mends itself is still closed by a person.
    """

    __tablename__ = "finding_case"
    __table_args__ = (
        UniqueConstraint("group_id", "rule", "kind", "subject", "from_on"),
        CheckConstraint("state IN ('open', 'closed', 'waived')", "state"),
        CheckConstraint("(state = 'open') = (ended_by IS NULL)", "ended_by_someone"),
        CheckConstraint("state <> 'waived' OR waived_until IS NOT NULL", "waived_until_a_day"),
    )

    rule: str = Field(max_length=10)
    kind: str = Field(max_length=30)
    subject: str = Field(max_length=160)
    from_on: date
    until_on: date | None = None
    severity: str = Field(max_length=10)
    sentence: str = Field(max_length=1000)
    opened_on: date
    seen_on: date
    gone_on: date | None = None
    state: str = Field(default="open", max_length=10)
    owner: str | None = Field(default=None, max_length=120)
    ended_by: str | None = Field(default=None, max_length=120)
    ended_on: date | None = None
    ended_because: str | None = Field(default=None, max_length=500)
    waived_until: date | None = None
    kept_file_id: int | None = Field(default=None, foreign_key="kept_file.id")


class Duty(GroupRow, table=True):
    """What was done about a duty: who owns it, when it was done, and the file that proves it."""

    __tablename__ = "duty"
    __table_args__ = (UniqueConstraint("group_id", "kind", "subject", "due_on"),)

    kind: str = Field(max_length=40)
    subject: str = Field(max_length=60)
    due_on: date
    owner: str | None = Field(default=None, max_length=120)
    done_on: date | None = None
    done_by: str | None = Field(default=None, max_length=120)
    kept_file_id: int | None = Field(default=None, foreign_key="kept_file.id")
