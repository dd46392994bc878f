"""The watch through the API: open findings, duties and the head count."""

from __future__ import annotations

from datetime import datetime

from fastapi.testclient import TestClient

from basicplus import watch
from basicplus.db import Database
from tests import cast

API = "/api/groups/demo/watch"
NIGHT = datetime.fromisoformat("2025-03-03T22:30:00+00:00")


def test_the_findings_of_an_audit_are_listed_with_their_state(database: Database, client: TestClient) -> None:
    with cast.writing(database) as session:
        watch.run_audit(session, NIGHT, "en")
    assert client.get(f"{API}/findings").json() == []
    assert client.get(f"{API}/findings", params={"state": "mended"}).status_code == 422


def test_duties_say_what_is_done_and_what_is_late(database: Database, client: TestClient) -> None:
    year = {"from_on": "2025-01-01", "until_on": "2026-01-01"}
    told = client.get(f"{API}/duties", params=year).json()
    assert [(due["due_on"], due["kind"], due["subject"], due["done_on"], due["late"]) for due in told] == [
        ("2025-03-31", "activity report", "2024", "2025-03-03", False),
        ("2025-12-15", "notice of replacement days", "2026", None, True),
    ]


def test_the_head_count_is_that_of_every_day(database: Database, client: TestClient) -> None:
    told = client.get(f"{API}/headcount", params={"from_on": "2021-01-01", "until_on": "2022-01-01"}).json()
    assert [(each["from_on"], each["heads"], each["full_time_equivalents"], each["limit"]) for each in told] == [
        ("2021-01-01", 0, 0.0, 50),
        ("2021-01-04", 3, 2.5, 50),
    ]
    wrong = client.get(f"{API}/headcount", params={"from_on": "2021-01-01", "until_on": "2021-01-01"})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "until_on")
