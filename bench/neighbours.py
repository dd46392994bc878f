"""Other groups in the same database: copies of the one that is measured, written behind the services' backs."""

from __future__ import annotations

from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Table
from sqlmodel import SQLModel

from basicplus.db import Database
from basicplus.groups import Group

APART = 10_000_000
"""What lies between the ids of two copies."""
BATCH = 5_000


def add(database: Database, copies: int) -> None:
    """Copy every row of the only group `copies` times, each under a group of its own."""
    with database.engine.execution_options(purpose="write").begin() as connection:
        for table in SQLModel.metadata.sorted_tables:
            rows = [dict(row) for row in connection.execute(sqlalchemy.select(table)).mappings()]
            for number in range(1, copies + 1):
                _insert(connection, table, [_copied(table, row, number) for row in rows])


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), BATCH):
        connection.execute(table.insert(), rows[start : start + BATCH])


def _copied(table: Table, row: dict[str, Any], number: int) -> dict[str, Any]:
    copy = dict(row)
    for column in table.columns:
        if copy[column.name] is not None and (column.primary_key or column.foreign_keys):
            copy[column.name] += number * APART
    if table.name == Group.__tablename__:
        copy |= {"code": f"{row['code']}-{number}", "enterprise_number": f"9{number:09d}"}
    return copy
