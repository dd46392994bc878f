"""`verify` notices one changed byte, wherever it is, and names the place."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from basicplus.db import Database
from basicplus.store import open_store
from basicplus.verification import verify
from tests.small_demo import SmallDemo


def problems_of(file: Path, documents: Path | None = None) -> list[tuple[str, str]]:
    database: Database = open_store(str(file))
    try:
        with database.reading() as session:
            result = verify(session, "demo", documents)
    finally:
        database.close()
    assert result.ok == (not result.problems)
    return [(problem["check"], problem["problem"]) for problem in result.problems]


def change(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        done = connection.execute(statement)
        connection.commit()
        assert done.rowcount == 1


def test_an_untouched_year_holds(built_demo: SmallDemo) -> None:
    assert problems_of(built_demo.file, built_demo.documents) == []


def test_a_changed_journal_entry_is_named(small_demo: SmallDemo) -> None:
    change(small_demo.file, "UPDATE journal_entry SET actor = 'demp' WHERE seq = 7")
    assert problems_of(small_demo.file) == [("journal", "journal entry 7: its content does not match its hash")]


def test_a_journal_entry_written_anew_breaks_the_chain(small_demo: SmallDemo) -> None:
    change(small_demo.file, f"UPDATE journal_entry SET sha256 = '{'0' * 64}' WHERE seq = 7")
    assert problems_of(small_demo.file) == [
        ("journal", "journal entry 7: its content does not match its hash"),
        ("journal", "journal entry 8: does not follow from the entry before it"),
    ]


def test_a_missing_journal_entry_is_named(small_demo: SmallDemo) -> None:
    with sqlite3.connect(small_demo.file) as connection:
        [(seq, rows)] = connection.execute(
            "SELECT journal_seq, COUNT(*) FROM row_version WHERE journal_seq > 1 GROUP BY journal_seq LIMIT 1"
        )
    change(small_demo.file, f"DELETE FROM journal_entry WHERE seq = {seq}")
    assert problems_of(small_demo.file) == [
        ("journal", f"journal entry {seq + 1}: entry {seq} is missing before it"),
        ("journal", f"journal entry {seq + 1}: does not follow from the entry before it"),
        ("versions", f"versions of rows of journal entry {seq}: {rows} here, 0 recorded there, or not the same"),
    ]


def test_a_changed_invoice_line_is_named(small_demo: SmallDemo) -> None:
    change(
        small_demo.file,
        "UPDATE invoice_line SET amount_cents = amount_cents + 1 WHERE position = 1 AND invoice_id ="
        " (SELECT id FROM invoice WHERE number = '2025-000003')",
    )
    found = problems_of(small_demo.file)
    assert found[0] == ("seals", "invoice line 1 of 2025-000003: its content does not match its seal")
    assert {check for check, _ in found} == {"seals", "documents", "at cost"}


def test_a_changed_cost_entry_is_named(small_demo: SmallDemo) -> None:
    change(small_demo.file, "UPDATE cost_entry SET amount_cents = amount_cents + 1 WHERE id = 2")
    found = problems_of(small_demo.file)
    assert found[0] == ("seals", "cost entry 2 (2025-01 gross): its content does not match its seal")
    assert {check for check, _ in found} == {"seals", "at cost"}


def test_a_changed_label_of_a_cost_entry_is_named_although_no_amount_moved(small_demo: SmallDemo) -> None:
    change(small_demo.file, "UPDATE cost_entry SET source = 'paie-2025-01.csw' WHERE id = 2")
    assert problems_of(small_demo.file) == [
        ("seals", "cost entry 2 (2025-01 gross): its content does not match its seal")
    ]


def test_a_cost_entry_taken_away_is_missed(small_demo: SmallDemo) -> None:
    change(small_demo.file, "DELETE FROM cost_entry WHERE id = 2")
    found = problems_of(small_demo.file)
    assert found[0][0] == "seals"
    assert found[0][1].startswith("cost_entry rows of journal entry")


@pytest.mark.parametrize(("media_type", "kind"), [("application/pdf", "pdf"), ("application/xml", "xml")])
def test_a_changed_byte_of_a_stored_document_is_named(small_demo: SmallDemo, media_type: str, kind: str) -> None:
    change(
        small_demo.file,
        "UPDATE document SET content = CAST(substr(content, 1, 100) || x'00' || substr(content, 102) AS BLOB)"
        f" WHERE media_type = '{media_type}'"
        " AND invoice_id = (SELECT id FROM invoice WHERE number = '2025-000002')",
    )
    assert problems_of(small_demo.file) == [
        ("seals", f"{kind} document of 2025-000002: its content does not match its seal"),
        ("documents", f"{kind} document of 2025-000002: its bytes do not match their SHA-256"),
    ]


def test_an_electronic_form_that_says_another_amount_is_named(small_demo: SmallDemo) -> None:
    with closing(sqlite3.connect(small_demo.file)) as connection, connection:
        where = (
            "media_type = 'application/xml' AND invoice_id = (SELECT id FROM invoice WHERE number = '2025-000002')"
        )
        [(written,)] = connection.execute(f"SELECT content FROM document WHERE {where}").fetchall()
        changed = re.sub(rb"(<cbc:PayableAmount currencyID=\"EUR\">)", rb"\g<1>1", written)
        sha256 = hashlib.sha256(changed).hexdigest()
        connection.execute(f"UPDATE document SET content = ?, content_sha256 = ? WHERE {where}", (changed, sha256))
    assert problems_of(small_demo.file) == [
        ("seals", "xml document of 2025-000002: its content does not match its seal"),
        ("documents", "invoice 2025-000002: its xml file says another number or total"),
    ]


@pytest.mark.parametrize("kind", ["pdf", "xml"])
def test_a_changed_byte_of_an_exported_document_is_named(small_demo: SmallDemo, kind: str) -> None:
    file = small_demo.documents / f"2025-000002.{kind}"
    content = bytearray(file.read_bytes())
    content[100] ^= 1
    file.write_bytes(content)
    assert problems_of(small_demo.file, small_demo.documents) == [
        ("document files", f"document file {file}: is not the document issued as 2025-000002")
    ]


@pytest.mark.parametrize("kind", ["pdf", "xml"])
def test_a_missing_exported_document_is_named(small_demo: SmallDemo, kind: str) -> None:
    file = small_demo.documents / f"2025-000002.{kind}"
    file.unlink()
    assert problems_of(small_demo.file, small_demo.documents) == [
        ("document files", f"document file {file}: is missing")
    ]


@pytest.mark.parametrize("column", ["total_cents", "ogm", "content", "due_on", "issue_on"])
def test_an_invoice_changed_in_any_column_is_named(small_demo: SmallDemo, column: str) -> None:
    values = {"total_cents": "total_cents + 1", "content": "replace(content, 'Rue', 'Rua')"}
    values |= {"ogm": "'000000000101'", "due_on": "date(due_on, '+1 day')", "issue_on": "date(issue_on, '-1 day')"}
    change(small_demo.file, f"UPDATE invoice SET {column} = {values[column]} WHERE number = '2025-000004'")
    assert problems_of(small_demo.file)[0] == (
        "seals",
        "invoice 2025-000004: its content does not match its seal",
    )


def test_a_gap_in_the_numbers_is_named(small_demo: SmallDemo) -> None:
    change(small_demo.file, "UPDATE number_series SET last = last + 2 WHERE code = 'F2025'")
    [(row, series), (check, problem)] = problems_of(small_demo.file)
    assert (row, series) == ("rows", "number series F2025: its row is not what was last recorded")
    assert check == "numbers"
    assert problem.endswith("is missing (2 in all)")


def test_hours_changed_after_they_were_billed_are_named(small_demo: SmallDemo) -> None:
    change(
        small_demo.file,
        "UPDATE time_entry SET minutes = minutes + 1 WHERE id = (SELECT min(t.id) FROM time_entry t"
        " JOIN invoice_line l ON l.id = t.invoice_line_id WHERE l.minutes IS NOT NULL)",
    )
    assert [check for check, _ in problems_of(small_demo.file)][:3] == ["rows", "hours", "hours"]
