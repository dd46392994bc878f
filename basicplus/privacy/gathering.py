"""Everything that the records hold on a person: its rows, what hangs on them, what they were, its journal.

What hangs on a row is found by the foreign keys of the tables, so that no new table is forgotten.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import or_
from sqlmodel import SQLModel, col, select

from basicplus.db import GroupRow, GroupSession
from basicplus.history.rows import models
from basicplus.journal import JournalEntry
from basicplus.privacy.persons import Person
from basicplus.versions import RowVersion, table_of

SECRET = re.compile(r"sha256|secret|password_hash|public_key|^body$|^content$|^group_id$")
"""Columns that say nothing of a person, or that open doors: they stay out."""
AT_ONCE = 500
Row = dict[str, Any]
Ids = dict[str, set[int]]


@dataclass(frozen=True)
class Held:
    """What is held of a person: rows by table, what its own rows said before, and the entries of the journal."""

    person: Person
    tables: dict[str, list[Row]]
    before: list[Row]
    journal: list[Row]

    @property
    def count(self) -> int:
        """How many rows and entries there are."""
        return sum(map(len, self.tables.values())) + len(self.before) + len(self.journal)


def held_of(session: GroupSession, person: Person) -> Held:
    """Return everything that the group holds on a person."""
    rows = _hanging_on(session, person)
    tables = {
        name: [_told(row) for row in sorted(found.values(), key=lambda row: row.id)]
        for name, found in sorted(rows.items())
    }
    return Held(person, tables, list(_before(session, person)), list(_entries(session, person)))


def _hanging_on(session: GroupSession, person: Person) -> dict[str, dict[int, GroupRow]]:
    """Follow the foreign keys from the person's rows outwards; each row is taken once."""
    found: dict[str, dict[int, GroupRow]] = {}
    fresh = [row for row in person.rows if isinstance(row, GroupRow)]
    while fresh:
        new: Ids = {}
        for row in fresh:
            kept = found.setdefault(str(row.__tablename__), {})
            if row.id not in kept:
                kept[row.id] = row
                new.setdefault(str(row.__tablename__), set()).add(row.id)
        fresh = [row for model in _following() for row in _referring(session, model, new)]
    return found


def _following() -> list[type[SQLModel]]:
    return [model for model in models() if not issubclass(model, JournalEntry | RowVersion)]


def _referring(session: GroupSession, model: type[SQLModel], ids: Ids) -> Iterator[GroupRow]:
    """Yield the rows of a table that refer to one of some rows."""
    for key in table_of(model).foreign_keys:
        wanted = sorted(ids.get(key.column.table.name, ()))
        for start in range(0, len(wanted), AT_ONCE):
            column = getattr(model, key.parent.key)
            for row in session.exec(select(model).where(column.in_(wanted[start : start + AT_ONCE]))):
                if isinstance(row, GroupRow):
                    yield row


def _before(session: GroupSession, person: Person) -> Iterator[Row]:
    """Yield what the person's own rows said earlier, change by change."""
    for row in person.rows:
        query = select(RowVersion).where(
            RowVersion.table_name == row.__tablename__,
            RowVersion.row_id == row.id,  # type: ignore[attr-defined]
        )
        for version in session.exec(query.order_by(col(RowVersion.id))):
            said = json.loads(version.state) if version.state else {}
            yield {
                "table": version.table_name,
                "journal_entry": version.journal_seq,
                "said": {name: value for name, value in said.items() if name != "salt"},
            }


def _entries(session: GroupSession, person: Person) -> Iterator[Row]:
    """Yield the entries that the person made, and those about it; of the others' part in them, nothing."""
    numbers = person.numbers
    if not numbers:
        return
    about = [col(JournalEntry.subject).contains(number, autoescape=True) for number in numbers]
    by = [col(JournalEntry.actor).contains(f"<{number}>", autoescape=True) for number in numbers]
    words = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, numbers))})(?![\w-])")
    for entry in session.exec(select(JournalEntry).where(or_(*about, *by)).order_by(col(JournalEntry.seq))):
        made = any(f"<{number}>" in entry.actor for number in numbers)
        if made or words.search(entry.subject):
            yield {
                "entry": entry.seq,
                "at": _plain(entry.at),
                "act": entry.act,
                "subject": entry.subject,
                "made_by_the_person": made,
            }


def _told(row: GroupRow) -> Row:
    names = [column.key for column in table_of(type(row)).columns if not SECRET.search(column.key)]
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | None) else str(value)
