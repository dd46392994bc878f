"""Who may call a route: each route declares its roles, and one guard looks at every request."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import Request

from basicplus.access import Principal
from basicplus.errors import BasicplusError, Forbidden

Role = Literal["coordinator", "finance", "worker", "member", "auditor", "admin", "anyone"]
DECLARATION = "x-roles"


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


def guard(request: Request) -> None:
    """Let a request through to its route, in the roles that its caller holds and the route declares.

    The one place where roles are enforced. There is no login yet: the server has one caller for all.
    """
    route = request.scope.get("route")
    declared = roles_of(route)
    if not declared:
        raise Undeclared(f"{request.url.path} declares no roles: nobody may call it.")
    principal: Principal = request.app.state.principal
    request.state.principal = principal
    if not principal.acting(declared):
        raise Forbidden(f"{request.url.path} is for {', '.join(declared)}.")
