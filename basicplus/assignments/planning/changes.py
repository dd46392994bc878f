"""What an edit changes in the rows of a plan, and how it is taken back: pure, columns before and after."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from basicplus.canonical import canonical_json

Columns = Mapping[str, Any]
DAYS, INSTANTS = frozenset({"day", "told_on"}), frozenset({"starts_at", "ends_at"})


@dataclass(frozen=True)
class RowChange:
    """The columns of one row that an edit changed: what they said before, and what they say after.

    A row that the edit made stood in no version before: its `until_version` was its own first version.
    """

    row_id: int
    before: Columns
    after: Columns

    @property
    def reversed(self) -> RowChange:
        """The change that takes this one back."""
        return RowChange(self.row_id, self.after, self.before)


def reverse(changes: Iterable[RowChange]) -> list[RowChange]:
    """Return the changes that take an edit back, the last one first."""
    return [change.reversed for change in reversed(list(changes))]


def apply(rows: MutableMapping[int, dict[str, Any]], changes: Iterable[RowChange]) -> list[int]:
    """Write changes into rows by id; return the ids of rows that do not say what a change found, untouched all."""
    after = {row_id: dict(columns) for row_id, columns in rows.items()}
    wrong = []
    for change in changes:
        row = after.setdefault(change.row_id, {})
        if any(row.get(name) != value for name, value in change.before.items()):
            wrong.append(change.row_id)
        row.update(change.after)
    if not wrong:
        rows.update(after)
    return wrong


def to_json(changes: Iterable[RowChange]) -> str:
    """Write changes as canonical JSON."""
    return canonical_json([[each.row_id, dict(each.before), dict(each.after)] for each in changes])


def from_json(text: str) -> list[RowChange]:
    """Read what `to_json` wrote."""
    return [RowChange(row_id, _read(before), _read(after)) for row_id, before, after in json.loads(text)]


def _read(columns: Columns) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in columns.items()}


def _value(name: str, value: Any) -> Any:
    if value is not None and name in DAYS:
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if name in INSTANTS else value
