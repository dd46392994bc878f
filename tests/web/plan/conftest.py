"""A week of the cast in front of a coordinator: three mornings in March 2025, published as version 2."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from basicplus.access import Principal
from basicplus.app import create_app
from basicplus.db import Database
from tests import cast
from tests.assignments.planning import parts

PLAN = "/g/demo/plan"
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def week(database: Database) -> Database:
    """The database of a planned week."""
    parts.plan_week(database)
    return database


@pytest.fixture
def coordinator(week: Database) -> TestClient:
    """The browser of the coordinator."""
    return browser(week, "coordinator")


def browser(database: Database, *roles: str) -> TestClient:
    """Open a browser in some roles, which reads French."""
    principal = Principal(cast.COORDINATOR, frozenset(roles))  # type: ignore[arg-type]
    app = create_app(database, principal=principal)
    return TestClient(app, headers={"Accept-Language": "fr"}, follow_redirects=False)


def shown(client: TestClient, query: str = "month=2025-03", path: str = "") -> str:
    """Return what a page of the plan says, without its marks of HTML."""
    answer = client.get(f"{PLAN}{path}?{query}")
    assert answer.status_code == 200, answer.text
    return plain(answer.text)


def plain(text: str) -> str:
    """Write the entities of HTML out."""
    return unescape(text).replace("\u00a0", " ")


def row(page: str, number: str) -> str:
    """Return a line of the board."""
    found = re.search(rf'<tr id="row-{number}".*?</tr>', page, re.DOTALL)
    return found[0] if found else ""


def told(text: str) -> list[str]:
    """Return what chips say, with what is said to screen readers."""
    chips = re.findall(r'<(?:a|span|label) class="v .*?</span></(?:a|span|label)>', text)
    return [" ".join(re.sub(r"<[^>]+>", " ", chip).split()) for chip in chips]
