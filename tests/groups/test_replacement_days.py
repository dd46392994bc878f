"""Replacement days of the group: of the same year, on a day worked, each once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from basicplus import groups
from basicplus.db import Database
from basicplus.errors import BasicplusError
from tests import cast

ASSUMPTION, ALL_SAINTS = date(2026, 8, 15), date(2026, 11, 1)


def replace(database: Database, **changes: Any) -> None:
    given = {
        "holiday": ASSUMPTION,
        "replaced_on": date(2026, 5, 15),
        "agreed_by": "Délégation du personnel",
        "decided_on": date(2025, 11, 20),
        "posted_on": date(2025, 12, 1),
    }
    with cast.writing(database) as session:
        groups.replace_holiday(session, groups.ReplacementCreate(**given | changes))


def test_a_replaced_holiday_is_kept_on_the_day_decided(database: Database) -> None:
    replace(database)
    with cast.reading(database) as session:
        kept = groups.group_holidays(session, 2026)
    assert {day: holiday for day, holiday in kept.items() if day != holiday} == {
        date(2026, 5, 15): ASSUMPTION,
        date(2026, 11, 2): ALL_SAINTS,
    }


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"holiday": date(2026, 5, 1)},
            "holiday: found '2026-05-01'; a legal holiday that falls on a Saturday or a Sunday",
        ),
        (
            {"holiday": date(2026, 8, 16)},
            "holiday: found '2026-08-16'; a legal holiday that falls on a Saturday or a Sunday",
        ),
        (
            {"replaced_on": date(2027, 1, 4)},
            "replaced_on: found '2027-01-04'; a day of 2026, the year of the holiday",
        ),
        (
            {"replaced_on": date(2026, 5, 16)},
            "replaced_on: found '2026-05-16'; a day from Monday to Friday that is no legal holiday",
        ),
        (
            {"replaced_on": date(2026, 7, 21)},
            "replaced_on: found '2026-07-21'; a day from Monday to Friday that is no legal holiday",
        ),
    ],
)
def test_a_day_that_cannot_replace_a_holiday_is_refused(
    database: Database, changes: dict[str, Any], told: str
) -> None:
    before = cast.contents(database)
    with pytest.raises(BasicplusError) as refused:
        replace(database, **changes)
    assert str(refused.value) == told
    assert cast.contents(database) == before


@pytest.mark.parametrize("changes", [{"replaced_on": date(2026, 8, 17)}, {"holiday": ALL_SAINTS}])
def test_a_holiday_is_replaced_once_and_a_day_replaces_one(database: Database, changes: dict[str, Any]) -> None:
    replace(database)
    with pytest.raises(BasicplusError) as refused:
        replace(database, **changes)
    assert str(refused.value) == "The holiday of 2026-08-15 is replaced by 2026-05-15 already."
