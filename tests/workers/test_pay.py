"""Pay scales: recorded with their source, and no contract below them; what a worker earns stays out of sight."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from basicplus import workers
from basicplus.compliance.gate import Refused
from basicplus.db import Database
from basicplus.errors import InvalidInput
from basicplus.journal import JournalEntry
from tests import cast


def scale(**changes: Any) -> workers.ScaleCreate:
    given = {
        "code": "337-A",
        "joint_committee": "337",
        "function": "conseiller",
        "from_on": date(2021, 1, 1),
        "month_cents": 300_000,
        "source": "CCT du 1er janvier 2021",
    }
    return workers.ScaleCreate(**given | changes)


def hire(database: Database, **changes: Any) -> None:
    with cast.writing(database) as session:
        workers.register(session, cast.worker())
        workers.hire(session, cast.contract(scale="337-A", **changes))


@pytest.fixture
def scaled(database: Database) -> Database:
    with cast.writing(database) as session:
        workers.record_scale(session, scale())
    return database


def test_half_time_is_paid_half_of_the_scale_at_least(scaled: Database) -> None:
    with pytest.raises(Refused) as refusal:
        hire(scaled, week_minutes=1140, pattern="variable", gross_month_cents=149_999)
    assert "at least 1500.00 EUR a month" in str(refusal.value)
    assert "1499" not in str(refusal.value)
    hire(scaled, week_minutes=1140, pattern="variable", gross_month_cents=150_000)


def test_an_amendment_keeps_the_scale_and_must_reach_it(scaled: Database) -> None:
    hire(scaled, gross_month_cents=300_000)
    with pytest.raises(Refused), cast.writing(scaled) as session:
        workers.amend(session, "C-W004", date(2025, 6, 2), 1140, pattern="variable", gross_month_cents=149_999)
    with cast.writing(scaled) as session:
        workers.amend(session, "C-W004", date(2025, 6, 2), 1140, pattern="variable", gross_month_cents=150_000)


def test_a_raised_scale_waits_until_contracts_reach_it(scaled: Database) -> None:
    hire(scaled, gross_month_cents=300_000)
    raised = scale(from_on=date(2026, 1, 1), month_cents=306_000)
    with pytest.raises(Refused) as refusal, cast.writing(scaled) as session:
        workers.record_scale(session, raised)
    assert "contract C-W004" in str(refusal.value)
    with cast.writing(scaled) as session:
        workers.amend(session, "C-W004", date(2026, 1, 1), 2280, gross_month_cents=306_000)
        workers.record_scale(session, raised)


def test_a_scale_that_is_not_recorded_or_recorded_twice_is_a_sentence(scaled: Database) -> None:
    with (
        pytest.raises(InvalidInput, match="scale: found 'B'; a recorded pay scale: 337-A"),
        cast.writing(scaled) as session,
    ):
        workers.hire(session, cast.contract("W001", number="C-2", scale="B"))
    with (
        pytest.raises(InvalidInput, match="from_on: found '2021-01-01'; scale 337-A has a value"),
        cast.writing(scaled) as session,
    ):
        workers.record_scale(session, scale())


def test_what_a_worker_earns_is_not_in_the_journal(scaled: Database) -> None:
    hire(scaled, gross_month_cents=345_678)
    with cast.reading(scaled) as session:
        assert [row.seq for row in session.exec(select(JournalEntry)) if "345678" in row.detail] == []
