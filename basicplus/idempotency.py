"""Calls that carry a key are done once: what was answered to a key is kept for a day and said again.

A key belongs to a group and to who calls. It is noted before the call is done, so that of two calls at once one is
done; an answer that changed nothing frees it again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, Column, Text, UniqueConstraint
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, col, select

from basicplus.db import AsideRow, Database, NoteSession, UtcInstant
from basicplus.errors import Conflict, invalid

KEPT = timedelta(hours=24)
"""How long a key is known."""
AT_ONCE = 100
"""How many old keys one call sweeps away at most."""


class KeyedCall(AsideRow, table=True):
    """A call that carried a key: who made it, the SHA-256 of what was asked, and what was answered.

    Without a status it is being done, or was interrupted; without a body its answer may not be kept.
    """

    __tablename__ = "keyed_call"
    __table_args__ = (
        UniqueConstraint("group_id", "principal", "key"),
        CheckConstraint("body IS NULL OR status IS NOT NULL", "answered"),
    )

    principal: str = Field(max_length=120)
    key: str = Field(max_length=200)
    request_sha256: str = Field(max_length=64)
    begun_at: datetime = Field(sa_column=Column(UtcInstant, nullable=False, index=True))
    status: int | None = None
    body: str | None = Field(default=None, sa_column=Column(Text))


def begin(
    database: Database, group: str, *, principal: str, key: str, request_sha256: str, at: datetime
) -> KeyedCall:
    """Note a call before it is done; return its row, with `status` where it was done already.

    Raises InvalidInput where the key came with another request, Conflict while the first one is being done, or
    when its answer is not there to be said again.
    """
    try:
        with database.reading(group) as reading:
            group_id = reading.group()
        with database.noting(group_id) as session:
            sweep(session, at)
            found = session.exec(
                select(KeyedCall).where(KeyedCall.principal == principal, KeyedCall.key == key)
            ).first()
            if found is None:
                found = KeyedCall(principal=principal, key=key, request_sha256=request_sha256, begun_at=at)
                session.add(found)
                session.flush()
                return found
    except IntegrityError:
        raise _being_done(key) from None
    if found.request_sha256 != request_sha256:
        raise invalid("Idempotency-Key", key, "a key of its own for each request: this one came with another")
    if found.status is None:
        raise _being_done(key)
    if found.body is None:
        raise Conflict(f"The request with the key {key} was done; its answer holds a secret and is shown once.")
    return found


def _being_done(key: str) -> Conflict:
    return Conflict(
        f"A request with the key {key} is being done, or was interrupted: ask again in a minute,"
        " then look in the journal before you use another key."
    )


def answered(database: Database, call: KeyedCall, status: int, body: str | None) -> None:
    """Keep what was answered; a body that holds a secret is None."""
    with database.noting(call.group_id) as session:
        row = session.get_one(KeyedCall, call.id)
        row.status, row.body = status, body
        session.add(row)


def free(database: Database, call: KeyedCall) -> None:
    """Forget a call that changed nothing: its key may be used again."""
    with database.noting(call.group_id) as session:
        session.delete(session.get_one(KeyedCall, call.id))


def sweep(session: NoteSession, at: datetime) -> int:
    """Forget the calls that are older than a day, some at a time; return how many."""
    old = select(KeyedCall).where(col(KeyedCall.begun_at) < at - KEPT).limit(AT_ONCE)
    rows = session.exec(old).all()
    for row in rows:
        session.delete(row)
    session.flush()
    return len(rows)
