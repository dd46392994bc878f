"""Somebody is missing: the panel of candidates, and the repair that is proposed, applied, and told."""

from __future__ import annotations

import re

from fastapi.testclient import TestClient

from basicplus.db import Database
from tests import cast
from tests.assignments.planning.parts import places
from tests.web.plan.conftest import PLAN, SCRIPT, plain, shown

ILL = {
    "kind": "absence",
    "worker": "W001",
    "from_on": "2025-03-03",
    "last_on": "2025-03-03",
    "told_on": "2025-02-03",
}


def test_candidates_are_ranked_with_reasons_and_one_click_gives_the_visit(
    week: Database, coordinator: TestClient
) -> None:
    cast.agreed(week, "A-NAMED", worker="W001")
    page = shown(coordinator, path="/visits/1/candidates")
    assert re.findall(r"<strong>(\d\. .*?)</strong>", page) == ["1. Anne Lambert W004"]
    assert "ne connaît pas encore le membre" in page
    answer = coordinator.post(f"{PLAN}/visits/1/replace", data={"worker": "W004"}, headers=SCRIPT)
    assert (answer.status_code, 'id="row-W004"' in answer.text) == (200, True)
    assert places(week, published=False)[0] == ("W004", "M001", "Mon 08:30")


def test_the_panel_says_why_not_the_others(week: Database, coordinator: TestClient) -> None:
    coordinator.post(f"{PLAN}/visits/3/move", data={"day": "2025-03-03", "start_time": "09:00"})
    page = shown(coordinator, path="/visits/1/candidates")
    assert "Personne ne peut faire cette visite" in page
    assert re.search(r"<dt>Anne Lambert W004.*PLAN-01", page, re.DOTALL)


def test_a_repair_is_proposed_with_reasons_and_saved_only_when_applied(
    week: Database, coordinator: TestClient
) -> None:
    before = places(week, published=False)
    page = shown(coordinator, "&".join(f"{name}={value}" for name, value in ILL.items()), "/repair")
    assert "Visites déplacées : 1" in page
    assert "même personne" in page
    assert places(week, published=False) == before
    answer = coordinator.post(f"{PLAN}/repair", data=ILL)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PLAN}?month=2025-03")
    assert places(week, published=False) != before


def test_a_repair_that_says_too_little_is_asked_again(coordinator: TestClient) -> None:
    answer = coordinator.get(f"{PLAN}/repair?kind=absence&from_on=2025-03-03&last_on=2025-03-02&worker=W001")
    assert answer.status_code == 422
    wrong = '<a href="#f-last_on">Dernier jour</a> : le dernier jour ne peut pas précéder le premier : donnez le'
    assert f"{wrong} 03/03/2025 ou un jour plus tard" in plain(answer.text)


def test_conflicts_are_counted_filtered_and_lead_to_their_visits(week: Database, coordinator: TestClient) -> None:
    page = shown(coordinator, "month=2025-03&severity=note", "/conflicts")
    assert re.findall(r"<strong>(heures libres)</strong>", page) == ["heures libres"] * 4
    assert 'href="/g/demo/plan?month=2025-03&worker=W001"' in page
    assert "data-count" not in coordinator.get(f"{PLAN}?month=2025-03").text
    cast.agreed(week, "A-MORE")
    assert "data-count" in coordinator.get(f"{PLAN}?month=2025-03").text
    counted = coordinator.get(f"{PLAN}/conflicts/count?month=2025-03", headers=SCRIPT)
    assert "remarque" in counted.text
