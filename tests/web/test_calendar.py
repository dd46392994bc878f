"""The calendar over the API: what is special about each day, and never why somebody is absent."""

from __future__ import annotations

from datetime import date

from fastapi.testclient import TestClient

from basicplus import members, workers
from basicplus.db import Database
from basicplus.members import ClosureCreate, OpeningCreate
from tests import cast

GROUP = "/api/groups/demo"
API = f"{GROUP}/calendar"


def test_days_are_named_without_the_kind_of_an_absence(database: Database, client: TestClient) -> None:
    with cast.writing(database) as session:
        workers.record_absence(session, "W001", "sickness", date(2026, 5, 15), date(2026, 5, 16))
    asked = {"from_on": "2026-05-13", "until_on": "2026-05-16", "language": "nl"}
    answer = client.get(API, params=asked | {"worker": "W001", "member": "M002"})
    assert answer.json() == [
        {"day": "2026-05-13", "specials": []},
        {"day": "2026-05-14", "specials": [{"kind": "legal_holiday", "name": "feestdag: O. L. H. Hemelvaart"}]},
        {
            "day": "2026-05-15",
            "specials": [
                {"kind": "school_holiday", "name": "schoolvakantie: dag na Hemelvaart"},
                {"kind": "absence", "name": "afwezigheid"},
            ],
        },
    ]


def test_who_is_not_there_and_days_that_are_none_are_refused(client: TestClient) -> None:
    assert client.get(API, params={"member": "M999"}).status_code == 404
    assert client.get(API, params={"from_on": "2026-05-13", "until_on": "2026-05-13"}).status_code == 422
    assert client.get(API, params={"language": "xx"}).status_code == 422


def test_a_member_shows_when_it_is_open_and_whose_school_calendar_it_follows(
    database: Database, client: TestClient
) -> None:
    shown = client.get(f"{GROUP}/members/M002").json()
    assert (shown["community"], shown["community_derived"], shown["openings"]) == ("flemish", True, [])
    with cast.writing(database) as session:
        members.choose_community(session, "M002", "french")
        members.set_opening(session, OpeningCreate(member="M002", from_on=date(2026, 9, 1), half_days="mon am"))
        closed = {"from_on": date(2026, 10, 12), "reason": "works", "label": "Dak"}
        members.close_member(session, ClosureCreate(member="M002", **closed))
    shown = client.get(f"{GROUP}/members/M002").json()
    assert (shown["community"], shown["community_derived"]) == ("french", False)
    assert shown["openings"] == [{"from_on": "2026-09-01", "half_days": "mon am"}]
    assert shown["closures"] == [
        {"from_on": "2026-10-12", "until_on": "2026-10-13", "reason": "works", "label": "Dak"}
    ]
    page = client.get("/g/demo/members/M001").text
    assert "<dd>Communauté française (d&#39;après la langue et le lieu)</dd>" in page


def test_the_visits_of_an_assignment_are_edited_by_its_id(client: TestClient) -> None:
    made = client.post(
        f"{GROUP}/assignments",
        json={
            "agreement": "A-CP-1",
            "worker": "W001",
            "site": "S-M001",
            "rule": "FREQ=MONTHLY;BYDAY=2MO",
            "start_time": "08:30",
            "minutes": 210,
            "from_on": "2026-01-01",
        },
    ).json()
    changed = {"assignment": made["id"], "day": "2026-03-09", "school_weeks_only": True}
    assert client.post(f"{GROUP}/acts/change-later-days", json=changed).status_code == 201
    rows = client.get(f"{GROUP}/agreements/A-CP-1/assignments").json()
    assert [(row["from_on"], row["until_on"], row["school_weeks_only"]) for row in rows] == [
        ("2026-01-01", "2026-03-09", False),
        ("2026-03-09", None, True),
    ]
    assert "le 2e lundi du mois, en semaines scolaires" in client.get("/g/demo/agreements/A-CP-1").text
