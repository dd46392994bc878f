"""Tables of what else proves who somebody is: tokens of programs, second factors, one-time tokens.

The journal tells when each was made and ended; secrets are in their tables only, as sums or encrypted.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from basicplus.db import AsideRow, GroupRow, UtcInstant


class ApiToken(AsideRow, table=True):
    """A token with which a program acts for a user, in some or all of its roles; `prefix` is what people see."""

    __tablename__ = "api_token"
    __table_args__ = (CheckConstraint("expires_at > created_at", "expires"),)

    user_id: int = Field(foreign_key="user_account.id", index=True)
    name: str = Field(max_length=100)
    prefix: str = Field(max_length=12)
    token_sha256: str = Field(max_length=64, unique=True)
    roles: str = Field(max_length=60)
    read_only: bool = False
    created_at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    last_used_at: datetime | None = Field(default=None, sa_column=Column(UtcInstant))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(UtcInstant))


class Authenticator(AsideRow, table=True):
    """The app of a user that shows a new code every 30 seconds (RFC 6238); unconfirmed until it showed one.

    `last_step` is the step of the last code that was accepted: no code is accepted twice.
    """

    __tablename__ = "authenticator"
    __table_args__ = (CheckConstraint("failures >= 0", "failures"),)

    user_id: int = Field(foreign_key="user_account.id", unique=True)
    secret: str = Field(max_length=500)
    confirmed_at: datetime | None = Field(default=None, sa_column=Column(UtcInstant))
    last_step: int = 0
    failures: int = 0
    locked_until_at: datetime | None = Field(default=None, sa_column=Column(UtcInstant))


class RecoveryCode(AsideRow, table=True):
    """A code that stands in for the authenticator once, when it is lost."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("user_id", "code_sha256"),)

    user_id: int = Field(foreign_key="user_account.id", index=True)
    code_sha256: str = Field(max_length=64)
    used_at: datetime | None = Field(default=None, sa_column=Column(UtcInstant))


class Passkey(AsideRow, table=True):
    """A key of a user's device (WebAuthn): its public half, and how often it has signed."""

    __tablename__ = "passkey"

    user_id: int = Field(foreign_key="user_account.id", index=True)
    name: str = Field(max_length=100)
    credential_id: str = Field(max_length=500, unique=True)
    public_key: str = Field(max_length=1000)
    sign_count: int = 0
    created_at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    last_used_at: datetime | None = Field(default=None, sa_column=Column(UtcInstant))


class OneTime(AsideRow, table=True):
    """A token that does one thing once, soon: open a link, pass the second step, come back from elsewhere."""

    __tablename__ = "one_time_token"
    __table_args__ = (CheckConstraint("purpose IN ('link', 'factor', 'oidc', 'passkey')", "purpose"),)

    user_id: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    purpose: str = Field(max_length=7)
    token_sha256: str = Field(max_length=64, unique=True)
    body: str = Field(default="{}", sa_column=Column(Text, nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcInstant, nullable=False))
    used_at: datetime | None = Field(default=None, sa_column=Column(UtcInstant))


class FactorRule(GroupRow, table=True):
    """From a day on, whether staff come in with a second factor only."""

    __tablename__ = "second_factor_rule"
    __table_args__ = (UniqueConstraint("group_id", "from_on"),)

    from_on: date
    required: bool


PROOFS: frozenset[type[SQLModel]] = frozenset(
    {ApiToken, Authenticator, RecoveryCode, Passkey, OneTime, FactorRule}
)
