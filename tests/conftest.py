"""Databases for the tests: SQLite and PostgreSQL, through the real migrations, a fresh copy for each test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from basicplus.db import Database
from basicplus.store import open_store, upgrade
from tests import cast, opened_again, postgres

pytest_plugins = ["tests.small_demo", "tests.peppol"]

postgres.prepare_run()
opened_again.keep_engines()
os.environ.setdefault("BASICPLUS_SECRET_KEY", "only for tests, and known to everybody")
# A password costs what an attacker pays, not what the tests do.
os.environ.setdefault("BASICPLUS_PASSWORD_KIB", "32")
# A busy machine is no failure. BASICPLUS_EXAMPLES asks each property that sets no number of its own for more.
settings.register_profile(
    "basicplus", deadline=None, max_examples=int(os.environ.get("BASICPLUS_EXAMPLES", "100"))
)
settings.load_profile("basicplus")

BACKENDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


@dataclass(frozen=True)
class Templates:
    """Two databases to copy: one with tables only, one with the cast in them."""

    empty: str
    cast: str
    copy: Callable[[str], str]
    drop: Callable[[str], None]
    lend: Callable[[str], str]
    give_back: Callable[[str], None]

    def fresh(self, template: str) -> Iterator[str]:
        """Lend a database that is as a template is to one test."""
        url = self.lend(template)
        yield url
        self.give_back(url)


def _made(create: Callable[[], str], copy: Callable[[str], str], *rest: Callable[[str], Any]) -> Templates:
    empty = create()
    upgrade(empty)
    populated = copy(empty)
    database = open_store(populated)
    cast.found(database)
    database.close()
    return Templates(empty, populated, copy, *rest)


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    folder = tmp_path_factory.mktemp("sqlite")
    names, numbers = list[str](), iter(range(1, 1_000_000))

    def create() -> str:
        return names.pop() if names else f"sqlite:///{folder / f'{next(numbers)}.db'}"

    def copy(template: str) -> str:
        url = create()
        shutil.copyfile(template.removeprefix("sqlite:///"), url.removeprefix("sqlite:///"))
        return url

    def drop(url: str) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(url.removeprefix("sqlite:///") + suffix).unlink(missing_ok=True)
        names.append(url)

    return _made(create, copy, drop, copy, drop)


@pytest.fixture(scope="session")
def postgresql_templates(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Templates]:
    worker = getattr(request.config, "workerinput", {})
    run = worker.get("testrunuid", tmp_path_factory.getbasetemp().name)
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgres.server(run))
        except Exception as error:
            told = f"{postgres.MISSING}: {type(error).__name__}: {error}"
            if postgres.without_allowed():
                pytest.skip(told)
            pytest.fail(
                f"{told}\nGive a server in {postgres.SERVER_VARIABLE},"
                f" or set {postgres.WITHOUT_VARIABLE}=1 to test SQLite alone.",
                pytrace=False,
            )
        templates = _made(server.create, server.create, server.drop, server.lend, server.give_back)
        yield templates
        server.drop(templates.cast)
        server.drop(templates.empty)


@pytest.fixture(params=BACKENDS)
def templates(request: pytest.FixtureRequest) -> Templates:
    return request.getfixturevalue(f"{request.param}_templates")


@pytest.fixture
def url(templates: Templates) -> Iterator[str]:
    """The URL of a database that holds the cast."""
    yield from templates.fresh(templates.cast)


@pytest.fixture
def empty_url(templates: Templates) -> Iterator[str]:
    """The URL of a database with tables and no rows."""
    yield from templates.fresh(templates.empty)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A database that holds the cast."""
    opened = open_store(url)
    yield opened
    opened.close()


@pytest.fixture
def empty_database(empty_url: str) -> Iterator[Database]:
    """A database with tables and no rows."""
    opened = open_store(empty_url)
    yield opened
    opened.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly that PostgreSQL was not tested."""
    untested = [
        report
        for outcome in ("skipped", "error", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        if postgres.MISSING in str(report.longrepr)
    ]
    if untested:
        terminalreporter.section("PostgreSQL WAS NOT TESTED", sep="!", red=True, bold=True)
        terminalreporter.line(f"{postgres.MISSING}: {len(untested)} tests did not run.", red=True, bold=True)
