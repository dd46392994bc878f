"""The second wall: a session of a worker or a member's people reads PostgreSQL in a role that sees its rows only.

The policies of row-level security hold for that role alone: staff sessions are as fast as ever. SQLite has no such
thing; there, the criteria of the session are the only wall.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, Connection, Integer, any_, cast, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import make_url

from basicplus.scope import NAMES, Scope

ROLE = "basicplus_narrow"
POLICY = "narrow"
SETTING = "basicplus."
# Roles belong to the whole server: another database, or another process, may make it at the same moment.
MAKE_ROLE = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'basicplus_narrow') THEN
    CREATE ROLE basicplus_narrow NOLOGIN NOSUPERUSER NOBYPASSRLS;
  END IF;
  IF NOT pg_has_role(current_user, 'basicplus_narrow', 'MEMBER') THEN
    EXECUTE format('GRANT basicplus_narrow TO %I', current_user);
  END IF;
EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN
  RAISE NOTICE 'the role basicplus_narrow was not made here';
END $$
"""
STANDS = (
    "SELECT EXISTS (SELECT 1 FROM pg_roles"
    " WHERE rolname = 'basicplus_narrow' AND pg_has_role(current_user, oid, 'MEMBER'))"
    " AND EXISTS (SELECT 1 FROM pg_policies WHERE policyname = 'narrow')"
)


class Settings(Scope):
    """A scope whose ids are those that a session says in its settings."""

    def among(self, column: Any, *names: str) -> ColumnElement[bool]:
        """Return the condition that a column holds one of the ids that the session's settings list."""
        listed = [
            column == any_(cast(func.current_setting(SETTING + name, True), ARRAY(Integer))) for name in names
        ]
        return sqlalchemy.or_(*listed)


def stands(engine: sqlalchemy.Engine) -> bool:
    """Tell whether a database has the wall, and its user may step behind it."""
    if engine.dialect.name != "postgresql":
        return False
    with engine.connect() as connection:
        return bool(connection.execute(text(STANDS)).scalar())


def tell(connection: Connection, group_id: int, scope: Scope) -> None:
    """Say for the rest of a transaction whose rows it may see, and step behind the wall."""
    said = {name: "{" + ",".join(map(str, getattr(scope, name))) + "}" for name in NAMES} | {
        "group": str(group_id)
    }
    calls = ", ".join(f"set_config('{SETTING}{name}', :{name}, true)" for name in said)
    connection.execute(text(f"SELECT {calls}"), said)
    raise_(connection)


def raise_(connection: Connection) -> None:
    """Step behind the wall."""
    connection.execute(text(f"SET LOCAL ROLE {ROLE}"))


def lower(connection: Connection) -> None:
    """Step out in front of the wall, for what must see the whole group."""
    connection.execute(text("RESET ROLE"))


def build(
    connection: Connection, conditions: Mapping[str, ColumnElement[bool]], tables: Iterable[sqlalchemy.Table]
) -> None:
    """Make the role and a policy for every table, again at each upgrade; a table without a condition is closed."""
    if connection.dialect.name != "postgresql":
        return
    connection.execute(text(MAKE_ROLE))
    if not connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": ROLE}).scalar():
        return
    for table in tables:
        connection.execute(text(f'DROP POLICY IF EXISTS {POLICY} ON "{table.name}"'))
        connection.execute(text(f'ALTER TABLE "{table.name}" ENABLE ROW LEVEL SECURITY'))
        connection.execute(text(f'GRANT SELECT ON "{table.name}" TO {ROLE}'))
        if table.name in conditions:
            key = table.c.get("group_id", table.c.id)
            own_group = key == cast(func.current_setting(f"{SETTING}group", True), Integer)
            wanted = _written(table, own_group & conditions[table.name])
            connection.execute(
                text(f'CREATE POLICY {POLICY} ON "{table.name}" FOR SELECT TO {ROLE} USING ({wanted})')
            )


def _written(table: sqlalchemy.Table, condition: ColumnElement[bool]) -> str:
    """Write a condition on the rows of a table as a policy holds it: what stands behind the WHERE of a query."""
    dialect = make_url("postgresql+psycopg://").get_dialect()()
    query = sqlalchemy.select(table.c.id).where(condition)
    compiled = str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    return compiled.split("WHERE", 1)[1].replace(":", "\\:").replace("%%", "%")
