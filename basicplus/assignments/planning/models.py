"""Tables of plan versions: edits of the draft, publications, and who was told of what changed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, Index, Text, UniqueConstraint
from sqlmodel import Field

from basicplus.db import GroupRow, SealedRow, UtcInstant
from basicplus.rows import added_later


class PlanEdit(GroupRow, table=True):
    """One edit of the draft of a plan: what was done, in words, and what it changed in the rows, as JSON.

    Edits of a version are undone from the last `position` down, and done again in order; one that is `dropped` was
    undone before another edit took its place.
    """

    __tablename__ = "plan_edit"
    __table_args__ = (
        UniqueConstraint("plan_id", "version", "position"),
        CheckConstraint("state IN ('done', 'undone', 'dropped')", "state"),
    )

    plan_id: int = Field(foreign_key="plan.id")
    version: int
    position: int
    kind: str = Field(max_length=20)
    words: str = Field(max_length=300)
    changes: str = Field(sa_column=Column(Text, nullable=False))
    state: str = Field(default="done", max_length=7)


class PlanPublication(SealedRow, table=True):
    """A version of a plan as it was published: when, and the SHA-256 of its visits, which never change again."""

    __tablename__ = "plan_publication"
    __table_args__ = (UniqueConstraint("plan_id", "version"),)

    plan_id: int = Field(foreign_key="plan.id")
    version: int
    published_at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    visits: int
    visits_sha256: str = Field(max_length=64)


class PlanNotice(SealedRow, table=True):
    """A worker or a member whom a published version concerns: how many visits are new, moved or taken out.

    The days in [from_on, until_on) hold all of them. A notice of visits that are called off after their version
    was published names their rows in `called_off`, as a JSON list.
    """

    __tablename__ = "plan_notice"
    __table_args__ = (
        Index(None, "plan_id", "version"),
        CheckConstraint("(worker_id IS NULL) <> (member_id IS NULL)", "one_party"),
        CheckConstraint("until_on > from_on", "dates"),
    )

    plan_id: int = Field(foreign_key="plan.id")
    version: int
    worker_id: int | None = Field(default=None, foreign_key="worker.id", index=True)
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    published_at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    added: int = 0
    moved: int = 0
    cancelled: int = 0
    from_on: date
    until_on: date
    called_off: str = Field(
        default="", sa_column=Column(Text, nullable=False, server_default="", **added_later(""))
    )


class PlanNoticeEvent(SealedRow, table=True):
    """What became of a notice at an instant: an e-mail accepted by the mail server or not, or told by hand."""

    __tablename__ = "plan_notice_event"
    __table_args__ = (
        CheckConstraint("kind IN ('claimed', 'told', 'later', 'failed')", "kind"),
        CheckConstraint("channel IN ('email', 'feed', 'hand')", "channel"),
    )

    notice_id: int = Field(foreign_key="plan_notice.id", index=True)
    at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    kind: str = Field(max_length=7)
    channel: str = Field(max_length=5)
    address: str = Field(default="", max_length=600)
    says: str = Field(default="", max_length=1000)
