"""Whose rows a narrow session reaches: a member's people, a worker; which rows these are is said by a map."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, false
from sqlalchemy.orm import with_loader_criteria
from sqlalchemy.sql import visitors
from sqlmodel import SQLModel


@dataclass(frozen=True)
class Scope:
    """Whose rows a session reaches, by their ids: of some members, of one worker, and what comes with them.

    `served` are the members that the worker serves: who they are, where and whom to call. `serving` are the
    workers who serve the members: who they are.
    """

    member_ids: tuple[int, ...] = ()
    worker_id: int | None = None
    served: tuple[int, ...] = ()
    serving: tuple[int, ...] = ()

    @property
    def known_members(self) -> tuple[int, ...]:
        """The members whose name and places are no secret here: its own, and those that the worker serves."""
        return tuple(sorted({*self.member_ids, *self.served}))

    @property
    def known_workers(self) -> tuple[int, ...]:
        """The workers whose name is no secret here: itself, and those who serve the members."""
        own = () if self.worker_id is None else (self.worker_id,)
        return tuple(sorted({*own, *self.serving}))

    @property
    def workers(self) -> tuple[int, ...]:
        """The worker, as a list of one or none."""
        return () if self.worker_id is None else (self.worker_id,)


Reach = Mapping[type[SQLModel], Callable[[Scope], ColumnElement[bool]]]
"""Which rows of a table a scope reaches; of a table that is not named, none."""


def criteria(statement: Any, models: Mapping[Table, type[SQLModel]], reach: Reach, scope: Scope) -> Iterator[Any]:
    """Yield the options that narrow every table of a statement, wherever in it the table stands."""
    for table in sorted(_tables(statement), key=lambda table: table.name):
        model = models[table]
        wanted = reach[model](scope) if model in reach else false()
        yield with_loader_criteria(model, wanted, include_aliases=True)


def _tables(statement: Any) -> set[Table]:
    found = set()
    for element in visitors.iterate(statement):
        table = element.table if isinstance(element, Column) else element
        while (inner := getattr(table, "element", None)) is not None:
            table = inner
        if isinstance(table, Table):
            found.add(_plain(table))
    return found


def _plain(table: Any) -> Table:
    """Return the table itself: statements of the ORM hold annotated copies of it."""
    return table.metadata.tables[table.key]  # type: ignore[no-any-return]
