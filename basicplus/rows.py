"""What every row is: a row of one group, an instant in UTC, and rows that are written once and sealed."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, DateTime, Dialect, MetaData, inspect
from sqlmodel import Field, SQLModel

from basicplus.canonical import sha256_of

SQLModel.metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcInstant(sqlalchemy.TypeDecorator[datetime]):
    """An aware instant, stored in UTC on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime cannot be stored: {value}")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class OfGroup:
    """Marks the tables whose rows belong to a group, for the criterion that scopes every query."""

    @classmethod
    def belongs_to(cls, group: int | ColumnElement[int]) -> ColumnElement[bool]:
        """Return the condition that a row belongs to a group."""
        # SQLAlchemy tries the criterion on this class itself once, which has no column yet.
        column: ColumnElement[int] = getattr(cls, "group_id", sqlalchemy.column("group_id"))
        return column == group


class GroupRow(OfGroup, SQLModel):
    """A row that belongs to one group; the session fills in `group_id` and never reads another's."""

    # Both are filled in at the first flush; None until then, whatever the annotation says.
    id: int = Field(default=None, primary_key=True)
    group_id: int = Field(default=None, foreign_key="employer_group.id", index=True)


class AsideRow(GroupRow):
    """A row that is no record: a session, an attempt, a secret. It comes and goes beside the gate and the journal.

    It has no versions, so that what it holds is nowhere but in its table.
    """


class SealedRow(GroupRow):
    """A row that is written once: its SHA-256 is taken at insertion, and the journal keeps the sum of them."""

    journal_seq: int
    sha256: str = Field(default="", max_length=64)

    def seal(self) -> str:
        """Return the SHA-256 of the canonical form of everything the row says, but for its own id and seal."""
        return row_sha256(self, leave_out=frozenset({"id", "sha256"}))


def added_later(at_first: object) -> dict[str, Any]:
    """Mark a column that a sealed table got when it already had rows: `Field(sa_column_kwargs=added_later(0))`.

    While the column says `at_first` the seal leaves it out, so that the seals of earlier rows still hold.
    """
    return {"info": {"added_later": at_first}}


def row_sha256(row: SQLModel, leave_out: frozenset[str]) -> str:
    """Return the SHA-256 of a row's columns as canonical JSON (sorted keys, ISO dates, bytes as their hash)."""
    names, added = _columns(type(row), leave_out)
    said = {name: getattr(row, name) for name in names}
    return sha256_of({name: value for name, value in said.items() if name not in added or value != added[name]})


@cache
def _columns(model: type[SQLModel], leave_out: frozenset[str]) -> tuple[list[str], dict[str, Any]]:
    """Return the columns of a table but for some, and what those added later said at first."""
    columns = [column for column in inspect(model).columns if column.key not in leave_out]
    added = {column.key: column.info["added_later"] for column in columns if "added_later" in column.info}
    return [column.key for column in columns], added
