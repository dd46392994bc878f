"""Coming in through a provider of identities: to it, and back from it."""

from __future__ import annotations

import hmac

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from basicplus.access import WrongPassword, oidc
from basicplus.access.oidc import REFUSED, Provider
from basicplus.clock import now
from basicplus.db import Database
from basicplus.web.entering import enter
from basicplus.web.pages.frame import page
from basicplus.web.pages.login import own_path
from basicplus.web.security import is_loopback

router = APIRouter()
PATH, STATE = "/login/oidc", "basicplus-oidc"


@page(router, PATH, "public")
def go(request: Request, group: str | None = None, next: str = "/") -> Response:
    """Send the browser to the provider; it brings the state back in a cookie and in the address."""
    database: Database = request.app.state.database
    with database.reading(group) as session:
        group_id = session.group()
    provider, at = Provider.of_settings(), now()
    address, state = oidc.begin(provider, database, group_id, _back(request), own_path(next), at)
    response = RedirectResponse(address, 303)
    secure = not is_loopback(request.headers.get("host", ""))
    response.set_cookie(STATE, state, max_age=600, path=PATH, httponly=True, samesite="lax", secure=secure)
    return response


@page(router, PATH + "/back", "public")
def back(request: Request, state: str = "", code: str = "") -> Response:
    """Let in whom the provider vouches for, in the browser that went there."""
    database: Database = request.app.state.database
    mine = request.cookies.get(STATE, "")
    if not code or not state or not hmac.compare_digest(mine.encode(), state.encode()):
        raise WrongPassword(REFUSED)
    user, wanted = oidc.finish(Provider.of_settings(), database, state, code, _back(request), now())
    response = enter(request, user, own_path(wanted))
    response.delete_cookie(STATE, path=PATH)
    return response


def _back(request: Request) -> str:
    return f"{request.base_url}{PATH.lstrip('/')}/back"
