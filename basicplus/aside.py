"""Rows beside the gate: written at once, judged by no rule, journaled by none; for what proves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.orm import UOWTransaction

from basicplus.db import AsideRow, Database, GroupSession, find_group
from basicplus.errors import BasicplusError


class AsideSession(GroupSession):
    """A session that writes rows beside the gate, and no others."""


@contextmanager
def aside(database: Database, group: str | int | None) -> Iterator[AsideSession]:
    """Open a session for the rows that a group, named by code or id, keeps aside; it commits on leaving.

    It takes no lock of the group: it is short, and what must happen once is kept unique by its table.
    """
    with AsideSession(database.engine.execution_options(purpose="write"), expire_on_commit=False) as session:
        session.database = database
        session.group_id = group if isinstance(group, int) else find_group(session, group)
        yield session
        session.commit()


@event.listens_for(AsideSession, "before_flush")
def _own_rows_only(session: AsideSession, _context: UOWTransaction, _rows: object) -> None:
    for row in [*session.new, *session.dirty, *session.deleted]:
        if not isinstance(row, AsideRow):
            raise BasicplusError(f"{type(row).__name__} is a record: it is written through the gate.")
        if row in session.new and row.group_id is None:
            row.group_id = session.group()
        if row.group_id != session.group():
            raise BasicplusError("A session writes to its own group only.")
