"""The second step of the login: a code of the authenticator, or its set-up where the group requires one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import segno
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from basicplus.access import User, WrongPassword, factors, passkeys
from basicplus.access.attempts import admit, note_failure
from basicplus.access.passkeys import Site
from basicplus.clock import now
from basicplus.db import Database
from basicplus.errors import BasicplusError, NotFound
from basicplus.groups import current
from basicplus.web.entering import at_the_step, come_in, pass_the_step
from basicplus.web.language import language_of
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, not_done, see_other
from basicplus.web.pages.frame import page, post, render

router = APIRouter()


@page(router, "/login/step", "public")
def step(request: Request) -> Response:
    """Ask for a code; who has no second factor and must have one sets it up here."""
    try:
        _, user = at_the_step(request, now())
    except NotFound:
        return see_other("/login")
    return _shown(request, user, UNTRIED)


@post(router, "/login/step", "public")
def prove(request: Request, fields: Fields) -> Response:
    """Let in who gives a code of its authenticator, or a recovery code."""

    def code(database: Database, user: User, at: datetime) -> None:
        factors.prove_code(database, user, fields.get("code", ""), at)

    return _let_in(request, code)


@post(router, "/login/step/passkey", "public")
def prove_by_key(request: Request, fields: Fields) -> Response:
    """Let in whose device signs with a passkey."""

    def key(database: Database, user: User, at: datetime) -> None:
        passkeys.prove_passkey(database, user, fields.get("credential", ""), site_of(request), at)

    return _let_in(request, key)


def _let_in(request: Request, prove: Callable[[Database, User, datetime], None]) -> Response:
    """Let in who is at the step and proves it; a wrong proof counts against the address it came from."""
    at, address = now(), request.client.host if request.client else ""
    database: Database = request.app.state.database
    try:
        row, user = at_the_step(request, at)
    except NotFound:
        return see_other("/login")
    try:
        admit(database, address, at)
        prove(database, user, at)
    except BasicplusError as error:
        if isinstance(error, WrongPassword):
            note_failure(database, user.group_id, address, at)
        return _shown(request, user, not_done(error, {}, language_of(request)))
    pass_the_step(request, at)
    return come_in(request, user, json.loads(row.body)["next"])


@post(router, "/login/step/set-up", "public")
def set_up(request: Request, fields: Fields) -> Response:
    """Confirm a new authenticator by its first code, and show the recovery codes once, with the way in."""
    at, database = now(), request.app.state.database
    try:
        row, user = at_the_step(request, at)
    except NotFound:
        return see_other("/login")
    with database.reading_as(user.group_id) as session:
        if factors.has_factor(session, user):
            return see_other("/login/step")
        code = current(session).code
    try:
        with database.writing(code, user.email) as session:
            codes = factors.confirm_authenticator(session, user, fields.get("code", ""), at)
    except BasicplusError as error:
        return _shown(request, user, not_done(error, {}, language_of(request)))
    pass_the_step(request, at)
    response = come_in(request, user, json.loads(row.body)["next"])
    shown = render(request, "recovery_codes.html", codes=codes, wanted=json.loads(row.body)["next"])
    shown.raw_headers.extend(header for header in response.raw_headers if header[0] == b"set-cookie")
    return shown


def site_of(request: Request) -> Site:
    """Return what devices sign for: this server, by the name under which the browser knows it."""
    return Site(request.url.hostname or "", f"{request.url.scheme}://{request.headers.get('host', '')}")


def qr(address: str) -> Markup:
    """Return an otpauth address as a drawing that an app reads."""
    # The drawing is ours: no text of a reader is in it.
    return Markup(segno.make(address, error="m").svg_inline(scale=4, border=4, light="#fff", dark="#000"))  # noqa: S704


def new_authenticator(database: Database, user: User, *, again: bool = False) -> Mapping[str, Any]:
    """Return what a page shows of a new authenticator: its secret, and the same as a drawing.

    After a wrong code it is shown `again`; otherwise it is a new one, which nobody has seen before.
    """
    with database.reading_as(user.group_id) as session:
        issuer = f"basicplus {current(session).name}"[:60]
        begun = factors.pending_authenticator(session, user, issuer) if again else None
    secret, address = begun or factors.begin_authenticator(database, user, issuer)
    return {"secret": secret, "drawing": qr(address)}


def _shown(request: Request, user: User, tried: Tried) -> HTMLResponse:
    database: Database = request.app.state.database
    with database.reading_as(user.group_id) as session:
        has = factors.has_factor(session, user)
        app = factors.authenticator_of(session, user)
        asked = passkeys.asking(database, session, user, site_of(request), now())
    begun = {} if has else new_authenticator(database, user, again=tried.status != 200)
    return render(
        request,
        "second_step.html",
        user=user,
        tried=tried,
        status=tried.status,
        begun=begun,
        by_code=app is not None and app.confirmed_at is not None,
        asked=asked,
    )
