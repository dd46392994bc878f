"""Tables of the law in a group: its readings, its waivers, its incidents, the files that prove them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from basicplus.db import GroupRow, SealedRow


class KeptFile(SealedRow, table=True):
    """A file kept as evidence, byte for byte; the same file is kept once."""

    __tablename__ = "kept_file"
    __table_args__ = (UniqueConstraint("group_id", "content_sha256"),)

    name: str = Field(max_length=200)
    media_type: str = Field(max_length=100)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    content_sha256: str = Field(max_length=64)


class GrantedWaiver(GroupRow, table=True):
    """A documented permission to depart from a rule in [from_on, until_on), or until it is revoked.

    `party` is the number of the worker, member or contract it is for; empty for everybody. With `up_to`
    it covers what is found up to that number.
    """

    __tablename__ = "granted_waiver"
    __table_args__ = (
        UniqueConstraint("group_id", "reference"),
        CheckConstraint("until_on IS NULL OR until_on > from_on", "dates"),
        CheckConstraint("(revoked_on IS NULL) = (revoked_because IS NULL)", "revoked_for_a_reason"),
    )

    reference: str = Field(max_length=60)
    rule: str = Field(max_length=10)
    party: str = Field(default="", max_length=30)
    up_to: int | None = None
    from_on: date
    until_on: date | None = None
    granted_by: str = Field(max_length=200)
    reason: str = Field(max_length=500)
    kept_file_id: int = Field(foreign_key="kept_file.id")
    revoked_on: date | None = None
    revoked_because: str | None = Field(default=None, max_length=500)


class LegalReading(GroupRow, table=True):
    """How the group reads an open question of law from a day on, until its next reading of the same question."""

    __tablename__ = "legal_reading"
    __table_args__ = (Index(None, "group_id", "question", "from_on", unique=True),)

    question: str = Field(max_length=40)
    answer: str = Field(max_length=40)
    from_on: date
    decided_by: str = Field(max_length=200)
    reason: str = Field(max_length=500)
    kept_file_id: int | None = Field(default=None, foreign_key="kept_file.id")


class Incident(GroupRow, table=True):
    """The maximum of workers was exceeded: the authorisation ends by itself on `ends_on`, unless it is closed.

    It is closed for a reason, with evidence, or by the group's reading that a return in time cures the excess.
    """

    __tablename__ = "incident"
    __table_args__ = (
        UniqueConstraint("group_id", "rule", "exceeded_on"),
        CheckConstraint("ends_on > exceeded_on AND opened_on >= exceeded_on", "dates"),
        CheckConstraint("(closed_on IS NULL) = (closed_by IS NULL)", "closed_by_somebody"),
        CheckConstraint("(closed_on IS NULL) = (closed_because IS NULL)", "closed_for_a_reason"),
    )

    rule: str = Field(max_length=10)
    opened_on: date
    exceeded_on: date
    ends_on: date
    closed_on: date | None = None
    closed_by: str | None = Field(default=None, max_length=200)
    closed_because: str | None = Field(default=None, max_length=500)
    kept_file_id: int | None = Field(default=None, foreign_key="kept_file.id")
