"""Opens a database with the whole law behind its gate; the only way in for every path that reads or writes."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from basicplus import (
    assignments,
    conventions,
    feeds,
    groups,
    history,
    invoicing,
    jobs,
    liability,
    members,
    watch,
    workers,
)
from basicplus.compliance.gate import Gate
from basicplus.compliance.law import belgian_law
from basicplus.compliance.witness import WITNESS as COMPLIANCE
from basicplus.db import Database, database_url, pick, sqlite_file
from basicplus.errors import Conflict, NotFound

MIGRATIONS = Path(__file__).parent / "migrations"

# From the top package down: who finds a visit brings its worker and its member into the scope.
WITNESSES = (
    jobs.WITNESS,
    watch.WITNESS,
    feeds.WITNESS,
    conventions.WITNESS,
    liability.WITNESS,
    invoicing.WITNESS,
    assignments.WITNESS,
    workers.WITNESS,
    members.WITNESS,
    groups.WITNESS,
    COMPLIANCE,
)


def gate() -> Gate:
    """Return the gate with Belgian law and every package's witness."""
    return Gate(belgian_law(), WITNESSES)


def open_store(url: str) -> Database:
    """Open a database whose tables are up to date; say what to do when they are not."""
    file = sqlite_file(database_url(url))
    if file is not None and not file.exists():
        raise NotFound(f"There is no database {file}: make one with `basicplus db upgrade` or `basicplus demo`.")
    database = Database(url, gate())
    with database.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    if present != newest:
        database.close()
        raise Conflict(f"The tables are at {present or 'nothing'}, not {newest}: run `basicplus db upgrade`.")
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
    history.begin(database)
    database.close()
    return ScriptDirectory(str(MIGRATIONS)).get_current_head() or ""
