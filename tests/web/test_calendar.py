"""The calendar over the API: what is special about each day, and never why somebody is absent."""

from __future__ import annotations

from datetime import date

from fastapi.testclient import TestClient

from basicplus import workers
from basicplus.db import Database
from tests import cast

API = "/api/groups/demo/calendar"


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
