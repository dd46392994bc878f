"""A change with `If-Match` is done only while what it was decided on still reads as it did."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from basicplus import assignments, invoicing
from basicplus.access import Principal
from basicplus.clock import parse_period
from basicplus.db import Database
from tests import cast
from tests.web.mine import Caller, app_on

API = "/api/groups/demo"


@pytest.fixture
def client(database: Database) -> TestClient:
    """A coordinator, before a group with a visit and its hours, checked."""
    with cast.writing(database) as session:
        assignments.add_visit(session, cast.visit())
    cast.log(database, cast.hours())
    who = Principal(cast.COORDINATOR, frozenset({"coordinator", "finance"}))
    return Caller(app_on(database), who)


def tag(client: TestClient, path: str) -> dict[str, str]:
    """Read something out; return the header that says so of a change."""
    answer = client.get(f"{API}/{path}")
    assert answer.status_code == 200, answer.text
    return {"If-Match": answer.headers["ETag"]}


def correct(client: TestClient, end: str, headers: dict[str, str]) -> Any:
    return client.post(
        f"{API}/acts/correct-hours", json={"entry": 1, "start_time": "08:30", "end_time": end}, headers=headers
    )


def test_of_two_who_decide_on_the_same_the_second_is_told(client: TestClient) -> None:
    seen = tag(client, "hours/1")
    assert correct(client, "11:00", seen).status_code == 201
    late = correct(client, "12:30", seen)
    assert (late.status_code, late.headers["content-type"]) == (412, "application/problem+json")
    assert late.json()["detail"] == (
        "Changed since you read it: entry 1. Nothing was saved: read it again, and decide again."
    )
    assert client.get(f"{API}/hours/1").json()["minutes"] == 150
    assert correct(client, "12:30", tag(client, "hours/1")).status_code == 201


@pytest.mark.parametrize(
    ("header", "status"), [('"none"', 412), ("*", 201), ('"none", {}', 201), ("W/{}", 412), ("", 201)]
)
def test_a_header_holds_one_tag_or_several(client: TestClient, header: str, status: int) -> None:
    known = tag(client, "hours/1")["If-Match"]
    assert correct(client, "11:00", {"If-Match": header.format(known)}).status_code == status


def test_a_call_below_what_it_changes_looks_at_that(client: TestClient) -> None:
    seen, ending = tag(client, "agreements/A-CP-1"), {"until_on": "2025-07-01"}
    end = f"{API}/agreements/A-CP-1/end"
    assert client.post(end, json=ending, headers=tag(client, "agreements/A-CP-2")).status_code == 412
    assert client.post(end, json=ending, headers=seen).status_code == 201
    assert client.post(end, json=ending, headers=seen).status_code == 412


def test_a_call_that_makes_something_new_has_nothing_to_look_at(client: TestClient) -> None:
    given = cast.worker().model_dump(mode="json")
    answer = client.post(f"{API}/workers", json=given, headers={"If-Match": "*"})
    assert (answer.status_code, "names nothing such" in answer.json()["detail"]) == (400, True)
    assert client.get(f"{API}/workers/W004").status_code == 404


@pytest.mark.parametrize(
    ("path", "act", "given"),
    [
        (
            "members/M001",
            "add-contact",
            {"member": "M001", "role": "head", "name": "Luc", "email": "luc@ecole.example"},
        ),
        (
            "workers/W001",
            "record-absence",
            {"worker": "W001", "kind": "training", "from_on": "2025-05-05", "until_on": "2025-05-06"},
        ),
        ("agreements/A-CP-1", "set-tacit-approval", {"agreement": "A-CP-1", "from_on": "2025-04-01"}),
        ("contracts/C-W001", "end-contract", {"contract": "C-W001", "until_on": "2026-01-01"}),
        ("visits/1", "take-out-visit", {"visit": 1}),
        (
            "invoices/2025-000001",
            "credit",
            {"invoice": "2025-000001", "why": "erreur", "issue_on": "2025-04-08"},
        ),
    ],
)
def test_the_tag_of_each_thing_is_the_one_under_which_it_is_read(
    client: TestClient, database: Database, path: str, act: str, given: dict[str, Any]
) -> None:
    if path.startswith("invoices"):
        with cast.writing(database) as session:
            invoicing.issue_run(session, parse_period("2025-03"), date(2025, 4, 7))
    seen = tag(client, path)
    other = client.post(f"{API}/acts/{act}", json=given, headers={"If-Match": '"other"'})
    assert other.status_code == 412, other.text
    done = client.post(f"{API}/acts/{act}", json=given, headers=seen)
    assert done.status_code == 201, done.text
