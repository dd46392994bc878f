"""Browsers of a worker and of the coordinator, before a group with a published week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from basicplus.access import Principal
from basicplus.app import create_app
from basicplus.db import Database
from tests import cast

OFFICE, API = f"/g/{cast.GROUP}", f"/api/groups/{cast.GROUP}"
HOME = f"{OFFICE}/me"
FRENCH = {"Accept-Language": "fr"}
MONDAY, TUESDAY = date(2025, 3, 3), date(2025, 3, 4)


class Caller(TestClient):
    """A browser in which somebody is logged in."""

    def __init__(self, app: FastAPI, who: Principal) -> None:
        super().__init__(app, headers=FRENCH, follow_redirects=False)
        self.who = who

    def request(self, *args: Any, **more: Any) -> Any:
        """Send a request in the name of who is logged in."""
        self.app.state.principal = self.who  # type: ignore[attr-defined]
        return super().request(*args, **more)


@dataclass
class Planned:
    """A group with two published visits of W001 on Monday and one on Tuesday of a week that is over."""

    database: Database
    app: FastAPI

    def worker(self, number: str | None = "W001") -> Caller:
        """A browser of a worker."""
        return Caller(self.app, Principal("Anne Lambert", frozenset({"worker"}), worker=number))

    def coordinator(self) -> Caller:
        """A browser of the coordinator."""
        return Caller(self.app, Principal(cast.COORDINATOR, frozenset({"coordinator"})))


@cache
def one_app() -> FastAPI:
    """The application, built once: it costs more than all that these tests ask of it."""
    return create_app(Database("sqlite:///:memory:", lambda session: None), actor="nobody")


def app_on(database: Database) -> FastAPI:
    """The application in front of a database."""
    app = one_app()
    app.state.database = database
    return app
