"""Versions of rows: what each commit left of every row it changed; knows neither law nor journal.

Sealed rows need none: they are written once and name their journal entry. The first version of a row holds all its
columns, the later ones those that changed; the state of a row is what its versions say, laid over one another.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Index, Table, Text, inspect
from sqlmodel import Field, SQLModel, col, select

from basicplus.canonical import canonical_json
from basicplus.db import AsideRow, Change, GroupRow, GroupSession, SealedRow, WriteSession, append, pick
from basicplus.errors import BasicplusError

# What says whose row it is stands beside the state; the salt is no column.
BESIDE = frozenset({"id", "group_id"})
SALT = "salt"
States = dict[str, dict[int, dict[str, Any]]]
Kept = tuple[str, int, str | None]


class RowVersion(GroupRow, table=True):
    """What a commit left of a row, as canonical JSON of its columns; None when it deleted the row.

    `journal_seq` is the first entry of that commit, and its detail sums the versions.
    """

    __tablename__ = "row_version"
    __table_args__ = (Index(None, "group_id", "journal_seq"),)

    table_name: str = Field(max_length=60)
    row_id: int
    journal_seq: int
    state: str | None = Field(default=None, sa_column=Column(Text))


def confidential() -> dict[str, Any]:
    """Mark a column whose content auditors may not see: `Field(sa_column_kwargs=confidential())`."""
    return {"info": {"confidential": True}}


def hidden(table: Table) -> frozenset[str]:
    """Return the columns of a table whose content is not shown."""
    return frozenset(column.name for column in table.columns if column.info.get("confidential"))


def table_of(model: type[SQLModel]) -> Table:
    """Return the table of a model."""
    table = inspect(model).local_table
    assert isinstance(table, Table)
    return table


def keep(session: WriteSession, journal_seq: int) -> dict[str, Any] | None:
    """Keep a version of each row that the session changed; return their sum, None when it changed no row."""
    changes = session.unit.changes()
    kept = [version for change in changes if (version := _version(change)) is not None]
    return write(session, journal_seq, kept) if kept else None


def write(session: WriteSession, journal_seq: int, kept: Sequence[Kept]) -> dict[str, Any]:
    """Write versions, given as (table, row id, state), under a journal entry; return their sum."""
    group_id = session.group()
    rows = [
        {
            "group_id": group_id,
            "table_name": table,
            "row_id": row_id,
            "journal_seq": journal_seq,
            "state": state,
        }
        for table, row_id, state in kept
    ]
    append(session.connection(), table_of(RowVersion), rows)
    return sum_of(kept)


def overwrite(session: WriteSession, table: str, row_id: int, said_now: Mapping[str, Any]) -> None:
    """Have every version of a row say something else in some columns: for what the law lets go alone."""
    connection, kept = session.connection(), table_of(RowVersion)
    for version in session.exec(
        select(RowVersion).where(RowVersion.table_name == table, RowVersion.row_id == row_id)
    ):
        said = json.loads(version.state) if version.state else {}
        if any(said[name] != value for name, value in said_now.items() if name in said):
            said |= {name: value for name, value in said_now.items() if name in said}
            changed = kept.update().where(kept.c.id == version.id).values(state=canonical_json(said))
            connection.execute(changed)


def full_state(table: Table, columns: dict[str, Any]) -> str:
    """Write all columns of a row, as its first version holds them."""
    return _written(table, {name: value for name, value in columns.items() if name not in BESIDE})


def sum_of(kept: Sequence[Kept]) -> dict[str, Any]:
    """Return how many versions there are, and the SHA-256 over them in the order in which they were written."""
    digest = hashlib.sha256()
    for version in kept:
        digest.update(canonical_json(version).encode())
    return {"rows": len(kept), "sha256": digest.hexdigest()}


def all_kept(
    session: GroupSession, until_seq: int | None = None, without: Collection[str] = ()
) -> Iterator[tuple[int, Kept]]:
    """Yield (journal entry, version) in the order of writing, those up to an entry only if one is named.

    Versions of the tables `without` are left out.
    """
    names = ("journal_seq", "table_name", "row_id", "state")
    query = pick(*(getattr(RowVersion, name) for name in names)).order_by(RowVersion.id)
    if until_seq is not None:
        query = query.where(RowVersion.journal_seq <= until_seq)
    if without:
        query = query.where(col(RowVersion.table_name).not_in(without))
    for seq, *version in session.rows(query):
        yield seq, (version[0], version[1], version[2])


def states(kept: Iterable[tuple[int, Kept]]) -> States:
    """Lay versions over one another: the last state of every row, by table and id; a deleted row has none."""
    found: States = {}
    for _, (table, row_id, state) in kept:
        rows = found.setdefault(table, {})
        if state is None:
            rows.pop(row_id, None)
        else:
            rows.setdefault(row_id, {}).update(_read(table, row_id, state))
    return found


def _read(table: str, row_id: int, state: str) -> dict[str, Any]:
    try:
        columns = json.loads(state)
    except ValueError:
        columns = None
    if not isinstance(columns, dict):
        raise BasicplusError(
            f"A version of {table} {row_id} was altered and cannot be read: see `basicplus verify`."
        )
    return columns


def _version(change: Change) -> Kept | None:
    table = table_of(type(change.row))
    if isinstance(change.row, SealedRow | AsideRow) or change.states() == []:
        return None
    if change.after is None:
        assert change.before is not None
        return table.name, change.before["id"], None
    if change.before is None:
        return table.name, change.after["id"], full_state(table, change.after)
    moved = {name: value for name, value in change.after.items() if change.before[name] != value}
    return (table.name, change.after["id"], _written(table, moved)) if moved else None


def _written(table: Table, columns: dict[str, Any]) -> str:
    """Salt what is confidential: the journal holds sums of it, from which few possible values could be guessed."""
    salt = {SALT: secrets.token_hex(16)} if hidden(table) & columns.keys() else {}
    return canonical_json(columns | salt)
