"""Coming in: a password for a session, a session for a user; failures are counted and make wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select

from basicplus.access import passwords
from basicplus.access.models import Credential, User, UserSession
from basicplus.clock import now
from basicplus.config import Settings
from basicplus.db import Database, GroupSession, get, pick
from basicplus.errors import BasicplusError, NotFound

FREE_FAILURES = 4
LONGEST_WAIT = timedelta(hours=1)
SEEN_EACH = timedelta(minutes=5)
"""A session that was noted as seen less than this ago is not noted again."""


class NotLoggedIn(BasicplusError):
    """Nobody is logged in, or not any more."""

    status = 401


class WrongPassword(BasicplusError):
    """The address and the password do not go together, or too many tried: which of them is not told."""

    status = 401


@dataclass(frozen=True)
class Opened:
    """A session that has just been opened: its token, which is told to its browser only, and when it ends."""

    token: str
    expires_at: datetime


@dataclass(frozen=True)
class Running:
    """A session that runs: its id, its group, and whose it is."""

    id: int
    group_id: int
    user_id: int


def wait_after(failures: int) -> timedelta:
    """Return how long nobody may try again after so many failures in a row: a minute, then twice as long each."""
    if failures <= FREE_FAILURES:
        return timedelta()
    return min(timedelta(minutes=2 ** min(failures - FREE_FAILURES - 1, 10)), LONGEST_WAIT)


def proved_user(database: Database, group_id: int, email: str, password: str, at: datetime) -> User:
    """Return the user whom an address and a password prove; WrongPassword, and one more failure, otherwise."""
    with database.reading_as(group_id) as session:
        query = pick(User, Credential).join(Credential, col(Credential.user_id) == User.id)
        found = session.rows(query.where(User.email == email.strip().lower()))
    user, credential = found[0] if found else (None, None)
    waits = credential is not None and credential.locked_until_at is not None and credential.locked_until_at > at
    proved = passwords.proves(password, credential.password_hash if credential is not None and not waits else None)
    if not isinstance(user, User) or waits:
        raise _wrong()
    if not proved:
        _count_failure(database, user, at)
        raise _wrong()
    if user.disabled:
        raise _wrong()
    return user


def _wrong() -> WrongPassword:
    return WrongPassword(
        "This address and this password do not open anything. After five attempts the account waits for a minute,"
        " then longer each time; an administrator can give a new password."
    )


def _count_failure(database: Database, user: User, at: datetime) -> None:
    with database.noting(user.group_id) as session:
        credential = get(session, Credential, "such credential", user_id=user.id)
        credential.failures += 1
        wait = wait_after(credential.failures)
        credential.locked_until_at = at + wait if wait else None
        session.add(credential)


def open_session(database: Database, user: User, browser: str, at: datetime) -> Opened:
    """Open a session for a user who proved who it is."""
    token, settings = passwords.new_token(), Settings()
    expires_at = at + timedelta(hours=settings.session_hours)
    with database.noting(user.group_id) as session:
        credential = get(session, Credential, "such credential", user_id=user.id)
        credential.failures, credential.locked_until_at, credential.last_login_at = 0, None, at
        session.add(credential)
        session.add(
            UserSession(
                user_id=user.id,
                token_sha256=passwords.sum_of(token),
                created_at=at,
                last_seen_at=at,
                expires_at=expires_at,
                browser=browser[:100],
            )
        )
        for old in session.exec(select(UserSession).where(UserSession.user_id == user.id)):
            if old.expires_at <= at:
                session.delete(old)
    return Opened(token, expires_at)


@cache
def _of_token() -> Any:
    names = ("id", "group_id", "user_id", "revoked_at", "expires_at", "last_seen_at")
    query = pick(*(getattr(UserSession, name) for name in names))
    return query.where(UserSession.token_sha256 == bindparam("token_sha256"))


def session_of(database: Database, token: str, at: datetime) -> Running:
    """Return the running session that a token opens; NotLoggedIn for one that is unknown, ended or idle, alike."""
    # A token belongs to no group until it is found: this one query sees the sessions of all.
    with database.engine.execution_options(purpose="read").connect() as connection:
        found = connection.execute(_of_token(), {"token_sha256": passwords.sum_of(token)}).first()
    if found is None:
        raise NotLoggedIn("Log in first.")
    # Nobody is idle within an hour: the settings are read for those alone who were not seen of late.
    is_quiet = found.last_seen_at <= at - SEEN_EACH
    is_idle = is_quiet and found.last_seen_at <= at - timedelta(hours=Settings().idle_hours)
    if found.revoked_at is not None or found.expires_at <= at or is_idle:
        raise NotLoggedIn("This session has ended: log in again.")
    running = Running(found.id, found.group_id, found.user_id)
    if is_quiet:
        _note_seen(database, running, at)
    return running


def _note_seen(database: Database, running: Running, at: datetime) -> None:
    try:
        with database.noting(running.group_id, in_haste=True) as session:
            row = get(session, UserSession, "such session", id=running.id)
            row.last_seen_at = at
            session.add(row)
    except OperationalError:  # Somebody writes for long: it is noted at a later request.
        return


def end_session(database: Database, token: str) -> None:
    """End the session of a token; one that has ended stays ended."""
    try:
        running = session_of(database, token, now())
    except NotLoggedIn:
        return
    with database.noting(running.group_id) as session:
        row = get(session, UserSession, "such session", id=running.id)
        row.revoked_at = now()
        session.add(row)


def sessions_of(session: GroupSession, user: User, at: datetime) -> list[UserSession]:
    """Return the running sessions of a user, the one last seen first."""
    query = select(UserSession).where(
        UserSession.user_id == user.id, col(UserSession.revoked_at).is_(None), UserSession.expires_at > at
    )
    return list(session.exec(query.order_by(col(UserSession.last_seen_at).desc(), col(UserSession.id))))


def user_of_reset(database: Database, token: str, at: datetime) -> User:
    """Return the user who may choose a password with a token; NotFound for one that is unknown, used or old."""
    with database.engine.execution_options(purpose="read").connect() as connection:
        query = pick(Credential.group_id, Credential.user_id, Credential.reset_until_at).where(
            Credential.reset_sha256 == passwords.sum_of(token)
        )
        found = connection.execute(query).first()
    if found is None or found.reset_until_at is None or found.reset_until_at <= at:
        raise NotFound("This address was used already, or it is too old: ask an administrator for another.")
    with database.reading_as(found.group_id) as session:
        return get(session, User, "such user", id=found.user_id)
