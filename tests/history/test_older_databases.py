"""A database from before row versions: they begin with the upgrade, and nothing is made up of the time before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy
from freezegun.api import FrozenDateTimeFactory
from sqlmodel import col, select

from basicplus import history, journal
from basicplus.canonical import canonical_json
from basicplus.clock import Span
from basicplus.compliance.findings import Finding
from basicplus.db import Database
from basicplus.errors import NotFound
from basicplus.history.rows import as_written, versioned
from basicplus.store import gate, open_store, upgrade
from basicplus.versions import table_of
from basicplus.web.reading.as_of import differing
from basicplus.workers import ContractTerms
from tests import cast

LONG_AGO, BEFORE, UPGRADED, MENDED = date(2026, 12, 1), date(2026, 12, 6), date(2026, 12, 7), date(2026, 12, 9)


def forget_versions(database: Database) -> None:
    """Leave the database as a program without versions would have: none kept, and none summed in the journal."""
    with database.reading() as session:
        entries = list(journal.entries(session))
    previous = journal.GENESIS
    with database.engine.begin() as connection:
        connection.execute(sqlalchemy.text("DELETE FROM row_version"))
        for entry in entries:
            entry.detail, entry.previous_sha256 = canonical_json(cast.told(entry)), previous
            entry.sha256 = previous = journal.chained(entry)
            row = {name: getattr(entry, name) for name in ("id", "detail", "previous_sha256", "sha256")}
            connection.execute(
                sqlalchemy.text(
                    "UPDATE journal_entry SET detail = :detail, sha256 = :sha256,"
                    " previous_sha256 = :previous_sha256 WHERE id = :id"
                ),
                row,
            )


@pytest.fixture
def old(url: str, freezer: FrozenDateTimeFactory) -> Iterator[Database]:
    """The cast, with an amendment to ten hours a week that no gate has seen, upgraded on a Monday."""
    database = open_store(url)
    with database.reading() as session:
        terms = session.exec(select(ContractTerms).order_by(col(ContractTerms.id))).first()
        assert terms is not None
    cast.put(
        database,
        ContractTerms,
        [
            terms.model_dump()
            | {"id": 900, "from_on": date(2026, 6, 1), "week_minutes": 600, "pattern": "variable"}
        ],
    )
    forget_versions(database)
    freezer.move_to("2026-12-07 09:00:00")
    upgrade(url)
    yield database
    database.close()


def mend(database: Database, freezer: FrozenDateTimeFactory) -> None:
    """Take the amendment back, on a Wednesday."""
    freezer.move_to("2026-12-09 09:00:00")
    with cast.writing(database) as session:
        session.delete(session.get(ContractTerms, 900))
        journal.record(session, "withdraw terms", "C-W001")


def verdict(database: Database, known_on: date) -> list[Finding]:
    with history.known(database, None, known_on) as session:
        return gate().audit(session, Span.day(date(2026, 7, 1)))


def test_the_upgrade_keeps_a_first_version_of_every_row_and_says_so_in_the_journal(old: Database) -> None:
    with old.reading() as now, history.known(old, None, UPGRADED) as known:
        *_, last = journal.entries(now)
        assert (last.actor, last.act, last.subject) == ("basicplus", "begin versions", "demo")
        tables = {table_of(model).name: as_written(now, model) for model in versioned()}
        assert {table_of(model).name: as_written(known, model) for model in versioned()} == tables
        assert json.loads(last.detail)["versions"]["rows"] == sum(len(rows) for rows in tables.values())
        assert list(history.altered_versions(now)) == []
        assert list(history.altered_rows(now)) == []
        assert list(journal.broken_links(now)) == []


def test_nothing_is_known_from_before_the_upgrade(old: Database) -> None:
    for day in (LONG_AGO, BEFORE):
        with pytest.raises(NotFound) as refusal, history.known(old, None, day):
            pass
        assert str(refusal.value) == (
            "Nothing is known from before 2026-12-07 10:00+01:00: this group's rows have versions from then on."
        )


def test_a_second_upgrade_begins_nothing(old: Database) -> None:
    before = cast.contents(old)
    upgrade(old.url)
    assert history.begin(old) == []
    assert cast.contents(old) == before


def test_a_verdict_differs_by_the_day_on_which_the_facts_were_known(
    old: Database, freezer: FrozenDateTimeFactory
) -> None:
    mend(old, freezer)
    assert [finding.rule for finding in verdict(old, UPGRADED)] == ["GE-13"]
    assert verdict(old, UPGRADED)[0].found == 600
    assert verdict(old, date(2026, 12, 8)) == verdict(old, UPGRADED)
    assert verdict(old, MENDED) == []


def test_a_finding_that_is_known_no_longer_is_among_the_differences(
    old: Database, freezer: FrozenDateTimeFactory
) -> None:
    mend(old, freezer)
    with history.known(old, None, UPGRADED) as earlier, history.known(old, None, MENDED) as later:
        found = differing(earlier, later, date(2026, 7, 1), None, "en")
        back = differing(later, earlier, date(2026, 7, 1), "findings", "en")
    assert {table: [str(row) for row in rows] for table, rows in found.items()} == {
        "contract_terms": ["contract terms of employment contract C-W001 from 2026-06-01 removed"],
        "findings": ["GE-13 contract C-W001 2026-06-01 removed"],
    }
    assert [str(row) for row in back["findings"]] == ["GE-13 contract C-W001 2026-06-01 added"]
