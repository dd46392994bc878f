"""What differs between two states of the records, in plain words: what was added, removed or changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal, TypeVar

from basicplus import versions
from basicplus.db import AsideRow, ReadSession
from basicplus.history.names import Names
from basicplus.history.rows import as_written, models
from basicplus.journal import JournalEntry
from basicplus.versions import RowVersion, table_of

UNSHOWN = "(not shown)"
Key = TypeVar("Key")


@dataclass(frozen=True)
class Difference:
    """What is in one of two states only, or says something else there; `columns` holds before and after."""

    kind: Literal["added", "removed", "changed"]
    name: str
    columns: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    def __str__(self) -> str:
        moved = "; ".join(_told(column, *pair) for column, pair in self.columns.items())
        return f"{self.name} {self.kind}" + (f" ({moved})" if moved else "")


def differences(earlier: ReadSession, later: ReadSession) -> dict[str, list[Difference]]:
    """Return what differs between two states of one group's rows, by table; what is confidential is not shown."""
    compared = [model for model in models() if not issubclass(model, JournalEntry | RowVersion | AsideRow)]
    tables = {table_of(model): (as_written(earlier, model), as_written(later, model)) for model in compared}
    names = Names({table.name: before | after for table, (before, after) in tables.items()})
    found = {}
    for table, (before, after) in tables.items():
        rows = compare(before, after, partial(names.of, table.name), versions.hidden(table))
        if rows:
            found[table.name] = rows
    return found


def compare(
    before: Mapping[Key, Mapping[str, Any]],
    after: Mapping[Key, Mapping[str, Any]],
    name: Callable[[Key], str] = str,
    unshown: frozenset[str] = frozenset(),
) -> list[Difference]:
    """Return what differs between two lists, given by key: removals, then changes and additions in order."""
    found = [Difference("removed", name(key)) for key in before if key not in after]
    for key, new in after.items():
        old = before.get(key)
        if old is None:
            found.append(Difference("added", name(key)))
        elif moved := _moved(old, new, unshown):
            found.append(Difference("changed", name(key), moved))
    return found


def _moved(old: Mapping[str, Any], new: Mapping[str, Any], unshown: frozenset[str]) -> dict[str, tuple[Any, Any]]:
    return {
        column: (UNSHOWN, UNSHOWN) if column in unshown else (old.get(column), value)
        for column, value in new.items()
        if old.get(column) != value
    }


def _told(column: str, old: Any, new: Any) -> str:
    if isinstance(new, list):
        return f"{column}: others"
    return f"{column}: {_word(old)} -> {_word(new)}"


def _word(value: Any) -> str:
    return "none" if value is None else str(value)
