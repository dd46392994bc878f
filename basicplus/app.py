"""Wires the web application: API, pages, errors, and the shield around them."""

from __future__ import annotations

from fastapi import Depends, FastAPI

from basicplus.access import Principal
from basicplus.db import Database
from basicplus.web import api, assets, describing, feeds, pages, problems, reference
from basicplus.web.once import Once
from basicplus.web.reads import Reads
from basicplus.web.roles import guard
from basicplus.web.security import Shield


def create_app(database: Database, *, actor: str = "", principal: Principal | None = None) -> FastAPI:
    """Return the application for an opened database; what it writes is journaled in the name of its caller.

    There is no login yet: every caller is `principal`, or else `actor` with every role, and the application
    answers on the loopback addresses of this machine only.
    """
    app = FastAPI(
        title="basicplus",
        version="1",
        summary="Schedules the shared workers of an employer group and invoices them at cost.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(guard)],
    )
    app.state.database = database
    app.state.principal = principal or Principal.with_every_role(actor)
    problems.install(app)
    app.add_middleware(Once, database=database)
    app.add_middleware(Reads)
    app.add_middleware(Shield)
    for part in (api, pages, reference, assets, feeds):
        app.include_router(part.router)
    describing.install(app)
    return app
