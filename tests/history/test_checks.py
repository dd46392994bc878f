"""One changed byte in a row that can change is named, and so is a version altered, added or taken away."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from basicplus import history, workers
from basicplus.db import Database
from tests import cast
from tests.test_db import found_other

ALTERED = "its row is not what was last recorded"
OTHERS = "versions of rows of journal entry 1: 45 here, 45 recorded there, or not the same"


def rows_named(database: Database) -> list[str]:
    with database.reading(cast.GROUP) as session:
        return list(history.altered_rows(session))


def versions_named(database: Database) -> list[str]:
    with database.reading(cast.GROUP) as session:
        return list(history.altered_versions(session))


def tamper(database: Database, statement: str) -> None:
    with database.engine.begin() as connection:
        assert connection.execute(text(statement)).rowcount == 1


def test_untouched_records_hold_with_two_groups_in_the_database(database: Database) -> None:
    found_other(database)
    with cast.writing(database) as session:
        workers.record_absence(session, "W001", "sickness", date(2025, 3, 3), date(2025, 3, 8))
    assert (rows_named(database), versions_named(database)) == ([], [])


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("UPDATE worker SET last_name = 'Lambart W003' WHERE number = 'W003'", "worker W003"),
        ("UPDATE member SET city = 'Dinand' WHERE number = 'M002'", "member M002"),
        ("UPDATE employer_group SET iban = 'BE68539007547035' WHERE code = 'demo'", "employer group demo"),
        (
            "UPDATE employment_contract SET purpose_clause = NOT purpose_clause WHERE number = 'C-W001'",
            "employment contract C-W001",
        ),
        (
            "UPDATE contract_terms SET week_minutes = week_minutes - 1 WHERE worker_id ="
            " (SELECT id FROM worker WHERE number = 'W002')",
            "contract terms of employment contract C-W002 from 2021-01-04",
        ),
        (
            "UPDATE membership SET from_on = '2021-01-02' WHERE member_id ="
            " (SELECT id FROM member WHERE number = 'M001')",
            "membership of member M001 from 2021-01-01",
        ),
        (
            "UPDATE time_entry SET note = 'x' WHERE kind = 'service'",
            "time entry of worker W001 on 2025-03-03",
        ),
    ],
)
def test_a_changed_byte_of_a_row_is_named(database: Database, statement: str, name: str) -> None:
    cast.do(database, cast.hours())
    tamper(database, statement)
    assert rows_named(database) == [f"{name}: {ALTERED}"]
    assert versions_named(database) == []


def test_a_row_written_behind_the_back_of_the_gate_is_named(database: Database) -> None:
    tamper(
        database,
        "INSERT INTO contact (group_id, member_id, role, name, email)"
        " SELECT group_id, id, 'signer', 'Nobody', '' FROM member WHERE number = 'M003'",
    )
    assert rows_named(database) == ["contact of member M003: was never recorded"]


def test_a_row_taken_away_behind_the_back_of_the_gate_is_named(database: Database) -> None:
    tamper(database, "DELETE FROM contact WHERE member_id = (SELECT id FROM member WHERE number = 'M003')")
    assert rows_named(database) == ["contact of member M003: its row is gone, and nobody recorded that"]


def test_an_altered_version_is_named_with_its_journal_entry_and_its_row(database: Database) -> None:
    tamper(
        database,
        "UPDATE row_version SET state = replace(state, 'W003', 'W004') WHERE table_name = 'worker'"
        " AND state LIKE '%\"W003\"%'",
    )
    assert versions_named(database) == [OTHERS]
    assert rows_named(database) == [f"worker W004: {ALTERED}"]


def test_versions_taken_away_are_named(database: Database) -> None:
    tamper(database, "DELETE FROM row_version WHERE table_name = 'employer_group'")
    assert versions_named(database) == [OTHERS.replace("45 here", "44 here")]
    assert rows_named(database) == ["employer group demo: was never recorded"]


def test_a_row_and_its_version_altered_alike_still_show_in_the_journal(database: Database) -> None:
    tamper(database, "UPDATE employer_group SET city = 'Namus' WHERE code = 'demo'")
    tamper(
        database,
        "UPDATE row_version SET state = replace(state, '\"Namur\"', '\"Namus\"')"
        " WHERE table_name = 'employer_group'",
    )
    assert rows_named(database) == []
    assert versions_named(database) == [OTHERS]


def test_the_sum_of_a_medical_reason_cannot_be_guessed(database: Database) -> None:
    for _ in range(2):
        with cast.writing(database) as session:
            workers.record_absence(session, "W001", "sickness", date(2025, 3, 3), date(2025, 3, 8))
    with database.engine.connect() as connection:
        states = (
            connection.execute(text("SELECT state FROM row_version WHERE table_name = 'absence' ORDER BY id"))
            .scalars()
            .all()
        )
    assert len(states) == len(set(states)) == 2
    assert rows_named(database) == []


def test_a_version_that_is_no_json_any_more_is_named(database: Database) -> None:
    tamper(database, "UPDATE row_version SET state = '{' WHERE table_name = 'employer_group'")
    assert versions_named(database) == [OTHERS]
    assert rows_named(database) == [
        "A version of employer_group 1 was altered and cannot be read: see `basicplus verify`."
    ]


@pytest.mark.parametrize("templates", ["sqlite"], indirect=True)
def test_a_row_that_cannot_be_read_any_more_is_named_by_its_table(database: Database) -> None:
    tamper(database, "UPDATE employment_contract SET from_on = '2021-01-0x' WHERE number = 'C-W001'")
    assert rows_named(database) == [
        "employment contract: a row cannot be read (Invalid isoformat string: '2021-01-0x')"
    ]
