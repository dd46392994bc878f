"""Every route, every role, own data and that of others: generated from the routes, so that a new one is in it.

A route for workers or members whose path names something new needs its examples here: own, and somebody else's.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.testclient import TestClient

import basicplus
from basicplus import assignments, feeds, invoicing
from basicplus.access import ROLES, Principal, Role
from basicplus.access.principal import NARROW
from basicplus.acts import REGISTRY, act_named
from basicplus.app import create_app
from basicplus.cli.users import markdown_of
from basicplus.clock import parse_period
from basicplus.db import Database
from basicplus.store import open_store
from basicplus.web.roles import roles_by_route, roles_of
from tests import cast
from tests.conftest import Templates

STRANGER = "stranger"
BRACES = re.compile(r"\{\w+(?::\w+)?\}")
FORMATTED = "0401.234.560"
OF_THE_OTHER = ("M002", "0401234560", FORMATTED, "Site M002", "Jan Peeters", "A-CP-2", "A-DPO-2", "2025-000002")
"""What tells who M002 is, or what it was sent: no answer to a member that is M001 holds any of it."""
# What stands in the braces of a path, by the part before them: own, and somebody else's.
EXAMPLES: dict[str, tuple[str, str]] = {
    "members": ("M001", "M002"),
    "portal": ("M001", "M002"),
    "workers": ("W001", "W002"),
    "agreements": ("A-CP-1", "A-CP-2"),
    "invoices": ("2025-000001", "2025-000002"),
    "why": ("2025-000001", "2025-000002"),
    "sign": ("1", "3"),
    "feeds": ("1", "2"),
    "leave": ("1", "2"),
}
# What an act names that is somebody else's.
OTHERS: dict[Role, dict[str, Any]] = {
    "worker": {"worker": "W002", "entry": 2, "request": 2, "feed": 2},
    "member": {"member": "M002", "entry": 3, "feed": 2},
}
# What an address must say after its path.
QUERIES = {
    "/api/groups/{group}/members/{number}/month": "month=2025-03",
    "/api/groups/{group}/workers/{number}/month": "month=2025-03",
}
# Where a route for a worker or a member has nothing to show yet, and why.
NOTHING_YET: dict[str, str] = {}


def caller(role: Role) -> Principal:
    """One who holds one role: W001, or a signer of M001, where the role is of somebody."""
    return Principal(
        name=role,
        roles=frozenset({role}),
        worker="W001" if role == "worker" else None,
        members=("M001",) if role == "member" else (),
        signs_for=("M001",) if role == "member" else (),
        group=cast.GROUP,
    )


@pytest.fixture(scope="module")
def database(sqlite_templates: Templates) -> Iterator[Database]:
    """The cast after a month: W001 and W002 worked, M001 and M002 signed, all of it was billed."""
    for url in sqlite_templates.fresh(sqlite_templates.cast):
        opened = open_store(url)
        lived(opened)
        yield opened
        opened.close()


def lived(database: Database) -> None:
    """Let a month go by for two members and two workers."""
    with cast.writing(database) as session:
        planned = {"day": date(2025, 3, 12)}
        assignments.add_visit(session, cast.visit(**planned))
        assignments.add_visit(
            session, cast.visit(worker="W002", agreement="A-CPT-1", start_time="13:00", **planned)
        )
    cast.publish(database)
    afternoon = {"start_time": "13:00", "end_time": "16:30"}
    cast.do(
        database,
        cast.hours(),
        cast.hours(worker="W002", agreement="A-CPT-1", **afternoon),
        cast.hours(agreement="A-CP-2", site="S-M002", day=date(2025, 3, 4)),
    )
    with cast.writing(database) as session:
        invoicing.issue_run(session, parse_period("2025-03"), date(2025, 4, 7))
        for worker in ("W001", "W002"):
            feeds.open_feed(session, feeds.FeedCreate(worker=worker))
            asked = {"worker": worker, "from_on": "2025-06-02", "until_on": "2025-06-03", "kind": "annual_leave"}
            act = act_named("ask-leave")
            act.run(session, act.read(asked))


@pytest.fixture(scope="module")
def app(database: Database) -> FastAPI:
    return create_app(database)


@pytest.fixture
def client_as(app: FastAPI) -> Iterator[Callable[[str], TestClient]]:
    """A browser of somebody with one role, or of a stranger."""
    # One loop for all requests: there are hundreds.
    with TestClient(app, follow_redirects=False) as client:

        def as_role(role: str) -> TestClient:
            app.state.principal = None if role == STRANGER else caller(role)  # type: ignore[arg-type]
            return client

        yield as_role


def routes(app: FastAPI) -> list[tuple[str, str, APIRoute]]:
    """Return the method, path and declaration of every route."""
    found = []
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        assert isinstance(route, APIRoute)
        found += [(method, context.path, route) for method in sorted(route.methods)]
    return found


def filled(path: str, *which: int) -> str:
    """Fill the braces of a path, each with what is one's own (0, as if nothing is said) or somebody else's (1)."""
    parts, choices = path.replace("{group}", cast.GROUP).split("/"), iter(which)
    for place, part in enumerate(parts):
        if "{" in part:
            before = parts[place - 1] if not named(path, place - 1) else parts[place - 2]
            assert before in EXAMPLES, (
                f"{path} is for workers or members: say in EXAMPLES of {Path(__file__).name} what stands after"
                f" {before!r}, one's own and somebody else's."
            )
            parts[place] = BRACES.sub(EXAMPLES[before][next(choices, 0)], part)
    return "/".join(parts)


def named(path: str, place: int) -> bool:
    """Tell whether a part of a path stands in braces itself."""
    return "{" in path.split("/")[place]


def of_others(path: str) -> Iterator[str]:
    """Fill a path in every way in which something in it is somebody else's, the rest one's own."""
    count = len(BRACES.findall(path.replace("{group}", "")))
    for which in itertools.product((0, 1), repeat=count):
        if any(which):
            yield filled(path, *which)


def declared_for(app: FastAPI, role: Role, method: str) -> list[str]:
    """Return the paths below a group whose routes name a role, and that are no acts."""
    return [
        path
        for each, path, route in routes(app)
        if each == method and role in roles_of(route) and "{group}" in path and "/acts/" not in path
    ]


@pytest.mark.parametrize("role", [*ROLES, STRANGER])
def test_who_is_not_declared_is_refused_and_another_group_is_not_there(
    app: FastAPI, client_as: Callable[[str], TestClient], role: str
) -> None:
    client, found, wanted = client_as(role), {}, {}
    for method, path, route in routes(app):
        declared = set(roles_of(route))
        if "public" in declared or "{group}" not in path:
            continue
        body = {} if method == "GET" else {"json": {}}
        answer = client.request(method, BRACES.sub("nowhere", path), **body)
        found[method, path] = answer.status_code
        if role == STRANGER:
            wanted[method, path] = 401 if path.startswith("/api/") else 303
        else:
            wanted[method, path] = 404 if {role, "anyone"} & declared else 403
    assert len(found) > 100
    assert {key: status for key, status in found.items() if status != wanted[key]} == {}


@pytest.mark.parametrize("role", sorted(NARROW))
def test_one_sees_ones_own_and_never_what_is_of_others(
    app: FastAPI, client_as: Callable[[str], TestClient], role: Role
) -> None:
    client, wrong = client_as(role), []
    for path in declared_for(app, role, "GET"):
        query = QUERIES.get(path, "")
        own = client.get(f"{filled(path)}?{query}")
        assert own.status_code != 422, f"say in QUERIES what {path} asks for after its path: {own.text}"
        if own.status_code not in (200, 303, 304) and path not in NOTHING_YET:
            wrong.append((path, "own", own.status_code, own.text[:300]))
        for address in of_others(path):
            other = client.get(f"{address}?{query}")
            if other.status_code != 404:
                wrong.append((address, "other", other.status_code, other.text[:300]))
    assert wrong == []


@pytest.mark.parametrize("role", sorted(NARROW))
def test_nothing_that_is_of_others_is_changed(
    app: FastAPI, client_as: Callable[[str], TestClient], role: Role
) -> None:
    client, found = client_as(role), {}
    for path in declared_for(app, role, "POST"):
        for address in of_others(path):
            found[address] = client.post(address, data={"why": "x", "text": "x"}).status_code
    # 422: the form is shown again, and says that there is no such thing.
    assert {address: status for address, status in found.items() if status not in (404, 422)} == {}


def test_no_answer_to_a_member_tells_who_another_member_is(
    app: FastAPI, client_as: Callable[[str], TestClient]
) -> None:
    client, told = client_as("member"), {}
    for path in declared_for(app, "member", "GET"):
        answer = client.get(f"{filled(path)}?{QUERIES.get(path, '')}")
        held = [each for each in OF_THE_OTHER if each.encode() in answer.content]
        if held:
            told[path] = held
    assert told == {}


@pytest.mark.parametrize("role", sorted(NARROW))
def test_an_act_on_somebody_else_finds_nobody(client_as: Callable[[str], TestClient], role: Role) -> None:
    client, found = client_as(role), {}
    for act in REGISTRY.values():
        for field, value in OTHERS[role].items():
            if role in act.roles and field in act.model.model_fields:
                example: dict[str, Any] = dict(act.example) | {field: value}
                answer = client.post(f"/api/groups/{cast.GROUP}/acts/{act.name}", json=example)
                found[act.name, field] = answer.status_code
    assert found
    assert found == dict.fromkeys(found, 404)


def test_a_worker_keeps_its_own_hours_and_plan(database: Database, client_as: Callable[[str], TestClient]) -> None:
    client, acts = client_as("worker"), f"/api/groups/{cast.GROUP}/acts"
    month = {"from_on": "2025-03-01", "until_on": "2025-04-01"}
    hours = cast.hours(day=date(2025, 3, 6)).model_dump(mode="json")
    assert client.post(f"{acts}/log-hours", json=hours).status_code == 201
    assert client.post(f"{acts}/log-hours", json=hours | {"agreement": "A-CPT-1"}).status_code == 404
    # Nobody is named: what is published for W002 on the same day is not this worker's to take over.
    prefilled = client.post(f"{acts}/prefill-hours", json=month)
    assert (prefilled.status_code, prefilled.json()["result"]) == (201, {"count": 1})
    assert client.post(f"{acts}/submit-hours", json=month | {"worker": "W001"}).status_code == 201
    with cast.reading(database) as session:
        handed_in = cast.entries(session, state="submitted")
        assert [entry.day for entry in handed_in] == [date(2025, 3, 6), date(2025, 3, 12)]


def test_the_table_of_routes_in_the_documentation_is_what_the_routes_declare(app: FastAPI) -> None:
    written = (Path(basicplus.__file__).parent.parent / "docs/routes.md").read_text("utf-8")
    told = "write it again: basicplus users may --markdown > docs/routes.md"
    assert written.splitlines() == markdown_of(roles_by_route(app)).splitlines(), told
