"""Somebody is placed under an agreement by ticking days and a rhythm; what is wrong is said beside its field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from basicplus.access import Principal
from basicplus.app import create_app
from basicplus.assignments import Assignment
from basicplus.db import Database
from tests import cast

PLACE = "/g/demo/agreements/A-CP-1/place"
GIVEN: dict[str, Any] = {
    "worker": "W001",
    "site": "S-M001",
    "start_time": "13:00",
    "minutes": "2h30",
    "from_on": "2025-03-03",
    "until_on": "2025-06-30",
}


@pytest.fixture
def coordinator(database: Database) -> Iterator[TestClient]:
    principal = Principal(cast.COORDINATOR, frozenset({"coordinator"}))
    with TestClient(create_app(database, principal=principal), headers={"Accept-Language": "en"}) as opened:
        yield opened


@pytest.mark.parametrize(
    ("rhythm", "rule"),
    [
        ("1", "FREQ=WEEKLY;BYDAY=MO,TH"),
        ("2", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH"),
        ("last", "FREQ=MONTHLY;BYDAY=-1MO,-1TH"),
    ],
)
def test_days_and_rhythm_become_the_rule(
    coordinator: TestClient, database: Database, rhythm: str, rule: str
) -> None:
    answer = coordinator.post(PLACE, data=GIVEN | {"weekday": ["TH", "MO"], "rhythm": rhythm})
    assert (answer.status_code, str(answer.url)) == (200, "http://testserver/g/demo/agreements/A-CP-1")
    with cast.reading(database) as session:
        row = session.exec(select(Assignment).order_by(col(Assignment.id).desc())).first()
    assert row
    assert (row.rule, row.start_time, row.minutes, str(row.until_on)) == (rule, "13:00", 150, "2025-07-01")


def test_no_day_is_asked_again_and_nothing_typed_is_lost(coordinator: TestClient) -> None:
    assert "S-M001" in coordinator.get(PLACE).text
    answer = coordinator.post(PLACE, data=GIVEN | {"rhythm": "2"})
    assert (answer.status_code, "#f-weekday" in answer.text, 'value="2h30"' in answer.text) == (422, True, True)
    assert '<option value="2" selected>' in answer.text
