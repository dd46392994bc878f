"""Users and what they were granted, as the admin's screens show them; no secret is read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import col, select

from basicplus.access import Grant, User, UserSession
from basicplus.clock import FOREVER, Span
from basicplus.db import GroupSession, get, pick
from basicplus.members import Member
from basicplus.workers import Worker


@dataclass(frozen=True)
class Granted:
    """A role on the days [from_on, until_on), of one worker or member where it is of one."""

    id: int
    role: str
    of: str
    may_sign: bool
    from_on: date
    until_on: date | None

    def state(self, today: date) -> str:
        """Return whether it holds today, is still to come, or has ended."""
        if today < self.from_on:
            return "future"
        return "current" if self.until_on is None or today < self.until_on else "ended"


@dataclass(frozen=True)
class Person:
    """A user with its grants, and when it was last seen."""

    id: int
    email: str
    name: str
    language: str
    disabled: bool
    seen_at: datetime | None
    grants: list[Granted] = field(default_factory=list)

    def roles_on(self, day: date) -> list[str]:
        """Return the roles held on a day."""
        held = (each for each in self.grants if day in Span(each.from_on, each.until_on or FOREVER))
        return sorted({each.role for each in held})


def people(session: GroupSession) -> list[Person]:
    """Return every user, in order of name."""
    grants, seen = _grants(session), _seen(session)
    rows = session.exec(select(User).order_by(col(User.name), col(User.email)))
    return [_person(row, grants, seen) for row in rows]


def person(session: GroupSession, user_id: int) -> Person:
    """Return one user."""
    return _person(get(session, User, f"user {user_id}", id=user_id), _grants(session), _seen(session))


def _person(row: User, grants: dict[int, list[Granted]], seen: dict[int, datetime]) -> Person:
    return Person(row.id, row.email, row.name, row.language, row.disabled, seen.get(row.id), grants[row.id])


def _grants(session: GroupSession) -> dict[int, list[Granted]]:
    query = (
        pick(Grant, Worker.number, Member.number)
        .join(Worker, col(Worker.id) == Grant.worker_id, isouter=True)
        .join(Member, col(Member.id) == Grant.member_id, isouter=True)
        .order_by(col(Grant.from_on), col(Grant.id))
    )
    found: dict[int, list[Granted]] = defaultdict(list)
    for row, worker, member in session.rows(query):
        each = Granted(row.id, row.role, worker or member or "", row.may_sign, row.from_on, row.until_on)
        found[row.user_id].append(each)
    return found


def _seen(session: GroupSession) -> dict[int, datetime]:
    query = pick(UserSession.user_id, UserSession.last_seen_at).order_by(col(UserSession.last_seen_at))
    return dict(session.rows(query))
