"""A change that the law does not allow is refused through the API: rule, day, limit, source; nothing is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from basicplus import members, workers
from basicplus.compliance import service
from basicplus.db import Database
from tests import cast

API = "/api/groups/demo"


def refused(client: TestClient, path: str, body: dict[str, Any], language: str = "en") -> dict[str, Any]:
    """Send a change that must be refused by one rule; return the problem."""
    answer = client.post(API + path, json=body, headers={"Accept-Language": language})
    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
    assert (problem["status"], problem["type"]) == (409, "/docs#problem-refused")
    assert len(problem["findings"]) == 1
    return problem["findings"][0]


def body_of(model: Any) -> dict[str, Any]:
    return model.model_dump(mode="json")  # type: ignore[no-any-return]


def test_the_fifty_first_worker_is_refused_and_the_fiftieth_is_not(database: Database, client: TestClient) -> None:
    with cast.writing(database, despite="growth") as session:
        for number in range(4, 50):
            workers.register(session, cast.worker(f"W{number:03d}"))
            workers.hire(session, cast.contract(f"W{number:03d}"))
        workers.register(session, cast.worker("W050"))
        workers.register(session, cast.worker("W051"))
    warned = client.post(f"{API}/contracts", json=body_of(cast.contract("W050")))
    assert (warned.status_code, warned.json()["type"]) == (409, "/docs#problem-warned")
    assert [(each["rule"], each["severity"], each["found"]) for each in warned.json()["findings"]] == [
        ("GE-07", "warn", 50)
    ]
    growth = {"despite": "le conseil l'a décidé"}
    hired = client.post(f"{API}/contracts", json=body_of(cast.contract("W050")), params=growth)
    assert hired.status_code == 201
    before = cast.contents(database)
    finding = refused(client, "/contracts", body_of(cast.contract("W051")))
    assert (finding["rule"], finding["found"], finding["limit"]) == ("GE-07", 51, 50)
    assert (finding["from_on"], finding["until_on"], finding["subject"]) == ("2021-01-04", None, "group")
    assert "loi du 5 mars 2017" in finding["source"]
    assert finding["confirmed"] == "secondary"
    assert finding["url"].startswith("https://")
    assert "51 workers" in finding["sentence"]
    assert cast.contents(database) == before


@pytest.mark.parametrize("week_minutes", [1110, 1139])
def test_less_than_nineteen_hours_is_refused(database: Database, client: TestClient, week_minutes: int) -> None:
    with cast.writing(database) as session:
        workers.register(session, cast.worker())
    before = cast.contents(database)
    contract = cast.contract(week_minutes=week_minutes, full_time_minutes=2220, pattern="variable")
    finding = refused(client, "/contracts", body_of(contract))
    assert (finding["rule"], finding["found"], finding["limit"]) == ("GE-13", week_minutes, 1140)
    assert (finding["from_on"], finding["unit"]) == ("2021-01-04", "minutes/week")
    assert cast.contents(database) == before
    enough = cast.contract(week_minutes=1140, full_time_minutes=2220, pattern="variable")
    assert client.post(f"{API}/contracts", json=body_of(enough)).status_code == 201


def test_an_amendment_below_nineteen_hours_is_refused(database: Database, client: TestClient) -> None:
    finding = refused(
        client,
        "/contracts/C-W001/amendments",
        {"from_on": "2025-09-01", "week_minutes": 1110, "pattern": "variable"},
    )
    assert (finding["rule"], finding["from_on"], finding["limit"]) == ("GE-13", "2025-09-01", 1140)
    answer = client.post(
        f"{API}/contracts/C-W001/amendments",
        json={"from_on": "2025-09-01", "week_minutes": 1140, "pattern": "variable"},
    )
    assert [terms["week_minutes"] for terms in answer.json()["terms"]] == [2280, 1140]


def test_a_visit_at_an_association_that_is_no_member_is_refused(database: Database, client: TestClient) -> None:
    with cast.writing(database) as session:
        members.register(session, cast.member("M004"))
        service.grant(session, cast.waiver("GE-17", party="M004"))
    before = cast.contents(database)
    visit = body_of(cast.visit(member="M004", site="S-M004", agreement=None))
    finding = refused(client, "/visits", visit)
    assert (finding["rule"], finding["found"], finding["limit"]) == ("GE-09", "M004", "-")
    assert (finding["from_on"], finding["until_on"]) == ("2025-03-03", "2025-03-04")
    assert finding["source"] == "Loi du 12 août 2000, art. 187: mise à disposition des seuls membres"
    assert cast.contents(database) == before
    joining = {"from_on": "2025-03-03", "acknowledged_on": "2025-03-03", "internal_rules_version": 1}
    assert client.post(f"{API}/members/M004/memberships", json=joining).status_code == 201
    assert client.post(f"{API}/visits", json=visit).status_code == 201


def test_a_visit_before_the_contract_was_signed_is_refused(database: Database, client: TestClient) -> None:
    with cast.writing(database) as session:
        workers.register(session, cast.worker())
        workers.hire(session, cast.contract(from_on=date(2025, 3, 3), signed_on=None))
    before = cast.contents(database)
    finding = refused(client, "/visits", body_of(cast.visit(worker="W004")))
    assert (finding["rule"], finding["from_on"], finding["found"]) == ("GE-11", "2025-03-03", "-")
    assert "not signed before that day" in finding["sentence"]
    assert cast.contents(database) == before


def test_hours_at_two_places_at_once_are_refused_and_back_to_back_are_not(client: TestClient) -> None:
    assert client.post(f"{API}/hours", json=body_of(cast.hours())).status_code == 201
    overlapping = cast.hours(agreement="A-CP-2", site="S-M002", start_time="11:59", end_time="13:00")
    assert refused(client, "/hours", body_of(overlapping))["rule"] == "PLAN-01"
    following = cast.hours(agreement="A-CP-2", site="S-M002", start_time="12:00", end_time="13:00")
    assert client.post(f"{API}/hours", json=body_of(following)).status_code == 201


def test_a_member_cannot_leave_under_its_agreements(client: TestClient) -> None:
    answer = client.post(f"{API}/members/M001/memberships/end", json={"until_on": "2025-07-01"})
    assert answer.status_code == 409
    assert {finding["rule"] for finding in answer.json()["findings"]} == {"GE-09"}


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("fr-BE,fr;q=0.9", "au moins"),
        ("nl", "minstens"),
        ("de-AT", "mindestens"),
        ("en", "at least"),
        ("", "moins"),
    ],
)
def test_a_refusal_speaks_the_language_of_the_reader(client: TestClient, language: str, word: str) -> None:
    amendment = {"from_on": "2025-09-01", "week_minutes": 1110, "pattern": "variable"}
    assert word in refused(client, "/contracts/C-W001/amendments", amendment, language)["sentence"]
