"""Which database a command opens, and who acts on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from basicplus.config import Settings
from basicplus.db import Database
from basicplus.store import open_store


def database_url_of(db: str | None) -> str:
    """Return the database asked for, or the one of the environment."""
    return db or Settings().db


def actor() -> str:
    """Return who acts on the command line."""
    return Settings().actor


@contextmanager
def opened(db: str | None) -> Iterator[Database]:
    """Open the database for one command."""
    database = open_store(database_url_of(db))
    try:
        yield database
    finally:
        database.close()
