"""What differs between two states of the records, in plain words; never why somebody is absent."""

from __future__ import annotations

from datetime import date

import pytest
from freezegun.api import FrozenDateTimeFactory
from sqlmodel import col, select

from basicplus import history, journal, members, workers
from basicplus.db import Database
from basicplus.members import Contact
from basicplus.web.reading.as_of import differing
from basicplus.workers import Absence
from tests import cast

MONDAY, TUESDAY = date(2026, 12, 7), date(2026, 12, 8)


@pytest.fixture
def changed(database: Database, freezer: FrozenDateTimeFactory) -> Database:
    """The cast as of Monday; on Tuesday a worker hired, a contract ended, a contact removed, an absence mended."""
    freezer.move_to("2026-12-07 09:00:00")
    with cast.writing(database) as session:
        workers.record_absence(session, "W001", "sickness", date(2025, 3, 3), date(2025, 3, 8))
    freezer.move_to("2026-12-08 09:00:00")
    with cast.writing(database) as session:
        workers.register(session, cast.worker())
        workers.hire(session, cast.contract())
        workers.end_contract(session, "C-W001", date(2027, 1, 1))
        session.delete(session.exec(select(Contact).order_by(col(Contact.id))).first())
        session.exec(select(Absence)).one().kind = "other"
        members.declare_vat(session, "M001", date(2026, 1, 1), "exempt")
        journal.record(session, "mend", "records")
    return database


def test_rows_added_removed_and_changed_are_named_with_what_they_said(changed: Database) -> None:
    with history.known(changed, None, MONDAY) as earlier, history.known(changed, None, TUESDAY) as later:
        found = {table: [str(row) for row in rows] for table, rows in history.differences(earlier, later).items()}
    assert found == {
        "worker": ["worker W004 added"],
        "employment_contract": [
            "employment contract C-W001 changed (until_on: none -> 2027-01-01)",
            "employment contract C-W004 added",
        ],
        "contract_terms": ["contract terms of employment contract C-W004 from 2021-01-04 added"],
        "contact": ["contact of member M001 removed"],
        "absence": ["absence of worker W001 from 2025-03-03 changed (kind: (not shown) -> (not shown))"],
        "vat_status": ["vat status of member M001 from 2026-01-01 added"],
    }


def test_the_same_state_has_no_difference_with_itself(changed: Database) -> None:
    with changed.reading() as now, history.known(changed, None, TUESDAY) as known:
        assert history.differences(known, now) == {}
        assert differing(known, now, TUESDAY, None, "en") == {}


def test_one_list_is_compared_as_of_a_day(changed: Database) -> None:
    with history.known(changed, None, MONDAY) as earlier, history.known(changed, None, TUESDAY) as later:
        contracts = differing(earlier, later, date(2025, 6, 30), "contracts", "en")
        heads = differing(earlier, later, date(2025, 6, 30), "headcount", "en")
    assert [str(row) for row in contracts["contracts"]] == [
        "C-W001 changed (until_on: none -> 2027-01-01; terms: others)",
        "C-W004 added",
    ]
    assert [str(row) for row in heads["headcount"]] == ["2025-06-30 changed (heads: 3 -> 4; fte: 2.5 -> 3.5)"]
