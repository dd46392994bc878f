"""The table of feeds: who may read whose visits as a calendar, by a token that nobody can read here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column
from sqlmodel import Field

from basicplus.db import GroupRow, UtcInstant


class Feed(GroupRow, table=True):
    """The calendar of a worker or of a member, read with a token of which only the SHA-256 is kept.

    A token of 256 random bits needs no slow hash: there is nothing to guess.
    """

    __tablename__ = "feed"
    __table_args__ = (CheckConstraint("(worker_id IS NULL) <> (member_id IS NULL)", "one_owner"),)

    worker_id: int | None = Field(default=None, foreign_key="worker.id", index=True)
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    label: str = Field(default="", max_length=100)
    token_sha256: str = Field(max_length=64, unique=True)
    opened_at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(UtcInstant))
