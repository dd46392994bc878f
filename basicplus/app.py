"""Wires the web application: API, pages, errors, and the shield around them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from fastapi import APIRouter, Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware

from basicplus.access import Principal
from basicplus.db import Database
from basicplus.web import api, assets, describing, feeds, pages, problems, reference
from basicplus.web.once import Once
from basicplus.web.reads import Reads
from basicplus.web.roles import guard
from basicplus.web.security import Shield
from basicplus.web.throttle import Pace

SENT_AS_IT_IS = ("application/*", "image/png", "text/calendar")
"""What is not compressed: files that are dense already, and what carries the tag of its bytes for programs."""


def create_app(
    database: Database, *, actor: str = "", principal: Principal | None = None, hosts: Iterable[str] = ()
) -> FastAPI:
    """Return the application for an opened database; what it writes is journaled in the name of its caller.

    Callers log in, and reach it by this machine's own names and by `hosts`. With a `principal`, or an `actor` who
    has every role, there is no login: every caller is that one, and only this machine's own names are answered.
    """
    app = FastAPI(
        title="basicplus",
        version="1",
        summary="Schedules the shared workers of an employer group and invoices them at cost.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.router = _routes()
    app.state.database = database
    app.state.principal = principal or (Principal.with_every_role(actor) if actor else None)
    app.state.pace = Pace()
    problems.install(app)
    app.add_middleware(Once)
    app.add_middleware(Reads)
    app.add_middleware(GZipMiddleware, compresslevel=5, exclude_content_types=SENT_AS_IT_IS)
    app.add_middleware(Shield, hosts=() if app.state.principal else hosts)
    describing.install(app)
    return app


@cache
def _routes() -> APIRouter:
    """Put the routes together behind their guard, once: to do so again for each database takes a second."""
    routes = APIRouter(dependencies=[Depends(guard)])
    for part in (api, pages, reference, assets, feeds):
        routes.include_router(part.router)
    return routes
