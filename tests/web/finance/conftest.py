"""A treasurer's browser in front of the cast, and one of any other role."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from basicplus.access import Principal, Role
from basicplus.app import create_app
from basicplus.db import Database
from tests.web.conftest import ENGLISH


@pytest.fixture
def as_role(database: Database) -> Callable[[Role], TestClient]:
    """Open a browser for somebody of one role, in English."""

    def opened(role: Role) -> TestClient:
        return TestClient(create_app(database, principal=Principal(role, frozenset({role}))), headers=ENGLISH)

    return opened


@pytest.fixture
def desk(as_role: Callable[[Role], TestClient]) -> Iterator[TestClient]:
    """The treasurer's browser."""
    with as_role("finance") as opened:
        yield opened
