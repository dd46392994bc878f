"""Coming in and going out: the login, the choice of a password by a one-time address, the logout."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import col

from basicplus.access import User, WrongPassword
from basicplus.access.attempts import admit, note_failure
from basicplus.access.sessions import end_session, proved_user, user_of_reset
from basicplus.access.users import choose_password
from basicplus.clock import now
from basicplus.config import Settings
from basicplus.db import Database, get, pick
from basicplus.errors import BasicplusError, InvalidInput, invalid
from basicplus.groups import Group
from basicplus.web.callers import forget, token_of
from basicplus.web.desk import groups_of
from basicplus.web.entering import enter
from basicplus.web.language import language_of
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, not_done, see_other
from basicplus.web.pages.frame import page, post, render

router = APIRouter()


@page(router, "/login", "public")
def login(request: Request) -> Response:
    """Show the login; who is logged in already goes on."""
    wanted = own_path(request.query_params.get("next", ""))
    if request.state.principal is not None:
        return see_other(wanted)
    return _login_page(request, UNTRIED, wanted)


@post(router, "/login", "public")
def log_in(request: Request, fields: Fields) -> Response:
    """Let in who gives the password of an address, and go to the page that was wanted."""
    wanted = own_path(fields.get("next", ""))
    address = request.client.host if request.client else ""
    shown = {name: fields.get(name, "") for name in ("email", "group")}
    try:
        user = _proved(request.app.state.database, address, fields)
    except BasicplusError as error:
        return _login_page(request, not_done(error, shown, language_of(request)), wanted)
    if old := token_of(request):
        end_session(request.app.state.database, old)
    return enter(request, user, wanted)


@post(router, "/logout", "public")
def log_out(request: Request) -> Response:
    """End the session of this browser."""
    if token := token_of(request):
        end_session(request.app.state.database, token)
    response = see_other("/login")
    forget(request, response)
    # A worker's pages keep a week and what was not sent yet on the device: the next one to use it finds nothing.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@page(router, "/password/{token}", "public")
def choose(request: Request, token: str) -> HTMLResponse:
    """Show where the bearer of a one-time address chooses a password."""
    user = user_of_reset(request.app.state.database, token, now())
    return render(request, "password.html", user=user, tried=UNTRIED)


@post(router, "/password/{token}", "public")
def chosen(request: Request, token: str, fields: Fields) -> Response:
    """Set the password that was chosen, and let its user in."""
    database: Database = request.app.state.database
    user = user_of_reset(database, token, now())
    try:
        password = typed_twice(fields)
        with database.writing(group_code(database, user), user.email) as session:
            choose_password(session, get(session, User, "such user", id=user.id), password)
    except InvalidInput as error:
        tried = not_done(error, {}, language_of(request))
        return render(request, "password.html", user=user, tried=tried, status=tried.status)
    if user.disabled:
        return see_other("/login")
    return enter(request, user, "/")


def own_path(wanted: str) -> str:
    """Return where to go after the login: a path of this server, and nothing else."""
    parts = urlsplit(wanted)
    strange = parts.scheme or parts.netloc or not wanted.startswith("/") or wanted.startswith(("//", "/\\"))
    if strange or any(ord(sign) < 32 for sign in wanted) or parts.path in ("/login", "/logout"):
        return "/"
    return wanted


def typed_twice(fields: dict[str, str]) -> str:
    """Return the password that a form asks for twice."""
    password = fields.get("password", "")
    if password != fields.get("again", ""):
        raise invalid("again", "another one", "the same password, typed a second time")
    return password


def group_code(database: Database, user: User) -> str:
    """Return the code of the group that a user belongs to."""
    with database.reading_as(user.group_id) as session:
        return str(session.rows(pick(Group.code).where(col(Group.id) == user.group_id))[0][0])


def _proved(database: Database, address: str, fields: dict[str, str]) -> User:
    """Return the user whom the fields of the login prove, in the group that they name or the only one.

    A wrong password counts against the address it came from.
    """
    at = now()
    admit(database, address, at)
    with database.reading(fields.get("group") or None) as session:
        group_id = session.group()
    try:
        return proved_user(database, group_id, fields.get("email", ""), fields.get("password", ""), at)
    except WrongPassword:
        note_failure(database, group_id, address, at)
        raise


def _login_page(request: Request, tried: Tried, wanted: str) -> HTMLResponse:
    choice = groups_of(request.app.state.database)
    shown: dict[str, Any] = {"wanted": wanted, "choice": choice, "with_provider": bool(Settings().oidc_issuer)}
    response = render(request, "login.html", tried=tried, status=tried.status, **shown)
    if tried.status == 429:
        response.headers["Retry-After"] = "900"
    return response
