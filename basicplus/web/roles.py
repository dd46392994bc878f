"""Who may call a route: each route declares its roles, and one guard looks at every request."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import FastAPI, Request
from fastapi.routing import iter_route_contexts

from basicplus.access import NotLoggedIn, Principal
from basicplus.errors import BasicplusError, Forbidden
from basicplus.web.callers import caller
from basicplus.web.security import SAFE

Role = Literal["coordinator", "finance", "worker", "member", "auditor", "admin", "anyone", "public"]
"""Who may call a route: holders of a role, `anyone` who is logged in, or the `public` without a login."""
DECLARATION = "x-roles"
STATIC = "/static/"


class Undeclared(BasicplusError):
    """A route that says nothing of its roles is closed to everybody."""

    status = 403


def roles(*names: Role) -> dict[str, Any]:
    """Declare who may call a route, as `openapi_extra=roles("coordinator", "auditor")`."""
    return {DECLARATION: list(names)}


def roles_of(route: object) -> list[str]:
    """Return the roles that a route declares; none when it declares nothing."""
    declared = getattr(route, "openapi_extra", None) or {}
    return list(declared.get(DECLARATION, ()))


def roles_by_route(app: FastAPI) -> list[tuple[str, str, list[str]]]:
    """Return the method, the path and the roles of every route but the acts, which have a table of their own."""
    found = [
        (method, str(context.path), roles_of(context.original_route))
        for context in iter_route_contexts(app.routes)
        for method in sorted(getattr(context.original_route, "methods", None) or ())
        if "/acts/" not in str(context.path)
    ]
    return sorted(found, key=lambda each: (each[1], each[0]))


def guard(request: Request) -> None:
    """Let a request through to its route, in the roles that its caller holds and the route declares.

    The one place where roles are enforced.
    """
    route = request.scope.get("route")
    declared = roles_of(route)
    if not declared:
        raise Undeclared(f"{request.url.path} declares no roles: nobody may call it.")
    principal: Principal | None = None
    if not request.url.path.startswith(STATIC):  # Who fetches a style sheet is nobody's business: nothing is read.
        principal = request.app.state.principal or caller(request)
    request.state.principal = principal
    if "public" in declared:
        return
    if principal is None:
        raise NotLoggedIn("Nobody is logged in here, or not any more: log in first.")
    if principal.read_only and request.method not in SAFE:
        raise Forbidden("This token reads, and changes nothing.")
    if not principal.acting(declared) and "anyone" not in declared:
        raise Forbidden(f"{request.url.path} is for {', '.join(declared)}.")
