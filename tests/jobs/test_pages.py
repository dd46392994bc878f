"""The pages of long work: the list, a job that waits and one that is done, its file, cancel, the schedule."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest
from fastapi.testclient import TestClient

from basicplus import jobs
from basicplus.access import Principal
from basicplus.app import create_app
from basicplus.db import Database
from basicplus.work import KINDS
from tests import cast

ENGLISH = {"Accept-Language": "en"}


def client_of(database: Database, *roles: str) -> TestClient:
    principal = Principal(cast.COORDINATOR, frozenset(roles))  # type: ignore[arg-type]
    return TestClient(create_app(database, principal=principal), headers=ENGLISH)


@pytest.fixture
def client(database: Database) -> Iterator[TestClient]:
    with client_of(database, "coordinator", "finance", "admin") as opened:
        yield opened


def asked(client: TestClient, act: str, **fields: object) -> int:
    answer = client.post(f"/api/groups/demo/acts/{act}", json=fields)
    assert answer.status_code in (200, 201), answer.text
    return int(answer.json()["result"]["id"])


def test_the_page_of_a_job_follows_it_from_the_wish_to_its_file(client: TestClient, database: Database) -> None:
    number = asked(client, "ask-evidence", from_on="2025-01-01", until_on="2026-01-01", sample=2, seed="seven")
    waiting = client.get(f"/g/demo/jobs/{number}").text
    assert "Evidence pack" in waiting
    assert "waiting" in waiting
    assert f'hx-get="/g/demo/jobs/{number}/progress"' in waiting
    jobs.work(database, KINDS, ending=Event(), once=True)
    done = client.get(f"/g/demo/jobs/{number}").text
    assert "hx-get" not in done
    assert "seven" in done
    file = client.get(f"/g/demo/jobs/{number}/files/evidence-2025-01-01.zip")
    assert (file.status_code, file.headers["content-type"], file.content[:2]) == (200, "application/zip", b"PK")
    told = client.get(f"/api/groups/demo/jobs/{number}").json()
    assert (told["state"], told["result"]["seed"], told["files"][0]["size"]) == (
        "done",
        "seven",
        len(file.content),
    )


def test_a_job_that_waits_is_given_up_by_its_button(client: TestClient) -> None:
    number = asked(client, "ask-audit")
    answer = client.post(f"/g/demo/jobs/{number}/cancel", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/g/demo/jobs/{number}")
    assert "given up" in client.get(f"/g/demo/jobs/{number}").text
    again = client.post(f"/g/demo/jobs/{number}/cancel")
    assert (again.status_code, "nothing to cancel" in again.text) == (409, True)


def test_the_list_shows_what_the_reader_may_ask_for(client: TestClient, database: Database) -> None:
    audit = asked(client, "ask-audit")
    reminders = asked(client, "ask-reminder-sending")
    with client_of(database, "coordinator") as coordinator:
        shown = coordinator.get("/g/demo/jobs").text
        assert (f"/jobs/{audit}" in shown, f"/jobs/{reminders}" in shown) == (True, False)
        assert coordinator.get(f"/g/demo/jobs/{reminders}").status_code == 403
        assert "Set the schedule" not in shown
    assert f"/jobs/{reminders}" in client.get("/g/demo/jobs").text


def test_the_schedule_is_set_by_its_form(client: TestClient) -> None:
    given = {"kind": "audit", "every": "day", "hour": "2", "from_on": "2026-02-01"}
    answer = client.post("/g/demo/jobs/schedule", data=given, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/g/demo/jobs")
    assert "every day" in client.get("/g/demo/jobs").text
    wrong = client.post("/g/demo/jobs/schedule", data=given | {"hour": "25"})
    assert (wrong.status_code, "at most 23" in wrong.text) == (422, True)
    [due] = client.get("/api/groups/demo/jobs/due").json()
    assert (due["kind"], due["every"], due["hour"], due["last_state"]) == ("audit", "day", 2, None)
