"""A draft is published from its page: what changes in words, what rules say, then the version with its proof."""

from __future__ import annotations

import re

from fastapi.testclient import TestClient

from basicplus import workers
from basicplus.db import Database
from tests import cast
from tests.assignments.planning import parts
from tests.assignments.planning.parts import do, places
from tests.web.plan.conftest import PLAN, plain, shown

MARCH = "month=2025-03"


def moved(client: TestClient) -> None:
    assert client.post(f"{PLAN}/visits/1/move?{MARCH}", data={"day": "2025-03-07"}).status_code == 303


def test_a_page_says_who_sees_what_change_before_it_is_published(coordinator: TestClient) -> None:
    assert "Rien à publier : la version 2" in shown(coordinator, MARCH, "/publish")
    moved(coordinator)
    page = shown(coordinator, MARCH, "/publish")
    assert re.findall(r"<li>(Anne.*?|.*?Anne.*?)</li>", page) == [
        "Anne Lambert W001 : lun. 3 mars 08:30-12:00, École M001, Site M001 → ven. 7 mars",
        "École M001 : lun. 3 mars 08:30-12:00, Anne Lambert W001 → ven. 7 mars",
    ]
    assert "1 travailleurs, 1 membres" in page
    assert "la publication serait acceptée" in shown(coordinator, f"{MARCH}&checked=1", "/publish")


def test_publishing_leads_to_the_version_with_its_proof_and_who_is_to_be_told(
    week: Database, coordinator: TestClient
) -> None:
    moved(coordinator)
    answer = coordinator.post(f"{PLAN}/publish?{MARCH}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PLAN}/versions?{MARCH}")
    assert places(week, published=True)[-1] == ("W001", "M001", "Fri 08:30")
    page = shown(coordinator, MARCH, "/versions")
    assert re.search(r"<code>[0-9a-f]{64}</code>", page)
    assert "0 sur 2" in page
    assert plain(page).count(">Déplacées : 1</td>") == 2
    notice = re.search(r'name="notice" value="(\d+)"', page)
    assert notice
    told = coordinator.post(f"{PLAN}/versions?{MARCH}", data={"notice": notice[1], "says": "par téléphone"})
    assert told.status_code == 303
    assert "1 sur 2" in shown(coordinator, MARCH, "/versions")


def test_what_is_told_too_late_is_refused_at_publishing(week: Database, coordinator: TestClient) -> None:
    with cast.writing(week) as session:
        workers.register(session, cast.worker("W005"))
        workers.hire(session, cast.contract("W005", week_minutes=1140, pattern="variable"))
    do(week, parts.planning.add_visit, parts.at(1, worker="W005", day=parts.FRIDAY))
    page = shown_with_status(coordinator, f"{MARCH}&checked=1", 409)
    assert "<strong>WT-13</strong>" in page
    answer = coordinator.post(f"{PLAN}/publish?{MARCH}", data={"despite": "elle est d'accord"})
    assert (answer.status_code, "<strong>WT-13</strong>" in answer.text) == (409, True)
    assert len(places(week, published=True)) == 3


def shown_with_status(client: TestClient, query: str, status: int) -> str:
    answer = client.get(f"{PLAN}/publish?{query}")
    assert answer.status_code == status
    return plain(answer.text)
