"""Candidates and repairs over the API: proposed without saving, saved by their acts."""

from __future__ import annotations

from fastapi.testclient import TestClient

from basicplus.db import Database
from tests.assignments.repair.scene import colleague, plan, planned

API = "/api/groups/demo"
ILL = {
    "kind": "absence",
    "worker": "W001",
    "from_on": "2025-03-03",
    "until_on": "2025-03-17",
    "told_on": "2025-02-03",
}


def test_candidates_and_a_repair_are_proposed_and_saved(database: Database, client: TestClient) -> None:
    colleague(database, "W004")
    [visit] = plan(database, {})
    [best] = client.get(f"{API}/visits/{visit}/candidates", params={"told_on": "2025-02-03"}).json()
    assert best == {
        "worker": "W004",
        "name": "Anne Lambert W004",
        "possible": True,
        "judged": True,
        "rules": [],
        "distance_metres": None,
        "extra_metres": 0,
        "visits_in_a_year": 0,
        "room_minutes": 2070,
        "says": "ne connaît pas encore le membre; 0 km de plus ce jour-là; 34 h 30 encore libres cette"
        " semaine-là; même caisse de coûts : le prix ne change pas",
    }
    proposed = client.post(f"{API}/plan/repairs/simulations", json=ILL).json()
    assert (proposed["moved"], proposed["faces"], proposed["steps"][0]["kind"]) == (1, 1, "other_worker")
    assert planned(database) == ["W001 M001 2025-03-03 08:30"]
    assert client.post(f"{API}/acts/repair-plan", json=ILL).status_code == 201
    assert planned(database) == ["W004 M001 2025-03-03 08:30"]


def test_a_repair_that_says_too_little_is_refused(client: TestClient) -> None:
    answer = client.post(f"{API}/plan/repairs/simulations", json=ILL | {"worker": None})
    assert answer.status_code == 422
