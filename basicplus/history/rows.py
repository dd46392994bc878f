"""Which tables have versions, the rows they hold now, and where the versions of a group begin."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import inspect
from sqlmodel import SQLModel, col, func, select

from basicplus import journal, versions
from basicplus.canonical import canonical_json
from basicplus.db import Database, GroupSession, OfGroup, PassingRow, SealedRow, pick
from basicplus.groups import Group
from basicplus.journal import JournalEntry
from basicplus.versions import RowVersion, table_of

ACTOR = "basicplus"


def models() -> list[type[SQLModel]]:
    """Return the class of every table of records, those referred to before those that refer; no passing rows."""
    mapped = {mapper.local_table: mapper.class_ for mapper in inspect(RowVersion).registry.mappers}
    found = [mapped[table] for table in SQLModel.metadata.sorted_tables]
    return [model for model in found if not issubclass(model, PassingRow)]


def versioned() -> list[type[SQLModel]]:
    """Return the models whose rows can change, and so have versions."""
    return [model for model in models() if not issubclass(model, SealedRow | RowVersion | JournalEntry)]


def rows_of(session: GroupSession, model: type[SQLModel], *wanted: Any) -> Iterator[dict[str, Any]]:
    """Yield the columns of the group's rows as the table holds them now."""
    assert issubclass(model, OfGroup)
    query = pick(*table_of(model).columns).where(model.belongs_to(session.group()), *wanted)
    for row in session.rows(query):
        yield dict(row._mapping)


def as_written(session: GroupSession, model: type[SQLModel]) -> dict[int, dict[str, Any]]:
    """Return the group's rows by id, their values as a version would write them."""
    rows: list[dict[str, Any]] = json.loads(canonical_json(list(rows_of(session, model))))
    return {row["id"]: row for row in rows}


def first_kept(session: GroupSession) -> JournalEntry | None:
    """Return the journal entry from which on every row has versions; None where nothing was kept yet."""
    first = pick(func.min(RowVersion.journal_seq)).scalar_subquery()
    return session.exec(select(JournalEntry).where(JournalEntry.seq == first)).first()


def begin(database: Database) -> list[str]:
    """Keep a first version of every row of each group that has none yet; return the codes of these groups.

    What the rows were before is not known and is not made up: time travel begins with this act.
    """
    begun = _without_versions(database)
    for code in begun:
        with database.writing(code, ACTOR, "upgrade of the database") as session:
            kept = [
                (table_of(model).name, row["id"], versions.full_state(table_of(model), row))
                for model in versioned()
                for row in rows_of(session, model)
            ]
            summed = versions.write(session, journal.first_seq(session), kept)
            journal.record(session, "begin versions", code, versions=summed)
    return begun


def _without_versions(database: Database) -> list[str]:
    with database.engine.execution_options(purpose="read").connect() as connection:
        query = pick(Group.code).where(col(Group.id).not_in(pick(RowVersion.group_id)))
        return list(connection.execute(query.order_by(Group.code)).scalars())
