"""A user's own account: name, language, password, and the browsers in which it is logged in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from basicplus.access import Principal, User, UserNamed, log_out_everywhere, user_by_email
from basicplus.access.passwords import sum_of
from basicplus.access.sessions import open_session, proved_user, sessions_of
from basicplus.access.users import change_own, choose_password
from basicplus.clock import now
from basicplus.db import Database, ReadSession, WriteSession
from basicplus.errors import BasicplusError, NotFound
from basicplus.web.callers import browser_of, forget, remember, token_of
from basicplus.web.language import COOKIE, language_of
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, not_done, see_other
from basicplus.web.pages.frame import YEAR_SECONDS, page, post, render
from basicplus.web.pages.login import typed_twice

router = APIRouter()


@dataclass(frozen=True)
class Own:
    """The account of who calls."""

    request: Request

    @property
    def principal(self) -> Principal:
        """Who calls."""
        principal: Principal = self.request.state.principal
        if principal.email is None:
            raise NotFound(
                "This server was started for one person without a login: there are no accounts to show."
            )
        return principal

    @property
    def database(self) -> Database:
        """Where the records are."""
        database: Database = self.request.app.state.database
        return database

    @contextmanager
    def reading(self) -> Iterator[tuple[ReadSession, User]]:
        """Open the caller's group, and find its user."""
        with self.database.reading(self.principal.group) as session:
            yield session, user_by_email(session, self.principal.email or "")

    @contextmanager
    def writing(self) -> Iterator[tuple[WriteSession, User]]:
        """Open the caller's group for a change of its own account."""
        with self.database.writing(self.principal.group, self.principal.actor) as session:
            yield session, user_by_email(session, self.principal.email or "")

    def show(self, about: Tried = UNTRIED, password: Tried = UNTRIED, status: int = 200) -> HTMLResponse:
        """Render the account, with what was wrong with one of its forms."""
        with self.reading() as (session, user):
            running = sessions_of(session, user, now())
        here = sum_of(token_of(self.request) or "")
        return render(
            self.request,
            "account.html",
            group=self.principal.group,
            section="account",
            status=status,
            user=user,
            account=self.principal,
            running=[(each, each.token_sha256 == here) for each in running],
            about=about,
            password=password,
        )


@page(router, "/account", "anyone")
def account(request: Request) -> HTMLResponse:
    """Show who is logged in, in which roles and browsers."""
    return Own(request).show()


@post(router, "/account", "anyone")
def change(request: Request, fields: Fields) -> Response:
    """Change the caller's name and language."""
    own, language = Own(request), fields.get("language", "")
    try:
        with own.writing() as (session, user):
            change_own(session, user, fields.get("name", ""), language)
    except BasicplusError as error:
        return own.show(about=not_done(error, fields, language_of(request)), status=error.status)
    response = see_other("/account")
    response.set_cookie(COOKIE, language, max_age=YEAR_SECONDS, httponly=True, samesite="lax")
    return response


@post(router, "/account/password", "anyone")
def change_password(request: Request, fields: Fields) -> Response:
    """Change the caller's password; every other browser is logged out, this one gets a new session."""
    own = Own(request)
    try:
        with own.reading() as (session, user):
            group_id = session.group()
        proved_user(own.database, group_id, user.email, fields.get("current", ""), now())
        password = typed_twice(fields)
        with own.writing() as (session, user):
            choose_password(session, user, password)
    except BasicplusError as error:
        # A wrong password is told in the page: who is logged in stays so.
        return own.show(password=not_done(error, {}, language_of(request)), status=422)
    opened = open_session(own.database, user, browser_of(request), now())
    response = see_other("/account")
    remember(request, response, opened)
    return response


@post(router, "/account/log-out-everywhere", "anyone")
def leave_everywhere(request: Request) -> Response:
    """End every session of the caller, this one too."""
    own = Own(request)
    with own.writing() as (session, user):
        log_out_everywhere(session, UserNamed(email=user.email))
    response = see_other("/login")
    forget(request, response)
    return response
