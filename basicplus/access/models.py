"""Tables of who may come in: users and grants, which are records; secrets and sessions, which are none."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field

from basicplus.db import AsideRow, GroupRow, UtcInstant


class User(GroupRow, table=True):
    """A person who may come in, known by an e-mail address in small letters; while disabled, it may not."""

    __tablename__ = "user_account"
    __table_args__ = (
        UniqueConstraint("group_id", "email"),
        CheckConstraint("email = lower(email)", "email_in_small_letters"),
        CheckConstraint("language IN ('fr', 'nl', 'de', 'en')", "language"),
    )

    email: str = Field(max_length=100)
    name: str = Field(max_length=120)
    language: str = Field(default="fr", max_length=2)
    disabled: bool = False


class Grant(GroupRow, table=True):
    """A role of a user in [from_on, until_on): of one worker, of one member, or of the whole group.

    Only a member's people may sign, for that member. An auditor's days end.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(
            "role IN ('coordinator', 'finance', 'worker', 'member', 'auditor', 'admin')",
            "role",
        ),
        CheckConstraint("(role = 'worker') = (worker_id IS NOT NULL)", "worker"),
        CheckConstraint("(role = 'member') = (member_id IS NOT NULL)", "member"),
        CheckConstraint("role = 'member' OR may_sign IS FALSE", "signs_for_a_member"),
        CheckConstraint("role <> 'auditor' OR until_on IS NOT NULL", "auditor_ends"),
        CheckConstraint("until_on >= from_on", "dates"),
    )

    user_id: int = Field(foreign_key="user_account.id", index=True)
    role: str = Field(max_length=11)
    worker_id: int | None = Field(default=None, foreign_key="worker.id")
    member_id: int | None = Field(default=None, foreign_key="member.id")
    may_sign: bool = False
    from_on: date
    until_on: date | None = None


class Credential(AsideRow, table=True):
    """How a user proves who it is, and how often somebody failed to since; no version of it is ever kept.

    `reset_sha256` is the sum of a token that lets its bearer choose a password, once, until `reset_until_at`.
    """

    __tablename__ = "user_credential"
    __table_args__ = (CheckConstraint("failures >= 0", "failures"),)

    user_id: int = Field(foreign_key="user_account.id", unique=True)
    password_hash: str | None = Field(default=None, max_length=300)
    failures: int = 0
    locked_until_at: datetime | None = Field(default=None, sa_column=Column(UtcInstant))
    last_login_at: datetime | None = Field(default=None, sa_column=Column(UtcInstant))
    reset_sha256: str | None = Field(default=None, max_length=64, unique=True)
    reset_until_at: datetime | None = Field(default=None, sa_column=Column(UtcInstant))


class UserSession(AsideRow, table=True):
    """A browser in which a user is logged in; of its token, which only the browser has, the SHA-256 is kept."""

    __tablename__ = "user_session"
    __table_args__ = (Index(None, "user_id"),)

    user_id: int = Field(foreign_key="user_account.id")
    token_sha256: str = Field(max_length=64, unique=True)
    created_at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    last_seen_at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(UtcInstant))
    browser: str = Field(default="", max_length=100)
