"""Who may call a route: each route declares its roles, and one guard looks at every request."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import Request

from basicplus.errors import BasicplusError

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
    """Let a request through to its route. The one place where roles are to be enforced.

    There is no login yet: whoever reaches this machine's loopback address has every role.
    """
    if not roles_of(request.scope.get("route")):
        raise Undeclared(f"{request.url.path} declares no roles: nobody may call it.")
