"""The deletion log: what of which row was let go, under which rule of retention; sealed, and told by the verifier.

Where a row is anonymised, what its earlier versions said of the person goes too. Their sums in the journal then no
longer hold: the log says for which rows that is so.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Field, select

from basicplus import versions
from basicplus.db import GroupSession, SealedRow, WriteSession


class LetGo(SealedRow, table=True):
    """What was let go of a row on a day: its columns, the rule, until when it had to be kept, how sure that is."""

    __tablename__ = "let_go"

    table_name: str = Field(max_length=60)
    row_id: int
    subject: str = Field(max_length=160)
    columns: str = Field(max_length=300)
    rule: str = Field(max_length=60)
    confirmed: str = Field(max_length=10)
    keep_until_on: date
    let_go_on: date


def forget(session: WriteSession, row: Any, said_now: Mapping[str, Any]) -> None:
    """Let a row say something else, and each of its earlier versions the same."""
    for name, value in said_now.items():
        setattr(row, name, value)
    session.add(row)
    versions.overwrite(session, str(row.__tablename__), row.id, said_now)


def let_go_rows(session: GroupSession) -> set[tuple[str, int]]:
    """Return of which rows something was let go, by table and id."""
    return {(row.table_name, row.row_id) for row in session.exec(select(LetGo))}
