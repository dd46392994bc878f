"""How much annual leave a worker has is a stated figure of a year: the latest one holds, earlier ones stay."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from basicplus import workers
from basicplus.db import Database
from basicplus.errors import InvalidInput
from basicplus.web.reading.me.leave import LeaveYear, leave_year
from tests import cast


def state(database: Database, **changes: Any) -> None:
    """State that W001 has twenty days in 2025."""
    given = {"worker": "W001", "year": 2025, "days": 20, "stated_on": "2025-01-10", "source": "Secrétariat social"}
    with cast.writing(database) as session:
        workers.record_entitlement(session, workers.EntitlementCreate.model_validate(given | changes))


def year_of(database: Database, year: int = 2025) -> LeaveYear:
    """Return the leave of W001 as it stands on a day in March."""
    with cast.reading(database) as session:
        return leave_year(session, "W001", year, date(2025, 3, 5))


def test_what_is_left_is_what_is_stated_less_what_is_taken_and_planned(database: Database) -> None:
    with cast.writing(database) as session:
        workers.record_absence(session, "W001", "annual_leave", date(2025, 3, 3), date(2025, 3, 6))
    assert (year_of(database).entitled_halves, year_of(database).left_halves) == (None, None)
    state(database, days=19.5)
    found = year_of(database)
    assert (found.entitled_halves, found.taken_halves, found.planned_halves) == (39, 4, 2)
    assert (found.left_halves, found.source, found.stated_on) == (33, "Secrétariat social", date(2025, 1, 10))


def test_the_latest_figure_of_a_year_holds_and_no_other_year_has_it(database: Database) -> None:
    state(database)
    state(database, days=22, stated_on="2025-02-01", source="Attestation corrigée")
    state(database, days=5, stated_on="2024-12-01")
    assert (year_of(database).entitled_halves, year_of(database).source) == (44, "Attestation corrigée")
    assert year_of(database, 2024).entitled_halves is None


def test_a_figure_is_of_whole_or_half_days_and_one_a_day(database: Database) -> None:
    state(database)
    with pytest.raises(InvalidInput, match="stated_on: found '2025-01-10'; a day without a figure for 2025"):
        state(database, days=21)
    for days in (20.25, -1, 61):
        with pytest.raises(ValueError, match="days"):
            state(database, days=days)
