"""What a session that writes has changed so far: every row, what it said before, and what it says now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm.base import NO_VALUE
from sqlmodel import SQLModel

from basicplus.rows import SealedRow

Columns = dict[str, Any] | None
"""What the columns of a row say; None where there is no such row."""


@dataclass(frozen=True)
class Change:
    """What one row was and is: column values before and after, None where the row did not or does not exist."""

    row: SQLModel
    before: Columns
    after: Columns

    def states(self) -> list[dict[str, Any]]:
        """Return the state before and the state after, as far as they exist."""
        return [state for state in (self.before, self.after) if state is not None]


@dataclass
class Unit:
    """What a writing session has done so far, and for whom."""

    actor: str
    reason: str | None
    despite: str | None = None
    first_states: dict[int, tuple[SQLModel, dict[str, Any] | None]] = field(default_factory=dict)
    sealed: list[SealedRow] = field(default_factory=list)
    acts: list[Any] = field(default_factory=list)
    first_seq: int | None = None
    verdict: dict[str, Any] | None = None
    passed: bool = False
    spent: bool = False

    def changes(self, since: Mapping[int, Columns] | None = None) -> list[Change]:
        """Return every row changed since the session began, or since a `mark`, with its state then and now."""
        known = since or {}
        present = ((key, row, before, _present(row)) for key, (row, before) in self.first_states.items())
        return [
            Change(row, known.get(key, before), after)
            for key, row, before, after in present
            if key not in known or known[key] != after
        ]

    def mark(self) -> dict[int, Columns]:
        """Return what every row changed so far says now, for `changes` to begin from."""
        return {key: _present(row) for key, (row, _) in self.first_states.items()}


@cache
def _names(model: type[SQLModel]) -> tuple[str, ...]:
    return tuple(column.key for column in inspect(model).columns)


def _columns(row: SQLModel) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _names(type(row))}


def _present(row: SQLModel) -> Columns:
    return None if inspect(row).deleted or inspect(row).detached else _columns(row)


def state_before(row: SQLModel) -> dict[str, Any]:
    """Return what the columns of a row said before it was changed."""
    committed = inspect(row).committed_state
    assert NO_VALUE not in committed.values(), "a column changed that was never read"
    return _columns(row) | {name: committed[name] for name in _names(type(row)) if name in committed}
