"""Grants: which role a user holds on which days, over which worker or member."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field, model_validator
from sqlalchemy import or_
from sqlmodel import col, select

from basicplus import journal
from basicplus.access.models import Grant, User
from basicplus.access.principal import Role
from basicplus.access.users import Email, end_sessions, user_by_email
from basicplus.clock import Span, today
from basicplus.db import GroupSession, WriteSession, get
from basicplus.errors import Conflict

AUDITOR_DAYS = 366


class RoleGrant(BaseModel):
    """A role of a user in [from_on, until_on): today on, if no day is given; an auditor's days end within a year.

    `worker` and `member` are their numbers: the role worker is of one worker, the role member of one member.
    """

    email: Email
    role: Role
    worker: Annotated[str | None, Field(description="number of the worker, for the role worker")] = None
    member: Annotated[str | None, Field(description="number of the member, for the role member")] = None
    may_sign: Annotated[bool, Field(description="may sign the member's hours")] = False
    from_on: date = Field(default_factory=today)
    until_on: date | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for role in ("worker", "member"):
            if (self.role == role) != (getattr(self, role) is not None):
                raise ValueError(f"the role {role} names one {role}, and the other roles name none")
        if self.may_sign and self.role != "member":
            raise ValueError("only a member's people sign: may_sign goes with the role member")
        if self.until_on is not None and self.until_on <= self.from_on:
            raise ValueError(f"until_on is the first day after the last: give a day after {self.from_on}")
        days = None if self.until_on is None else (self.until_on - self.from_on).days
        if self.role == "auditor" and (days is None or days > AUDITOR_DAYS):
            raise ValueError(
                f"an auditor comes for a time: give until_on, at most {AUDITOR_DAYS} days after from_on"
            )
        return self


class GrantEnd(BaseModel):
    """A grant by its id, and the first day on which it no longer holds: today, if nothing is said."""

    grant: int
    on: date = Field(default_factory=today)


def grant_role(session: WriteSession, given: RoleGrant, *, worker_id: int | None, member_id: int | None) -> Grant:
    """Give a user a role; its sessions end, so that it comes in again with what it is now."""
    user = user_by_email(session, given.email)
    wanted = Span.of(given.from_on, given.until_on)
    for held in grants_of(session, user):
        same = (held.role, held.worker_id, held.member_id) == (given.role, worker_id, member_id)
        if same and Span.of(held.from_on, held.until_on).overlaps(wanted):
            raise Conflict(
                f"{user.email} has this role on these days already (grant {held.id}): end that one first."
            )
    row = Grant(
        user_id=user.id,
        worker_id=worker_id,
        member_id=member_id,
        **given.model_dump(include={"role", "may_sign", "from_on", "until_on"}),
    )
    session.add(row)
    session.flush()
    end_sessions(session, user)
    told = given.model_dump(include={"role", "worker", "member", "may_sign", "from_on", "until_on"})
    journal.record(session, "grant role", user.email, grant=row.id, **told)
    return row


def end_grant(session: WriteSession, given: GrantEnd) -> Grant:
    """Take a role from a user from a day on; the user's sessions end."""
    row = get(session, Grant, f"grant {given.grant}", id=given.grant)
    if row.until_on is not None and row.until_on <= given.on:
        raise Conflict(f"Grant {row.id} ends on {row.until_on} already.")
    user = get(session, User, f"user {row.user_id}", id=row.user_id)
    row.until_on = max(given.on, row.from_on)
    session.add(row)
    end_sessions(session, user)
    journal.record(session, "end grant", user.email, grant=row.id, role=row.role, until_on=row.until_on)
    return row


def grants_of(session: GroupSession, user: User) -> Iterator[Grant]:
    """Yield everything that a user was ever granted."""
    yield from session.exec(
        select(Grant).where(Grant.user_id == user.id).order_by(col(Grant.from_on), col(Grant.id))
    )


def holds_on(day: date) -> tuple[Any, Any]:
    """Return the conditions that a grant holds on a day."""
    return col(Grant.from_on) <= day, or_(col(Grant.until_on).is_(None), col(Grant.until_on) > day)
