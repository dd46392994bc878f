"""Tables of long work: what was asked for and came of it, how far it is, its files, and what runs by itself."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, get_args

from sqlalchemy import CheckConstraint, Column, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field

from basicplus.db import AsideRow, GroupRow, UtcInstant

State = Literal["queued", "running", "done", "failed", "cancelled"]
STATES: tuple[State, ...] = get_args(State)
Every = Literal["day", "week", "month", "never"]
EVERY: tuple[Every, ...] = get_args(Every)
HOURS_A_DAY = 24


class Job(GroupRow, table=True):
    """One piece of long work, from the wish to what came of it.

    `claim` names the worker who has it. `scheduled_on` is the day of a job that no person asked for: each kind has
    one job for each such day.
    """

    __tablename__ = "job"
    __table_args__ = (
        UniqueConstraint("group_id", "kind", "scheduled_on"),
        CheckConstraint("state IN ('queued', 'running', 'done', 'failed', 'cancelled')", "state"),
        CheckConstraint("(state IN ('queued', 'running')) = (finished_at IS NULL)", "finished"),
        CheckConstraint("(state = 'running') = (claim IS NOT NULL)", "claimed"),
        CheckConstraint("attempts >= 0", "attempts"),
    )

    kind: str = Field(max_length=40)
    fields: str = Field(sa_column=Column(Text, nullable=False))
    asked_by: str = Field(max_length=120)
    asked_at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    state: str = Field(default="queued", max_length=10)
    is_to_stop: bool = False
    attempts: int = 0
    claim: str | None = Field(default=None, max_length=40)
    started_at: datetime | None = Field(default=None, sa_column=Column(UtcInstant))
    finished_at: datetime | None = Field(default=None, sa_column=Column(UtcInstant))
    result: str = Field(default="{}", sa_column=Column(Text, nullable=False))
    page: str = Field(default="", max_length=200)
    error: str = Field(default="", sa_column=Column(Text, nullable=False))
    scheduled_on: date | None = None


class JobPulse(AsideRow, table=True):
    """How far a job is, and when its worker last said that it lives."""

    __tablename__ = "job_pulse"
    __table_args__ = (UniqueConstraint("job_id"),)

    job_id: int = Field(foreign_key="job.id")
    beat_at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    done: int = 0
    total: int = 0
    words: str = Field(default="", max_length=200)


class JobFile(AsideRow, table=True):
    """A file that a job was given or made; what it proves, the journal holds with its SHA-256."""

    __tablename__ = "job_file"
    __table_args__ = (CheckConstraint("role IN ('given', 'made')", "role"),)

    job_id: int = Field(foreign_key="job.id", index=True)
    role: str = Field(max_length=10)
    name: str = Field(max_length=200)
    media_type: str = Field(max_length=100)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    content_sha256: str = Field(max_length=64)


class JobSchedule(GroupRow, table=True):
    """How often a kind of work runs by itself from a day on, and from which hour; the latest word counts."""

    __tablename__ = "job_schedule"
    __table_args__ = (
        UniqueConstraint("group_id", "kind", "from_on"),
        CheckConstraint("every IN ('day', 'week', 'month', 'never')", "every"),
        CheckConstraint("hour BETWEEN 0 AND 23", "hour"),
    )

    kind: str = Field(max_length=40)
    every: str = Field(max_length=10)
    hour: int
    from_on: date
