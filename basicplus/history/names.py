"""What people call a row: its number or code, or whose it is and of which day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import SQLModel

OWN = ("number", "code", "reference")
DAYS = {"day": "on", "month": "of", "year": "of", "from_on": "from", "signed_on": "of"}
Tables = Mapping[str, Mapping[int, Mapping[str, Any]]]


class Names:
    """Names rows by what their tables hold: `worker W003`, `membership of member M001 from 2025-01-01`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def of(self, table: str, row_id: int) -> str:
        """Return the name of a row."""
        columns = self._columns(table, row_id)
        if own := _own(columns):
            return f"{word(table)} {own}"
        owner, day = self._owner(table, columns), _day(columns)
        return word(table) + (f" of {owner}" if owner else f" {row_id}") + (f" {day}" if day else "")

    def _owner(self, table: str, columns: Mapping[str, Any]) -> str | None:
        """Return the name of the first row it refers to that has a name of its own."""
        for column in SQLModel.metadata.tables[table].columns:
            for key in column.foreign_keys if column.name != "group_id" else ():
                target = key.column.table.name
                if own := _own(self._columns(target, columns.get(column.name))):
                    return f"{word(target)} {own}"
        return None

    def _columns(self, table: str, row_id: int | None) -> Mapping[str, Any]:
        return {} if row_id is None else self._tables.get(table, {}).get(row_id, {})


def word(table: str) -> str:
    """Return the name of a table as people write it."""
    return table.replace("_", " ")


def _own(columns: Mapping[str, Any]) -> str | None:
    return next((str(columns[name]) for name in OWN if columns.get(name)), None)


def _day(columns: Mapping[str, Any]) -> str | None:
    return next((f"{how} {columns[name]}" for name, how in DAYS.items() if columns.get(name)), None)
