"""One Chromium and one small demonstration for all browser tests; a seat for each role."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from basicplus.access import ROLES, Principal, Role
from basicplus.app import create_app
from basicplus.db import Database
from basicplus.store import open_store
from bench.chromium import ARGUMENTS, VARIABLE, executable
from tests.browser.chromium import DESK, MISSING, Seat, Theme, served
from tests.small_demo import SmallDemo

AsRole = Callable[..., Page]
WORKER, MEMBER = "W001", "M0001"


def caller(role: Role) -> Principal:
    """Return somebody of the demonstration who holds one role."""
    return Principal(
        f"{role}.demo",
        frozenset({role}),
        worker=WORKER if role == "worker" else None,
        members=(MEMBER,) if role == "member" else (),
        signs_for=(MEMBER,) if role == "member" else (),
        email=f"{role}@example.org",
    )


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The browser. Package scope: its event loop must not outlive these tests."""
    path = executable()
    if path is None:
        told = f"{MISSING}: install chromium, or name one in {VARIABLE}."
        pytest.fail(told, pytrace=False) if os.environ.get("CI") == "true" else pytest.skip(told)
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="package")
def shown_database(built_demo: SmallDemo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A copy of the demonstration that all browser tests share: leave it as it was."""
    file = tmp_path_factory.mktemp("shown") / "basicplus.db"
    shutil.copyfile(built_demo.file, file)
    database = open_store(str(file))
    yield database
    database.close()


@pytest.fixture(scope="package")
def addresses(shown_database: Database) -> Iterator[dict[str, str]]:
    """The address of a server for each role."""
    with ExitStack() as stack:
        yield {
            role: stack.enter_context(served(create_app(shown_database, principal=caller(role)))) for role in ROLES
        }


@pytest.fixture(scope="package")
def seats() -> Iterator[dict[tuple[str, int, str], Seat]]:
    """The seats taken so far, to be used again."""
    taken: dict[tuple[str, int, str], Seat] = {}
    yield taken
    for seat in taken.values():
        seat.context.close()


@pytest.fixture
def as_role(
    chromium: Browser, addresses: dict[str, str], seats: dict[tuple[str, int, str], Seat]
) -> Iterator[AsRole]:
    """Give `as_role(role, width=1440, theme="light")`: the page at a seat; a complaint of its console fails."""
    used: list[Seat] = []

    def seated(role: Role, width: int = DESK, theme: Theme = "light") -> Page:
        key = (role, width, theme)
        if key not in seats:
            seats[key] = Seat.taken(chromium, addresses[role], role, width, theme)
        seats[key].complaints.clear()
        used.append(seats[key])
        return seats[key].page

    yield seated
    # A form that is refused answers 422, which Chromium remarks too.
    complaints = [each for seat in used for each in seat.complaints if "status of 422" not in each]
    assert complaints == []
