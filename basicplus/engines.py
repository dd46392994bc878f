"""Opens a database by its address: SQLite tuned for one writer and many readers, PostgreSQL with a larger pool."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import sqlalchemy
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import make_url

from basicplus.errors import invalid

PATIENCE = 60
"""Seconds that a writer waits for its turn."""
HASTE = 0.2
"""Seconds that a writer of a note waits who can do without."""
BEGIN = {"read": "BEGIN", "write": "BEGIN IMMEDIATE"}
STATEMENTS = 1500
"""Compiled statements kept; SQLAlchemy keeps 500, and all pages and calls together have more."""
PRAGMAS = ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL")


def opened(url: str, pragmas: tuple[str, ...] = PRAGMAS, patience: float = PATIENCE) -> sqlalchemy.Engine:
    """Open a database; `patience` is the time in seconds that a writer of SQLite waits for its turn."""
    of_sqlite = url.startswith("sqlite")
    pool = {} if url.endswith(":memory:") else {"max_overflow": 25, "pool_timeout": PATIENCE}
    waiting = {"timeout": patience} if of_sqlite else {}
    engine = create_engine(url, connect_args=waiting, query_cache_size=STATEMENTS, **pool)
    if of_sqlite:
        _tune_sqlite(engine, pragmas)
    return engine


def database_url(text_given: str) -> str:
    """Return a SQLAlchemy URL for a URL or a path of a SQLite file."""
    if "://" not in text_given:
        return f"sqlite:///{Path(text_given)}"
    if text_given.startswith(("postgres://", "postgresql://")):
        return "postgresql+psycopg://" + text_given.split("://", 1)[1]
    if not text_given.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise invalid("database", text_given, "give a SQLite file or a postgresql:// URL")
    return text_given


def sqlite_file(url: str) -> Path | None:
    """Return the file of a SQLite URL, None for other databases."""
    parsed = make_url(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def _tune_sqlite(engine: Any, pragmas: tuple[str, ...]) -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        purpose: Literal["read", "write"] = connection.get_execution_options().get("purpose", "write")
        connection.exec_driver_sql(BEGIN[purpose])
