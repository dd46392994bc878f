"""Whose rows a narrow session reaches: a member's people, a worker; which rows these are is said by a map."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, false
from sqlalchemy.orm import with_loader_criteria
from sqlalchemy.sql import visitors
from sqlmodel import SQLModel, col


@dataclass(frozen=True)
class Scope:
    """Whose rows a session reaches, by their ids: of some members, of one worker, and what comes with them.

    `served` are the members that the worker serves: who they are, where and whom to call. `serving` are the
    workers who serve the members: who they are. `agreements` are those of the members, `works_under` those under
    which the worker serves, with all their versions.
    """

    members: tuple[int, ...] = ()
    workers: tuple[int, ...] = ()
    served: tuple[int, ...] = ()
    serving: tuple[int, ...] = ()
    agreements: tuple[int, ...] = ()
    works_under: tuple[int, ...] = ()

    def among(self, column: Any, *names: str) -> ColumnElement[bool]:
        """Return the condition that a column holds an id under these names; never where there is none."""
        ids = tuple(sorted({each for name in names for each in getattr(self, name)}))
        return col(column).in_(ids) if ids else false()


NAMES: tuple[str, ...] = tuple(field.name for field in fields(Scope))
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
            # Statements of the ORM hold annotated copies of a table.
            found.add(table.metadata.tables[table.key])
    return found
