"""The users of the cast: one for each role, a worker who is a member's treasurer too, and their one password."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from basicplus.access import UserCreate, create_user, user_by_email
from basicplus.access.users import choose_password
from basicplus.acts import act_named
from basicplus.app import create_app
from basicplus.db import Database, WriteSession
from tests import cast

PASSWORD = "un long mot de passe"
FROM_ON = date(2024, 1, 1)
ORIGIN = {"Origin": "http://testserver"}
"""What a browser says of its own forms."""


def add_user(session: WriteSession, email: str, *grants: dict[str, Any], name: str = "") -> None:
    """Create a user with a password and some grants."""
    create_user(session, UserCreate(email=email, name=name or email))
    choose_password(session, user_by_email(session, email), PASSWORD)
    for fields in grants:
        grant(session, email, **fields)


def grant(session: WriteSession, email: str, role: str, **fields: Any) -> int:
    """Give a user a role; return the id of the grant."""
    act = act_named("grant-role")
    given = act.read({"email": email, "role": role, "from_on": FROM_ON} | fields)
    row: Any = act.run(session, given)
    return int(row.id)


def admit(database: Database, email: str, *grants: dict[str, Any]) -> None:
    """Create a user in a commit of its own."""
    with cast.writing(database) as session:
        add_user(session, email, *grants)


_APPLICATIONS: list[FastAPI] = []


def application(database: Database) -> FastAPI:
    """Return the application with its login; it is put together once, and lent to one database after another."""
    if not _APPLICATIONS:
        _APPLICATIONS.append(create_app(database))
        # The routes are read at the first request, which no test may freeze.
        TestClient(_APPLICATIONS[0]).get("/nothing")
    [app] = _APPLICATIONS
    app.state.database = database
    return app


def browser(database: Database) -> TestClient:
    """A browser in front of the application with its login."""
    return TestClient(application(database), follow_redirects=False, headers=ORIGIN)


def come_in(client: TestClient, email: str) -> TestClient:
    """Log a user in."""
    answer = client.post("/login", data={"email": email, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return client


def logged_in(database: Database, email: str) -> TestClient:
    """A browser in which a user has logged in."""
    return come_in(browser(database), email)
