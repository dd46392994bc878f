"""The records of a group as they were known at an instant, put together in memory from versions and sealed rows.

Every list, page and audit then runs on them unchanged, with the same ids.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Date, Table
from sqlmodel import SQLModel, col, func

from basicplus import clock, versions
from basicplus.db import AsideRow, Database, Gate, GroupSession, ReadSession, SealedRow, UtcInstant, append, pick
from basicplus.errors import NotFound, invalid
from basicplus.history.rows import first_kept, models, rows_of
from basicplus.journal import JournalEntry
from basicplus.versions import table_of

Rows = list[dict[str, Any]]
Models = Collection[type[SQLModel]]


class MemoryDatabase(Database):
    """A database in memory, for reading only: what is put into it was checked when it was recorded."""

    _pragmas = ("foreign_keys=OFF", "ignore_check_constraints=ON")

    def __init__(self, gate: Gate) -> None:
        super().__init__("sqlite:///:memory:", gate)


@contextmanager
def known(
    database: Database, group: str | None, known_on: date | None, without: Models = ()
) -> Iterator[ReadSession]:
    """Open the records of a group as known at the end of a Brussels day; as they are now when it is None.

    Tables `without` are left empty: who does not read the big ones need not wait for them.
    """
    if known_on is None:
        with database.reading(group) as session:
            yield session
    else:
        with as_known(database, group, end_of(known_on), without) as session:
            yield session


@contextmanager
def as_known(
    database: Database, group: str | None, before: datetime, without: Models = ()
) -> Iterator[ReadSession]:
    """Open the records of a group as they were known just before an instant, under the law of today's programs."""
    memory = MemoryDatabase(database.gate)
    try:
        with database.reading(group) as session:
            group_id = session.group()
            _recall(session, last_seq(session, before), memory, without)
        with memory.reading_as(group_id) as recalled:
            yield recalled
    finally:
        memory.close()


def end_of(day: date) -> datetime:
    """Return the instant at which a Brussels day is over."""
    return clock.at(day + timedelta(days=1), time())


def not_to_come(field: str, known_on: date, today: date) -> date:
    """Return a day on which something may have been known; refuse one that is yet to come."""
    if known_on > today:
        raise invalid(
            field, known_on, f"a day not after today ({today}): what will be recorded by then is not known"
        )
    return known_on


def last_seq(session: GroupSession, before: datetime) -> int:
    """Return the number of the last journal entry written before an instant; refuse one before all versions."""
    query = pick(func.max(JournalEntry.seq)).where(JournalEntry.at < before)
    seq: int | None = session.rows(query)[0][0]
    first = first_kept(session)
    if seq is None or first is None or seq < first.seq:
        since = first.at.astimezone(clock.BRUSSELS).isoformat(" ", "minutes") if first else "the next change"
        raise NotFound(f"Nothing is known from before {since}: this group's rows have versions from then on.")
    return seq


def _recall(session: GroupSession, seq: int, memory: MemoryDatabase, without: Models) -> None:
    left_out = [table_of(model).name for model in without]
    states = versions.states(versions.all_kept(session, seq, left_out))
    with memory.engine.begin() as connection:
        SQLModel.metadata.create_all(connection)
        for model in models():
            table = table_of(model)
            if issubclass(model, AsideRow) or model in without:
                continue
            if issubclass(model, JournalEntry):
                rows = list(rows_of(session, model, col(JournalEntry.seq) <= seq))
            elif issubclass(model, SealedRow):
                rows = list(rows_of(session, model, col(model.journal_seq) <= seq))
            else:
                rows = _rebuilt(session.group(), table, states.get(table.name, {}))
            append(connection, table, rows)


def _rebuilt(group_id: int, table: Table, states: dict[int, dict[str, Any]]) -> Rows:
    """Return rows from their states; a column that came later has what it has by default."""
    blank = {column.name: _default(column) for column in table.columns}
    readers = {column.name: reader for column in table.columns if (reader := _reader(column.type))}
    rows = []
    for row_id, state in states.items():
        row = blank | {name: value for name, value in state.items() if name in blank}
        for name, reader in readers.items():
            if row[name] is not None:
                row[name] = reader(row[name])
        row["id"] = row_id
        if "group_id" in blank:
            row["group_id"] = group_id
        rows.append(row)
    return rows


def _default(column: Any) -> Any:
    return None if column.nullable or not column.default else column.default.arg


def _reader(kind: Any) -> Callable[[str], Any] | None:
    if isinstance(kind, UtcInstant):
        return datetime.fromisoformat
    return date.fromisoformat if isinstance(kind, Date) else None
