"""Opens a database with the whole law behind its gate; the only way in for every path that reads or writes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

from basicplus import (
    access,
    assignments,
    conventions,
    feeds,
    groups,
    history,
    idempotency,
    invoicing,
    jobs,
    liability,
    members,
    walls,
    watch,
    webhooks,
    workers,
)
from basicplus.access.attempts import FailedAttempt
from basicplus.access.proofs import PROOFS
from basicplus.compliance.facts import Facts
from basicplus.compliance.gate import Gate, Scope, Witness, silent
from basicplus.compliance.law import belgian_law
from basicplus.compliance.witness import WITNESS as COMPLIANCE
from basicplus.db import Database, GroupSession, database_url, pick, sqlite_file
from basicplus.errors import Conflict, NotFound
from basicplus.history.letting_go import LetGo
from basicplus.reach import REACH
from basicplus.versions import table_of

MIGRATIONS = Path(__file__).parent / "migrations"


def _nothing(_session: GroupSession, _scope: Scope) -> Facts:
    """Who may come in tells the rules nothing."""
    return Facts()


# From the top package down: who finds a visit brings its worker and its member into the scope.
WITNESSES = (
    jobs.WITNESS,
    watch.WITNESS,
    webhooks.WITNESS,
    feeds.WITNESS,
    conventions.WITNESS,
    liability.WITNESS,
    invoicing.WITNESS,
    assignments.WITNESS,
    workers.WITNESS,
    members.WITNESS,
    groups.WITNESS,
    COMPLIANCE,
    Witness("access", access.TABLES | PROOFS | {FailedAttempt}, silent, _nothing),
    Witness("history", frozenset({LetGo}), silent, _nothing),
    Witness("idempotency", frozenset({idempotency.KeyedCall}), silent, _nothing),
)


def gate() -> Gate:
    """Return the gate with Belgian law and every package's witness."""
    return Gate(belgian_law(), WITNESSES)


def open_store(url: str) -> Database:
    """Open a database whose tables are up to date; say what to do when they are not."""
    file = sqlite_file(database_url(url))
    if file is not None and not file.exists():
        raise NotFound(f"There is no database {file}: make one with `basicplus db upgrade` or `basicplus demo`.")
    database = Database(url, gate(), REACH)
    with database.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    if present != newest():
        database.close()
        raise Conflict(f"The tables are at {present or 'nothing'}, not {newest()}: run `basicplus db upgrade`.")
    return database


def group_codes(database: Database) -> list[str]:
    """Return the codes of the groups in a database."""
    with database.engine.execution_options(purpose="read").connect() as connection:
        return list(connection.execute(pick(groups.Group.code).order_by(groups.Group.code)).scalars())


def upgrade(url: str) -> str:
    """Bring the tables of a database up to date, making a SQLite file where there is none; return the revision.

    Rows of a database from before row versions get their first ones here.
    """
    url = database_url(url)
    file = sqlite_file(url)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    command.upgrade(config, "head")
    database = open_store(url)
    _build_walls(database)
    history.begin(database)
    database.close()
    return newest()


@cache
def newest() -> str:
    """Return the revision that the tables must have; every migration is read to know it, so once."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head() or ""


def _build_walls(database: Database) -> None:
    """Make the policies that the map of who sees which rows asks for; SQLite has none."""
    of_session = walls.Settings()
    conditions = {table_of(model).name: rows(of_session) for model, rows in REACH.items()}
    with database.engine.begin() as connection:
        walls.build(connection, conditions, SQLModel.metadata.sorted_tables)
