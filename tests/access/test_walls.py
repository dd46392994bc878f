"""On PostgreSQL the rows of others stay behind a wall of their own: raw SQL does not reach them either."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel

from basicplus.assignments import timesheets
from basicplus.db import Database
from basicplus.reach import scope_of
from basicplus.scope import Scope
from tests import cast


@pytest.fixture
def walled(database: Database) -> Database:
    """The cast with hours of two members, on a database that has walls."""
    if not database.is_walled:
        assert not database.url.startswith("postgresql")
        pytest.skip("SQLite has no row-level security")
    afternoon = cast.hours(agreement="A-CP-2", site="S-M002", start_time="13:00", end_time="16:00")
    cast.do(database, cast.hours(), afternoon)
    return database


def scope(database: Database, worker: str | None = None, *numbers: str) -> Scope:
    with cast.reading(database) as session:
        return scope_of(session, worker, numbers)


def test_raw_queries_of_a_member_find_its_rows_only(walled: Database) -> None:
    asked = {
        "member": "SELECT number FROM member",
        "hours": "SELECT DISTINCT member.number FROM time_entry JOIN member ON member.id = member_id",
        "workers": "SELECT number FROM worker",
        "journal": "SELECT act FROM journal_entry",
    }
    with walled.reading(cast.GROUP, scope=scope(walled, None, "M002")) as session:
        found = {
            name: sorted(row[0] for row in session.connection().execute(text(query)))
            for name, query in asked.items()
        }
    # Those who serve M002: the prevention advisor did, the others are named in no agreement.
    assert found == {"member": ["M002"], "hours": ["M002"], "workers": ["W001"], "journal": []}


def test_every_table_can_be_read_behind_the_wall(walled: Database) -> None:
    with walled.reading(cast.GROUP, scope=scope(walled, "W002", "M002")) as session:
        for name in SQLModel.metadata.tables:
            session.connection().execute(text(f'SELECT count(*) FROM "{name}"')).scalar()
        assert session.connection().execute(text("SELECT current_user")).scalar() == "basicplus_narrow"


def test_nothing_is_written_behind_the_wall(walled: Database) -> None:
    with walled.reading(cast.GROUP, scope=scope(walled, None, "M002")) as session:
        with pytest.raises(Exception, match="permission denied"):
            session.connection().execute(text("UPDATE member SET name = 'x'"))
        session.rollback()


def test_the_next_session_of_the_connection_is_in_front_of_it(walled: Database) -> None:
    reached = scope(walled, None, "M002")
    for _ in range(3):
        with walled.reading(cast.GROUP, scope=reached) as session:
            assert len(session.connection().execute(text("SELECT id FROM member")).all()) == 1
        with cast.reading(walled) as session:
            assert len(session.connection().execute(text("SELECT id FROM member")).all()) == 3


def test_a_worker_writes_its_hours_from_behind_the_wall(walled: Database) -> None:
    day = cast.NEW_YEAR.replace(month=3, day=4)
    with walled.writing(cast.GROUP, "W001", scope=scope(walled, "W001")) as session:
        row = timesheets.log(session, cast.hours(day=day))
        session.flush()
        assert session.connection().execute(text("SELECT current_user")).scalar() == "basicplus_narrow"
        found = session.connection().execute(
            text("SELECT count(*) FROM time_entry WHERE worker_id <> :own"), {"own": row.worker_id}
        )
        assert found.scalar() == 0
    with cast.reading(walled) as session:
        assert len(cast.entries(session, day=day)) == 1
