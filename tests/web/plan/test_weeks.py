"""A week is copied or moved into another one, two workers swap a day; refused with what is allowed."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient

from basicplus.db import Database
from tests.assignments.planning.parts import places
from tests.web.plan.conftest import PLAN, shown

MARCH = "month=2025-03"
NEXT = {"day": "2025-03-05", "to_day": "2025-03-13"}


def send(client: TestClient, path: str, **fields: Any) -> Any:
    return client.post(f"{PLAN}/{path}?{MARCH}", data=fields)


def test_a_week_of_one_worker_is_copied(week: Database, coordinator: TestClient) -> None:
    assert 'value="2025-03-01"' in shown(coordinator, path="/week")
    answer = send(coordinator, "week", way="copy", worker="W001", **NEXT)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PLAN}?{MARCH}")
    assert len(places(week, published=False)) == 3
    page = shown(coordinator, f"{MARCH}&worker=W001", "")
    assert page.count('class="v draft"') >= 2


def test_a_week_is_moved_and_moved_back_at_once(week: Database, coordinator: TestClient) -> None:
    before = places(week, published=False)
    assert send(coordinator, "week", way="move", **NEXT).status_code == 303
    assert places(week, published=False) == []
    assert send(coordinator, "undo").status_code == 303
    assert places(week, published=False) == before


def test_the_same_week_and_a_missing_day_are_asked_again(coordinator: TestClient) -> None:
    same = send(coordinator, "week", way="copy", day="2025-03-03", to_day="2025-03-07")
    none = send(coordinator, "week", way="copy", day="2025-03-03")
    assert (same.status_code, 'id="week-to_day-error"' in same.text) == (422, True)
    assert (none.status_code, 'value="2025-03-03"' in none.text) == (422, True)
    assert send(coordinator, "week", way="sell", **NEXT).status_code == 422


def test_a_week_beyond_the_plan_is_wrong_where_visits_go_to(coordinator: TestClient) -> None:
    assert send(coordinator, "many", visit="3", doing="shift", days="1").status_code == 303
    answer = send(coordinator, "week", way="copy", day="2025-03-03", to_day="2025-12-31")
    assert (answer.status_code, 'id="week-to_day-error"' in answer.text) == (422, True)
    assert 'id="week-day-error"' not in answer.text


def test_two_workers_swap_a_day(week: Database, coordinator: TestClient) -> None:
    assert send(coordinator, "exchange", day="2025-03-03", worker="W001", other="W004").status_code == 303
    assert places(week, published=False)[0] == ("W004", "M001", "Mon 08:30")
    refused = send(coordinator, "exchange", day="2025-03-06", worker="W001", other="W004")
    assert (refused.status_code, '<option value="W004" selected>' in refused.text) == (409, True)
