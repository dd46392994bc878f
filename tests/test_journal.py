"""The journal: who did what, when, why, under which verdict; a chain that shows tampering."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from basicplus import journal, members, workers
from basicplus.compliance.rules import RULES
from basicplus.db import Database
from basicplus.errors import BasicplusError
from tests import cast
from tests.test_db import found_other


def entries(database: Database) -> list[journal.JournalEntry]:
    with cast.reading(database) as session:
        return list(journal.entries(session))


def broken(database: Database) -> list[str]:
    with cast.reading(database) as session:
        return list(journal.broken_links(session))


def tamper(database: Database, statement: str) -> None:
    with database.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.freeze_time("2025-03-03 09:15:00")
def test_an_act_is_written_with_its_actor_reason_verdict_and_instant(database: Database) -> None:
    with database.writing("demo", "Chantal Noël", "new declaration") as session:
        members.declare_vat(session, "M001", date(2025, 1, 1), "exempt")
    *_, before, last = entries(database)
    assert (last.seq, last.at, last.actor, last.act, last.subject, last.reason) == (
        cast.ACTS + 1,
        datetime(2025, 3, 3, 9, 15, tzinfo=UTC),
        "Chantal Noël",
        "declare VAT status",
        "M001",
        "new declaration",
    )
    assert cast.told(last) == {
        "from_on": "2025-01-01",
        "status": "exempt",
        "taxable_percent": 0,
    }
    assert json.loads(last.verdict) == {"rules": [rule.id for rule in RULES], "standing": 0}
    assert last.previous_sha256 == before.sha256


def test_an_entry_can_be_recomputed_with_the_standard_library(database: Database) -> None:
    previous = "0" * 64
    for entry in entries(database):
        fields = [
            entry.seq,
            entry.at.astimezone(UTC).isoformat(),
            entry.actor,
            entry.act,
            entry.subject,
            entry.reason,
            entry.detail,
            entry.verdict,
            previous,
        ]
        written = json.dumps(fields, separators=(",", ":"), ensure_ascii=False)
        previous = hashlib.sha256(written.encode()).hexdigest()
        assert entry.sha256 == previous


def test_the_chain_of_the_cast_is_whole(database: Database) -> None:
    assert [entry.seq for entry in entries(database)] == list(range(1, cast.ACTS + 1))
    assert broken(database) == []


@pytest.mark.parametrize("field", ["actor", "act", "subject", "reason", "detail", "verdict"])
def test_an_altered_field_shows(database: Database, field: str) -> None:
    tamper(database, f"UPDATE journal_entry SET {field} = 'altered' WHERE seq = 7")
    assert broken(database) == ["journal entry 7: its content does not match its hash"]


def test_an_altered_entry_with_a_new_hash_shows_in_the_next_one(database: Database) -> None:
    tamper(database, f"UPDATE journal_entry SET sha256 = '{'a' * 64}' WHERE seq = 7")
    assert broken(database) == [
        "journal entry 7: its content does not match its hash",
        "journal entry 8: does not follow from the entry before it",
    ]


def test_a_missing_entry_shows(database: Database) -> None:
    tamper(database, "DELETE FROM journal_entry WHERE seq = 7")
    assert broken(database) == [
        "journal entry 8: entry 7 is missing before it",
        "journal entry 8: does not follow from the entry before it",
    ]


def test_each_group_has_a_chain_of_its_own(database: Database) -> None:
    found_other(database)
    with cast.reading(database, "other") as session:
        assert [(entry.seq, entry.act) for entry in journal.entries(session)] == [
            (1, "found group"),
            (2, "record authorisation"),
            (3, "keep file"),
            (4, "adopt internal rules"),
            (5, "register member"),
            (6, "admit member"),
        ]
        assert list(journal.broken_links(session)) == []
    assert len(entries(database)) == cast.ACTS


def test_the_first_entry_of_a_session_sums_the_seals_of_its_rows(database: Database) -> None:
    cast.book(database, ("CP", 100), ("CPT", 200))
    with cast.reading(database) as session:
        rows = sorted(cast.costs(session), key=lambda row: row.id)
        sums = [each for each in journal.sealed_counts(session) if each[0] > cast.ACTS]
        assert sums == [
            (
                cast.ACTS + 1,
                "cost_entry",
                {
                    "rows": 2,
                    "sha256": hashlib.sha256("".join(row.sha256 for row in rows).encode()).hexdigest(),
                },
            )
        ]
        assert [row.journal_seq for row in rows] == [cast.ACTS + 1] * 2


def test_the_kind_of_an_absence_stays_out_of_the_journal(database: Database) -> None:
    with cast.writing(database) as session:
        workers.record_absence(session, "W001", "sickness", date(2025, 3, 3), date(2025, 3, 8))
    last = entries(database)[-1]
    assert (last.act, last.subject, cast.told(last)) == (
        "record absence",
        "W001",
        {"from_on": "2025-03-03", "until_on": "2025-03-08"},
    )


def test_an_entry_cannot_be_changed_through_a_session(database: Database) -> None:
    before = cast.contents(database)
    with pytest.raises(BasicplusError) as refusal, cast.writing(database) as session:  # noqa: PT012
        list(journal.entries(session))[6].actor = "nobody"
        journal.record(session, "change the past", "7")
    assert str(refusal.value) == "No package answers for JournalEntry: services do not write it."
    assert cast.contents(database) == before
