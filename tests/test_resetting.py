"""What the tests stand on: whatever one did to its PostgreSQL database, the next finds it as if it were new."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text

from basicplus.store import open_store
from tests import cast
from tests.conftest import Templates

pytestmark = pytest.mark.postgres
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences ORDER BY 1"


def found(url: str) -> tuple[dict[str, Any], list[Any]]:
    """Return all rows in the order in which they lie, and where every sequence stands."""
    engine = create_engine(url)
    with engine.connect() as connection:
        tables = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars()
        rows = {name: connection.execute(text(f'SELECT * FROM "{name}"')).all() for name in tables}
        sequences = list(connection.execute(text(SEQUENCES)).all())
    engine.dispose()
    return rows, sequences


def live(url: str) -> None:
    """Commit acts that add, change and delete rows, and leave one half done on an open connection."""
    database = open_store(url)
    cast.do(database, cast.hours())
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE member SET name = 'Changed' WHERE number = 'M002'"))
        connection.execute(text("DELETE FROM tariff"))
        connection.execute(text("DELETE FROM journal_entry WHERE seq = 3"))
    left = database.engine.connect()
    left.execute(text("UPDATE worker SET last_name = 'Left'"))


def lent(templates: Templates, template: str, *acts: Any) -> list[str]:
    """Lend a database, let it be used and give it back, once for each act; return the names that were lent."""
    names = []
    for act in acts:
        url = templates.lend(template)
        names.append(url)
        act(url)
        templates.give_back(url)
    return names


def test_what_was_written_is_undone_and_the_database_serves_again(postgresql_templates: Templates) -> None:
    states: list[Any] = []

    def look(url: str) -> None:
        states.append(found(url))

    names = lent(postgresql_templates, postgresql_templates.cast, look, live, look, live, look)
    assert len(set(names)) == 1
    assert states[0] == states[1] == states[2]
    assert len(states[0][0]["tariff"]) == 3


def test_a_database_whose_tables_were_changed_is_not_lent_again(postgresql_templates: Templates) -> None:
    def change(url: str) -> None:
        engine: Engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE member DROP COLUMN name"))
        engine.dispose()

    changed, after = lent(postgresql_templates, postgresql_templates.empty, change, found)
    assert after != changed
