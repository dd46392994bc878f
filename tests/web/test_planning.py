"""The API of the plan: board, conflicts, edits, differences in the reader's words, who was told."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient

from basicplus.db import Database
from tests.assignments.planning import parts

API = "/api/groups/demo"
WEEK = {"from_on": "2025-03-03", "until_on": "2025-03-10"}


def read(client: TestClient, path: str, **asked: Any) -> Any:
    answer = client.get(API + path, params=asked, headers={"Accept-Language": "fr"})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_draft_is_edited_looked_at_and_published(database: Database, client: TestClient) -> None:
    parts.plan_week(database)
    move = {"visit": 1, "day": "2025-03-07", "told_on": "2024-12-02"}
    assert client.post(f"{API}/acts/move-visit", json=move).status_code == 201
    assert read(client, "/plan", day="2025-03-03") == {
        "from_on": "2025-01-01",
        "until_on": "2026-01-01",
        "published": 2,
        "published_at": "2024-12-02T09:00:00Z",
        "draft": 3,
        "edited": True,
    }
    board = read(client, "/plan/board", **WEEK, worker="W001")
    assert [(row["worker"], row["planned_minutes"]) for row in board] == [("W001", 420)]
    assert board[0]["days"][4]["chips"][0]["state"] == "draft"
    assert [line["says"] for line in read(client, "/plan/diff", day="2025-03-03", worker="W001")["lines"]] == [
        "Anne Lambert W001 : lun. 3 mars 08:30-12:00, École M001, Site M001 → ven. 7 mars"
    ]
    [edit] = read(client, "/plan/edits", day="2025-03-03")
    assert (edit["position"], edit["state"], edit["kind"]) == (1, "done", "move visit")
    days = [
        [visit["day"] for visit in read(client, "/visits", **WEEK, published=known)] for known in (True, False)
    ]
    assert days == [["2025-03-03", "2025-03-04", "2025-03-05"], ["2025-03-04", "2025-03-05", "2025-03-07"]]
    publication = {"day": "2025-03-03", "at": "2025-01-06T08:00:00Z"}
    assert client.post(f"{API}/acts/publish-plan", json=publication).status_code == 201
    told = [
        (each["version"], each["number"], each["state"])
        for each in read(client, "/plan/notices", day="2025-03-03")
    ]
    assert told[-2:] == [(3, "W001", "to tell"), (3, "M001", "to tell")]


def test_conflicts_are_told_in_the_language_of_the_reader(database: Database, client: TestClient) -> None:
    parts.plan_week(database)
    found = read(client, "/plan/conflicts", **WEEK)
    unsold = next(each for each in found if each["kind"] == "unsold" and each["subject"] == "W001")
    assert (unsold["says"], unsold["link"]) == (
        "W001 : 7 h planifiées sur 38 h de contrat, il reste 31 h.",
        "workers/W001",
    )
