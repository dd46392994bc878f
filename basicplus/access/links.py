"""Links by e-mail instead of a password, for the people of members who sign: single use, a quarter of an hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select

from basicplus.access import one_time
from basicplus.access.grants import holds_on
from basicplus.access.models import Grant, User
from basicplus.clock import brussels_day
from basicplus.db import Database, get
from basicplus.errors import Forbidden

LASTS = timedelta(minutes=15)
AT_MOST = 3
"""How many links one user is sent within the time that one lasts."""
LINK = "link"


@dataclass(frozen=True)
class Link:
    """A link to be mailed: to whom, in which language, and the token that is in it."""

    email: str
    name: str
    language: str
    token: str


def ask_link(database: Database, group_id: int, email: str, at: datetime, wanted: str = "/") -> Link | None:
    """Return the link to mail to who signs for a member; None for everybody else, and who asks too often.

    Whoever asks is told the same, whatever is returned.
    """
    with database.reading_as(group_id) as session:
        user = session.exec(select(User).where(User.email == email.strip().lower())).first()
        if user is None or user.disabled:
            return None
        signs = select(Grant).where(
            Grant.user_id == user.id, Grant.role == "member", col(Grant.may_sign), *holds_on(brussels_day(at))
        )
        too_often = one_time.given_since(session, LINK, user.id, at - LASTS) >= AT_MOST
        if too_often or session.exec(signs).first() is None:
            return None
    token = one_time.give(database, group_id, LINK, at, lasts=LASTS, user_id=user.id, body={"next": wanted})
    return Link(user.email, user.name, user.language, token)


def user_of_link(database: Database, token: str, at: datetime) -> User:
    """Return the user whom a link lets in, and use the link up; NotFound for one that is over."""
    row = one_time.take(database, LINK, token, at)
    with database.reading_as(row.group_id) as session:
        user = get(session, User, "such user", id=row.user_id)
    if user.disabled:
        raise Forbidden("This account is disabled: ask an administrator.")
    return user
