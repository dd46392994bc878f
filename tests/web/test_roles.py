"""Every route says who may call it; one that says nothing is closed."""

from __future__ import annotations

from typing import get_args

from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.testclient import TestClient

from basicplus.app import create_app
from basicplus.db import Database
from basicplus.web import api, assets, feeds, pages, reference
from basicplus.web.roles import Role, guard, roles_of


def test_every_route_declares_known_roles(database: Database) -> None:
    app = create_app(database, actor="nobody")
    routes = [found.original_route for found in iter_route_contexts(app.routes)]
    assert len(routes) >= 50
    for route in routes:
        assert isinstance(route, APIRoute), f"{route} is outside of the guard"
        declared = roles_of(route)
        assert declared, f"{route.path} declares no roles"
        assert set(declared) <= set(get_args(Role)), route.path


def test_the_parts_of_the_application_are_all_walked(database: Database) -> None:
    app = create_app(database, actor="nobody")
    walked = [id(found.original_route) for found in iter_route_contexts(app.routes)]
    for part in (api, pages, reference, assets, feeds):
        of_part = [id(found.original_route) for found in iter_route_contexts(part.router.routes)]
        assert of_part
        assert set(of_part) <= set(walked)


def test_a_route_without_roles_is_closed(database: Database) -> None:
    app = create_app(database, actor="nobody")
    careless = APIRouter()

    @careless.get("/api/careless")
    def nobody_thought_of_it() -> str:
        return "secret"

    app.router = APIRouter(dependencies=[Depends(guard)])
    app.router.include_router(careless)
    answer = TestClient(app).get("/api/careless")
    assert (answer.status_code, "secret" in answer.text) == (403, False)


def test_auditors_and_strangers_change_no_records(database: Database) -> None:
    app = create_app(database, actor="nobody")
    for found in iter_route_contexts(app.routes):
        route = found.original_route
        assert isinstance(route, APIRoute)
        own = route.path.startswith(("/account", "/login", "/logout", "/password/"))
        # An auditor asks for evidence or an audit: it is a look, which the journal keeps.
        asked = ("/simulations", "/acts/ask-audit", "/acts/ask-evidence", "/acts/ask-verification")
        looks = route.path.endswith(asked)
        looks = looks or route.path.startswith("/g/{group}/audit")
        if route.methods != {"GET"} and not own and not looks:
            assert not {"auditor", "anyone", "public"} & set(roles_of(route)), route.path
