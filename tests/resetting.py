"""A PostgreSQL database put back into the state of its template: quicker than to copy two hundred tables again.

What a test changed is found in the rows themselves: PostgreSQL stamps each with the transaction that
wrote it, whoever it was, in however many commits. Where the tables themselves changed, nothing is put back: the
database is to be dropped and copied again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

CATALOGS = ("pg_class", "pg_attribute", "pg_constraint", "pg_policy", "pg_trigger", "pg_proc", "pg_namespace")
OTHERS = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {} AND pid <> pg_backend_pid()".format(
        "datname = current_database()"
    )
)
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"


@dataclass
class Kept:
    """A database of a template, what it held at first, and the first transaction that is not of then."""

    template: str
    connection: psycopg.Connection
    may_silence_triggers: bool
    since: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    sequences: dict[str, int | None] = field(default_factory=dict)
    catalogs: dict[str, int] = field(default_factory=dict)
    rows: dict[str, list[bytes]] = field(default_factory=dict)

    @classmethod
    def of(cls, url: str, template: str) -> Kept:
        """Look at a fresh copy, which nobody else has opened yet."""
        connection = psycopg.connect(
            make_url(url).set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True
        )
        connection.execute("SET plan_cache_mode = force_generic_plan")
        connection.prepare_threshold = 1
        may = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
        kept = cls(template, connection, may == (True,))
        kept.since = kept._now()
        tables = [name for (name,) in connection.execute(TABLES)]
        kept.counts = {name: count for name, count, _ in kept._counted(tables, "public")}
        kept.catalogs = {name: count for name, count, _ in kept._counted(CATALOGS, "pg_catalog")}
        kept.sequences = dict(connection.execute(SEQUENCES).fetchall())
        for name in tables:
            with connection.cursor() as cursor, cursor.copy(_copy(name, "TO STDOUT")) as copied:
                kept.rows[name] = [bytes(row) for row in copied]
        return kept

    def put_back(self) -> bool:
        """Undo all that was done since; say whether that can be done."""
        if not self.may_silence_triggers:
            return False
        self.connection.execute(OTHERS)
        tables = self._counted(CATALOGS, "pg_catalog")
        if any(newer or count != self.catalogs[name] for name, count, newer in tables):
            return False
        changed = {
            name: newer
            for name, count, newer in self._counted(tuple(self.counts), "public")
            if newer or count != self.counts[name]
        }
        if changed:
            self._put_back(changed)
        for name, value in self.connection.execute(SEQUENCES).fetchall():
            if value != self.sequences[name]:
                first = self.sequences[name]
                self.connection.execute(
                    "SELECT setval(%s::regclass, %s, %s)", (f'public."{name}"', first or 1, first is not None)
                )
        self.since = self._now()
        return True

    def close(self) -> None:
        """Leave the database."""
        self.connection.close()

    def _now(self) -> int:
        found = self.connection.execute("SELECT pg_current_xact_id()::text::bigint % 4294967296").fetchone()
        assert found is not None
        return int(found[0]) + 1

    def _counted(self, tables: tuple[str, ...] | list[str], schema: str) -> list[tuple[str, int, int]]:
        """Return of each table how many rows it has, and how many of these are newer."""
        parts = [
            sql.SQL("SELECT {}, count(*), count(*) FILTER (WHERE xmin::text::bigint >= %(since)s) FROM {}").format(
                sql.Literal(name), sql.Identifier(schema, name)
            )
            for name in tables
        ]
        query = sql.SQL(" UNION ALL ").join(parts)
        return self.connection.execute(query, {"since": self.since}).fetchall()

    def _put_back(self, changed: dict[str, int]) -> None:
        """Delete what is newer, and write all rows of a table again of which some are gone, in their order."""
        run = self.connection.execute
        # No trigger fires: the keys of other tables point at rows that are there again in the end.
        run("SET session_replication_role = replica")
        again = []
        for name, newer in changed.items():
            table = sql.Identifier("public", name)
            if newer:
                run(sql.SQL("DELETE FROM {} WHERE xmin::text::bigint >= %s").format(table), (self.since,))
            left = run(sql.SQL("SELECT count(*) FROM {}").format(table)).fetchone()
            if left != (self.counts[name],):
                run(sql.SQL("DELETE FROM {}").format(table))
                again.append(name)
        # Without the dead rows, which would stand in the way of the next test's.
        run(sql.SQL("VACUUM (ANALYZE false) {}").format(sql.SQL(", ").join(map(sql.Identifier, changed))))
        for name in again:
            with self.connection.cursor() as cursor, cursor.copy(_copy(name, "FROM STDIN")) as copied:
                for row in self.rows[name]:
                    copied.write(row)
        run("SET session_replication_role = origin")


def _copy(table: str, direction: str) -> sql.Composed:
    return sql.SQL("COPY {} {}").format(sql.Identifier("public", table), sql.SQL(direction))
