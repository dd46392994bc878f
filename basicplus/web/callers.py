"""Who calls: the person behind the session in a cookie, with the roles granted for today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import Date, bindparam
from sqlmodel import col

from basicplus.access import Grant, NotLoggedIn, Principal, User
from basicplus.access.grants import holds_on
from basicplus.access.sessions import Opened, session_of
from basicplus.access.tokens import use_of
from basicplus.clock import brussels_day, now
from basicplus.db import Database, GroupSession, get, pick, prepared
from basicplus.groups import current
from basicplus.members import Member
from basicplus.web.security import COOKIES, is_loopback
from basicplus.workers import Worker

# The first sign that stands in what a browser says of itself: they all claim to be others too.
BROWSERS = (("Firefox/", "Firefox"), ("Edg/", "Edge"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
MACHINES = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def caller(request: Request) -> Principal | None:
    """Return who is logged in, in the roles of today; None where nobody is, or not any more."""
    bearer = request.headers.get("authorization", "")
    if bearer:
        return _program(request, bearer)
    token = token_of(request)
    if token is None:
        return None
    database: Database = request.app.state.database
    at = now()
    try:
        running = session_of(database, token, at)
    except NotLoggedIn:
        return None
    with database.reading_as(running.group_id) as session:
        user = get(session, User, "such user", id=running.user_id)
        return None if user.disabled else principal_of(session, user, brussels_day(at))


def _program(request: Request, authorization: str) -> Principal:
    """Return for whom a program acts by its token: in the roles that both it and its user have today."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotLoggedIn("Send the header `Authorization: Bearer <token>`, with a token of your account.")
    database: Database = request.app.state.database
    at = now()
    use = use_of(database, token.strip(), at)
    request.app.state.pace.admit(use.token_id, at)
    with database.reading_as(use.group_id) as session:
        user = get(session, User, "such user", id=use.user_id)
        if user.disabled:
            raise NotLoggedIn("The user of this token is disabled.")
        whole = principal_of(session, user, brussels_day(at))
    return replace(whole, roles=whole.roles & use.roles, read_only=use.read_only, token=use.token_id)


@cache
def _granted() -> Any:
    """Return the statement that finds what a user was granted for a day."""
    day: Any = bindparam("today", type_=Date)
    return prepared(
        pick(
            Grant.role,
            Grant.may_sign,
            col(Worker.number).label("worker"),
            col(Member.number).label("member"),
            col(Member.name).label("member_name"),
        )
        .join(Worker, col(Worker.id) == Grant.worker_id, isouter=True)
        .join(Member, col(Member.id) == Grant.member_id, isouter=True)
        .where(Grant.user_id == bindparam("user_id"), *holds_on(day))
        .order_by(col(Member.number), col(Worker.number))
    )


def principal_of(session: GroupSession, user: User, today: date) -> Principal:
    """Return a user with what it was granted for a day."""
    granted = session.rows(_granted(), user_id=user.id, today=today)
    return Principal(
        name=user.name,
        roles=frozenset(each.role for each in granted),
        worker=next((each.worker for each in granted if each.worker is not None), None),
        members=_distinct(each.member for each in granted if each.member is not None),
        signs_for=_distinct(each.member for each in granted if each.may_sign),
        email=user.email,
        group=current(session).code,
        member_names={each.member: each.member_name for each in granted if each.member is not None},
    )


def _distinct(numbers: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(numbers))  # type: ignore[call-overload]


def token_of(request: Request) -> str | None:
    """Return the token of a session that a request brings."""
    return request.cookies.get(_cookie(request))


def remember(request: Request, response: Response, opened: Opened) -> None:
    """Give a browser the token of its session; no script and no other site gets at it."""
    secure = not is_loopback(request.headers.get("host", ""))
    left = int((opened.expires_at - now()).total_seconds())
    response.set_cookie(
        _cookie(request), opened.token, max_age=left, path="/", httponly=True, samesite="lax", secure=secure
    )


def browser_of(request: Request) -> str:
    """Return what a browser and its machine are called, as far as it says so: `Firefox, Android`."""
    agent = request.headers.get("user-agent", "")
    named = (next((word for sign, word in known if sign in agent), "") for known in (BROWSERS, MACHINES))
    return ", ".join(each for each in named if each) or agent[:40]


def is_phone(request: Request) -> bool:
    """Tell whether a browser says that it is a phone's, as all of them do."""
    return "Mobi" in request.headers.get("user-agent", "")


def forget(request: Request, response: Response) -> None:
    """Take the token from a browser."""
    secure = not is_loopback(request.headers.get("host", ""))
    response.delete_cookie(_cookie(request), path="/", httponly=True, samesite="lax", secure=secure)


def _cookie(request: Request) -> str:
    secure, plain = COOKIES
    return plain if is_loopback(request.headers.get("host", "")) else secure
