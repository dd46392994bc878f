"""Statements: single columns, one row, whole tables; kept where they run again, and narrowed to one group."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import sqlalchemy
from sqlalchemy import Integer, bindparam, inspect, literal_column
from sqlalchemy.orm import with_loader_criteria
from sqlmodel import select

from basicplus.rows import GroupRow, OfGroup


def pick(*columns: Any) -> Any:
    """Select single columns: the typed `select` of SQLModel stops at four of them."""
    return sqlalchemy.select(*columns)


def prepared(statement: Any) -> Any:
    """Mark a statement that is kept and run again with other `bindparam` values: what it costs is paid once.

    To write a statement and to find it among those that were compiled takes longer than most answers.
    """
    return statement.execution_options(prepared=True)


@cache
def whole(model: type[GroupRow]) -> Any:
    """Select every column of a table in order of id: rows that are only read need not be made objects."""
    return prepared(pick(*(getattr(model, each.key) for each in inspect(model).column_attrs)).order_by(model.id))


@lru_cache(maxsize=1000)
def one_row(model: type[GroupRow], said: frozenset[str], unsaid: frozenset[str]) -> Any:
    """Return the query of a row whose columns `said` have the values of these names, and `unsaid` have none."""
    wanted = [getattr(model, name) == bindparam(name) for name in sorted(said)]
    return prepared(select(model).where(*wanted, *(getattr(model, name).is_(None) for name in sorted(unsaid))))


def of_group(statement: Any, group_id: int) -> Any:
    """Return a statement that sees the rows of one group only."""
    if statement.get_execution_options().get("prepared"):
        return _kept(statement, group_id)
    return statement.options(_criterion(group_id))


@lru_cache(maxsize=1000)
def _kept(statement: Any, group_id: int) -> Any:
    return statement.options(_criterion(group_id))


@lru_cache(maxsize=1000)
def _criterion(group_id: int) -> Any:
    """Return the criterion of a group; to make it anew for each query would cost as much as a short query.

    The id is written into the statement: a bound value in such a criterion makes SQLAlchemy compare expressions
    at every execution.
    """
    group = literal_column(str(int(group_id)), Integer)
    return with_loader_criteria(OfGroup, lambda cls: cls.belongs_to(group), include_aliases=True)
