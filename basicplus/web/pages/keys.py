"""What else opens a user's account: tokens for its programs, and its authenticator."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from basicplus.access import ROLES, factors, passkeys
from basicplus.access.tokens import LONGEST_DAYS, TokenCreate, TokenNamed, create_token, revoke_token, tokens_of
from basicplus.clock import brussels_day, now
from basicplus.errors import BasicplusError, InvalidInput, field_problems
from basicplus.web.language import language_of
from basicplus.web.pages.account import Own
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, not_done, see_other
from basicplus.web.pages.frame import page, post, render
from basicplus.web.pages.second_step import new_authenticator, site_of

router = APIRouter()
PATH = "/account/keys"


@page(router, PATH, "anyone")
def keys(request: Request) -> HTMLResponse:
    """Show the caller's tokens and its second factor."""
    return _shown(request)


@post(router, PATH + "/tokens", "anyone")
def make_token(request: Request, fields: Fields) -> HTMLResponse:
    """Make a token for the caller, in some of its roles, and show it once."""
    own = Own(request)
    chosen = [role for role in ROLES if fields.get(f"role-{role}")]
    asked = {"name": fields.get("name", ""), "days": fields.get("days"), "roles": chosen}
    try:
        given = _token_asked(own.principal.email or "", asked | {"read_only": "read_only" in fields})
        with own.writing() as (session, _):
            made = create_token(session, given)
    except BasicplusError as error:
        return _shown(request, about_token=_tried(request, fields, error))
    return _shown(request, made=made["token"])


@post(router, PATH + "/tokens/revoke", "anyone")
def revoke(request: Request, fields: Fields) -> Response:
    """Revoke a token of the caller."""
    own, number = Own(request), fields.get("token", "")
    with own.writing() as (session, user):
        revoke_token(session, TokenNamed(token=int(number) if number[:9].isdecimal() else 1), of=user)
    return see_other(PATH)


@post(router, PATH + "/passkeys", "anyone")
def add_key(request: Request, fields: Fields) -> Response:
    """Keep the passkey that the caller's device made."""
    own, site, at = Own(request), site_of(request), now()
    name, credential = fields.get("name", ""), fields.get("credential", "")
    try:
        with own.reading() as (_, user):
            challenge = passkeys.challenge_of(own.database, user, credential, at)
        with own.writing() as (session, user):
            passkeys.add_passkey(session, user, name, credential, challenge, site, at)
    except BasicplusError as error:
        return _shown(request, about_passkey=_tried(request, fields, error, 422))
    return see_other(PATH)


@post(router, PATH + "/passkeys/remove", "anyone")
def remove_key(request: Request, fields: Fields) -> Response:
    """Remove a passkey of the caller."""
    own, number = Own(request), fields.get("passkey", "")
    try:
        with own.writing() as (session, user):
            passkeys.remove_passkey(session, user, int(number) if number[:9].isdecimal() else 0, now())
    except BasicplusError as error:
        return _shown(request, about_passkey=_tried(request, fields, error))
    return see_other(PATH)


@post(router, PATH + "/authenticator", "anyone")
def begin(request: Request) -> HTMLResponse:
    """Show the secret of a new authenticator; it counts once it showed its first code."""
    own = Own(request)
    with own.reading() as (_, user):
        pass
    try:
        return _shown(request, begun=dict(new_authenticator(own.database, user)))
    except BasicplusError as error:
        return _shown(request, about_factor=_tried(request, {}, error))


@post(router, PATH + "/authenticator/confirm", "anyone")
def confirm(request: Request, fields: Fields) -> HTMLResponse:
    """Confirm the authenticator by a code, and show the recovery codes once."""
    own = Own(request)
    try:
        with own.writing() as (session, user):
            codes = factors.confirm_authenticator(session, user, fields.get("code", ""), now())
    except InvalidInput as error:
        begun = dict(new_authenticator(own.database, user, again=True))
        return _shown(request, about_factor=_tried(request, {}, error), begun=begun)
    return render(
        request, "recovery_codes.html", group=own.principal.group, section="account", codes=codes, wanted=PATH
    )


@post(router, PATH + "/authenticator/remove", "anyone")
def remove(request: Request, fields: Fields) -> Response:
    """Remove the authenticator, after one more code of it."""
    own = Own(request)
    try:
        with own.reading() as (_, user):
            pass
        factors.prove_code(own.database, user, fields.get("code", ""), now())
        with own.writing() as (session, user):
            factors.remove_authenticator(session, user, brussels_day(now()))
    except BasicplusError as error:
        return _shown(request, about_factor=_tried(request, {}, error, 422))
    return see_other(PATH)


def _token_asked(email: str, asked: dict[str, Any]) -> TokenCreate:
    try:
        return TokenCreate.model_validate(asked | {"email": email})
    except ValidationError as error:
        raise InvalidInput(*field_problems(error.errors())) from None


def _shown(
    request: Request,
    *,
    about_token: Tried = UNTRIED,
    about_factor: Tried = UNTRIED,
    about_passkey: Tried = UNTRIED,
    made: object = None,
    begun: dict[str, Any] | None = None,
) -> HTMLResponse:
    own, at = Own(request), now()
    with own.reading() as (session, user):
        authenticator = factors.authenticator_of(session, user)
        devices = factors.passkeys_of(session, user)
        making = passkeys.making(own.database, session, user, site_of(request), at)
        mine, required = tokens_of(session, user, at), factors.is_required(session, user, brussels_day(at))
    return render(
        request,
        "keys.html",
        group=own.principal.group,
        section="account",
        status=max(about_token.status, about_factor.status, about_passkey.status),
        passkeys=devices,
        making=making,
        about_passkey=about_passkey,
        tokens=mine,
        roles=[role for role in ROLES if role in own.principal.roles],
        longest=LONGEST_DAYS,
        made=made,
        begun=begun,
        has_authenticator=authenticator is not None and authenticator.confirmed_at is not None,
        required=required,
        about_token=about_token,
        about_factor=about_factor,
    )


def _tried(request: Request, fields: dict[str, str], error: BasicplusError, status: int | None = None) -> Tried:
    tried = not_done(error, fields, language_of(request))
    return replace(tried, status=status or tried.status)
