"""What pages and the API show is the same on SQLite and on PostgreSQL: generated from the routes, like the matrix.

All other tests of pages run on SQLite alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from basicplus.access import Principal
from basicplus.app import create_app
from basicplus.store import open_store
from tests import cast
from tests.conftest import Templates
from tests.web.conftest import ENGLISH
from tests.web.test_access_matrix import caller, lived, routes

# What stands in the braces of a path, by the part before them, else by its own name.
NAMED = {
    "group": cast.GROUP,
    "members": "M001",
    "member": "M001",
    "portal": "M001",
    "workers": "W001",
    "worker": "W001",
    "agreements": "A-CP-1",
    "agreement": "A-CP-1",
    "contracts": "C-W001",
    "invoices": "2025-000001",
    "invoice": "2025-000001",
    "exposure": "M001",
    "do": "join",
    "month": "2025-03",
    "months": "2025-03",
    "period": "2025-03",
    "year": "2025",
    "pools": "CP",
    "rules": "GE-13",
    "kind": "worker",
    "plan": "worker",
    "extension": "csv",
    "exports": "hours",
}
# What is asked for beside: filters, searches, orders, days.
ASKED = (
    "/g/demo/search?q=dupont",
    "/g/demo/members?q=ecole&state=member&frequency=monthly&sort=-name",
    "/g/demo/invoices?year=2025&kind=invoice&purpose=periodic&member=M001&sort=-total",
    "/g/demo/findings?year=2025",
    "/g/demo/findings?on=2025-03-03",
    "/g/demo/plan?month=2025-03",
    "/api/groups/demo/members?q=école&size=2&page=2",
    "/api/groups/demo/contracts?page=2&size=1",
    "/api/groups/demo/members/M001/month?month=2025-03",
    "/api/groups/demo/workers/W001/month?month=2025-03",
)
BESIDE = "month=2025-03&period=2025-03&year=2025&day=2025-03-03&on=2025-03-03&from=2025-03-01&until=2025-04-01"
"""What is asked for where an address alone says too little."""
CHANCE = re.compile(r"[\w-]{40,}|\b[0-9a-f]{10,64}\b|\d{4}-\d\d-\d\dT[\d:.]+Z?|\b\d\d[:.h]\d\d")
"""Tokens, seals of what is salted, instants and times of day: no two databases have the same ones."""


def filled(path: str) -> str:
    parts = path.split("/")
    for place, part in enumerate(parts):
        for name in re.findall(r"\{(\w+)(?::\w+)?\}", part):
            value = NAMED.get(parts[place - 1]) or NAMED.get(name) or "1"
            part = re.sub(r"\{" + name + r"(?::\w+)?\}", value, part)
        parts[place] = part
    return "/".join(parts)


def addresses(app: FastAPI) -> list[str]:
    """Return an address of every route that shows something."""
    return [*(filled(path) for method, path, _ in routes(app) if method == "GET"), *ASKED]


def shown(database_url: str) -> Iterator[tuple[str, tuple[int, str]]]:
    """Open every address for who may see it: its status, and what it says."""
    with closing(open_store(database_url)) as database:
        lived(database)
        app = create_app(database)
        client = TestClient(app, headers=ENGLISH, follow_redirects=False)
        for address in addresses(app):
            app.state.principal = reader(address)
            answer = client.get(address)
            if answer.status_code == 422:
                answer = client.get(f"{address}?{BESIDE}")
            kind = answer.headers.get("content-type", "")
            is_text = kind.startswith("text/") or "json" in kind
            yield address, (answer.status_code, CHANCE.sub("…", answer.text) if is_text else kind)


def reader(address: str) -> Principal:
    """Return the worker or the member whose page it is, else somebody who may see everything."""
    if re.search(r"/me\b", address):
        return caller("worker")
    return caller("member") if "/portal" in address else Principal.with_every_role(cast.COORDINATOR)


@pytest.mark.postgres
def test_every_page_and_list_says_the_same_on_both_databases(
    sqlite_templates: Templates, postgresql_templates: Templates
) -> None:
    of_sqlite, of_postgresql = [
        dict(shown(url))
        for templates in (sqlite_templates, postgresql_templates)
        for url in templates.fresh(templates.cast)
    ]
    assert {address: said for address, said in of_postgresql.items() if said != of_sqlite[address]} == {}
    assert len(of_sqlite) > 250
    assert sum(status == 200 for status, _ in of_sqlite.values()) > 180
