"""How a user who proved who it is comes in: at once, or after a second step where it has one or must have one."""

from __future__ import annotations

from datetime import datetime

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from basicplus.access import User, factors, one_time
from basicplus.access.proofs import OneTime
from basicplus.access.sessions import open_session
from basicplus.clock import brussels_day, now
from basicplus.db import Database, get
from basicplus.errors import NotFound
from basicplus.web.callers import browser_of, remember
from basicplus.web.language import COOKIE
from basicplus.web.security import is_loopback

STEP, STEP_PATH = "basicplus-step", "/login"
YEAR_SECONDS = 365 * 24 * 3600


def enter(request: Request, user: User, wanted: str) -> Response:
    """Let a user in who gave a password, or send it to its second step."""
    database: Database = request.app.state.database
    at = now()
    with database.reading_as(user.group_id) as session:
        needed = factors.has_factor(session, user) or factors.is_required(session, user, brussels_day(at))
    if not needed:
        return come_in(request, user, wanted)
    token = one_time.give(
        database, user.group_id, "factor", at, lasts=factors.LASTS, user_id=user.id, body={"next": wanted}
    )
    response = RedirectResponse("/login/step", 303)
    response.set_cookie(
        STEP,
        token,
        max_age=int(factors.LASTS.total_seconds()),
        path=STEP_PATH,
        httponly=True,
        samesite="strict",
        secure=not is_loopback(request.headers.get("host", "")),
    )
    return response


def come_in(request: Request, user: User, wanted: str) -> Response:
    """Open a session for a user who has proved all that it must, and go to the page that was wanted."""
    opened = open_session(request.app.state.database, user, browser_of(request), now())
    response = RedirectResponse(wanted, 303)
    remember(request, response, opened)
    response.delete_cookie(STEP, path=STEP_PATH)
    response.set_cookie(COOKIE, user.language, max_age=YEAR_SECONDS, httponly=True, samesite="lax")
    return response


def at_the_step(request: Request, at: datetime) -> tuple[OneTime, User]:
    """Return who has given the password and stands before the second step; NotFound where nobody does."""
    database: Database = request.app.state.database
    token = request.cookies.get(STEP, "")
    if not token:
        raise NotFound(one_time.GONE)
    row = one_time.look(database, "factor", token, at)
    with database.reading_as(row.group_id) as session:
        return row, get(session, User, "such user", id=row.user_id)


def pass_the_step(request: Request, at: datetime) -> None:
    """Use the second step up: it lets in once."""
    one_time.take(request.app.state.database, "factor", request.cookies.get(STEP, ""), at)
