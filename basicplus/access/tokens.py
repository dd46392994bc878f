"""Tokens with which programs act for a user: kept as a sum, in some of its roles, for a year at most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, Field
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select

from basicplus import journal
from basicplus.access import passwords
from basicplus.access.grants import holds_on
from basicplus.access.models import Grant, User
from basicplus.access.principal import ROLES, Role
from basicplus.access.proofs import ApiToken
from basicplus.access.sessions import NotLoggedIn
from basicplus.access.users import Email, user_by_email
from basicplus.clock import brussels_day, now
from basicplus.db import Database, GroupSession, WriteSession, get, pick
from basicplus.errors import Conflict, invalid

PREFIX = "bp_"
SHOWN = 11
LONGEST_DAYS, MOST = 366, 20
USED_EACH = timedelta(minutes=5)
"""A use that comes less than this after the last one is not noted."""


class TokenCreate(BaseModel):
    """A token of a user, by e-mail address: its name, its roles (all of the user's if none is named), its days."""

    email: Email
    name: Annotated[str, Field(min_length=1, max_length=100)]
    roles: list[Role] = []
    read_only: Annotated[bool, Field(description="reads, and changes nothing")] = False
    days: Annotated[int, Field(ge=1, le=LONGEST_DAYS, description="how long it works")] = 90


class TokenNamed(BaseModel):
    """A token by its id."""

    token: Annotated[int, Field(ge=1, le=2**31 - 1)]


@dataclass(frozen=True)
class TokenUse:
    """What a token lets a program do: as which user, in which of its roles, and whether it only reads."""

    token_id: int
    group_id: int
    user_id: int
    roles: frozenset[Role]
    read_only: bool


def create_token(session: WriteSession, given: TokenCreate) -> dict[str, int | str]:
    """Make a token with which a program acts for a user; it is shown this once."""
    user, at = user_by_email(session, given.email), now()
    query = select(Grant).where(Grant.user_id == user.id, *holds_on(brussels_day(at)))
    held = {grant.role for grant in session.exec(query)}
    if beyond := sorted(set(given.roles) - held):
        allowed = f"roles that {user.email} holds: {', '.join(sorted(held)) or 'none'}"
        raise invalid("roles", ", ".join(beyond), allowed)
    if len(tokens_of(session, user, at)) >= MOST:
        raise Conflict(f"{user.email} has {MOST} tokens already: revoke one first.")
    token = PREFIX + passwords.new_token()
    row = ApiToken(
        user_id=user.id,
        name=given.name,
        prefix=token[:SHOWN],
        token_sha256=passwords.sum_of(token),
        roles=",".join(role for role in ROLES if role in given.roles),
        read_only=given.read_only,
        created_at=at,
        expires_at=at + timedelta(days=given.days),
    )
    session.add(row)
    session.flush()
    told = {"token": row.id, **given.model_dump(include={"name", "roles", "read_only", "days"})}
    journal.record(session, "create token", user.email, **told)
    return {"id": row.id, "token": token}


def revoke_token(session: WriteSession, given: TokenNamed, *, of: User | None = None) -> dict[str, int | str]:
    """Revoke a token: the program that has it is refused from now on."""
    where = {"id": given.token} | ({"user_id": of.id} if of else {})
    row = get(session, ApiToken, f"token {given.token}", **where)
    if row.revoked_at is not None:
        raise Conflict(f"Token {row.id} was revoked on {row.revoked_at:%Y-%m-%d} already.")
    row.revoked_at = now()
    session.add(row)
    user = get(session, User, f"user {row.user_id}", id=row.user_id)
    journal.record(session, "revoke token", user.email, token=row.id, name=row.name)
    return {"id": row.id}


def tokens_of(session: GroupSession, user: User | None, at: datetime) -> list[ApiToken]:
    """Return the tokens that work, of a user or of everybody, in the order in which they were made."""
    query = select(ApiToken).where(col(ApiToken.revoked_at).is_(None), ApiToken.expires_at > at)
    if user is not None:
        query = query.where(ApiToken.user_id == user.id)
    return list(session.exec(query.order_by(col(ApiToken.id))))


def use_of(database: Database, token: str, at: datetime) -> TokenUse:
    """Return what a token lets do, and note that it was used; NotLoggedIn for one that does not work."""
    # A token belongs to no group until it is found: this one query sees the tokens of all.
    with database.engine.execution_options(purpose="read").connect() as connection:
        names = ("id", "group_id", "user_id", "roles", "read_only", "expires_at", "revoked_at", "last_used_at")
        query = pick(*(getattr(ApiToken, name) for name in names))
        found = connection.execute(query.where(ApiToken.token_sha256 == passwords.sum_of(token))).first()
    if found is None or found.revoked_at is not None or found.expires_at <= at:
        raise NotLoggedIn("This token is unknown, expired or revoked: make another in your account.")
    if found.last_used_at is None or found.last_used_at <= at - USED_EACH:
        _note_used(database, found.group_id, found.id, at)
    roles: frozenset[Role] = frozenset(found.roles.split(",") if found.roles else ROLES)
    return TokenUse(found.id, found.group_id, found.user_id, roles, found.read_only)


def _note_used(database: Database, group_id: int, token_id: int, at: datetime) -> None:
    try:
        with database.noting(group_id, in_haste=True) as session:
            row = session.get_one(ApiToken, token_id)
            row.last_used_at = at
            session.add(row)
    except OperationalError:  # Somebody writes for long: it is noted at a later use.
        return
