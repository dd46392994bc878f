"""One-time tokens: given out, kept as a sum, taken back once before they expire."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from basicplus.access import passwords
from basicplus.access.proofs import OneTime
from basicplus.db import Database, GroupSession, pick
from basicplus.errors import NotFound

AT_ONCE = 100
GONE = "This address was used already, or it is too old: begin again."


def give(
    database: Database,
    group_id: int,
    purpose: str,
    at: datetime,
    *,
    lasts: timedelta,
    user_id: int | None = None,
    body: Mapping[str, Any] | None = None,
) -> str:
    """Give out a token that lasts a while, and sweep away some that are over."""
    token = passwords.new_token()
    with database.noting(group_id) as session:
        for old in session.exec(select(OneTime).where(OneTime.expires_at < at - lasts).limit(AT_ONCE)):
            session.delete(old)
        session.add(
            OneTime(
                user_id=user_id,
                purpose=purpose,
                token_sha256=passwords.sum_of(token),
                body=json.dumps(dict(body or {})),
                created_at=at,
                expires_at=at + lasts,
            )
        )
    return token


def look(database: Database, purpose: str, token: str, at: datetime) -> OneTime:
    """Return a token's row without using it up; NotFound for one that is unknown, used or old, alike."""
    # A token belongs to no group until it is found: this one query sees the tokens of all.
    with database.engine.execution_options(purpose="read").connect() as connection:
        query = pick(OneTime.id, OneTime.group_id).where(
            OneTime.token_sha256 == passwords.sum_of(token), OneTime.purpose == purpose
        )
        found = connection.execute(query).first()
    if found is None:
        raise NotFound(GONE)
    with database.reading_as(found.group_id) as session:
        return _standing(session, found.id, at)


def take(database: Database, purpose: str, token: str, at: datetime) -> OneTime:
    """Use a token up and return its row: of two who come with it at once, one is refused."""
    seen = look(database, purpose, token, at)
    with database.noting(seen.group_id) as session:
        row = _standing(session, seen.id, at, for_update=True)
        row.used_at = at
        session.add(row)
    return row


def given_since(session: GroupSession, purpose: str, user_id: int, since: datetime) -> int:
    """Count the tokens that a user was given since an instant."""
    query = pick(OneTime.id).where(
        OneTime.purpose == purpose, OneTime.user_id == user_id, OneTime.created_at >= since
    )
    return len(session.rows(query))


def _standing(session: GroupSession, row_id: int, at: datetime, *, for_update: bool = False) -> OneTime:
    query = select(OneTime).where(OneTime.id == row_id, col(OneTime.used_at).is_(None), OneTime.expires_at > at)
    row = session.exec(query.with_for_update() if for_update else query).first()
    if row is None:
        raise NotFound(GONE)
    return row
