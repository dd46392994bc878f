"""The API of liability: what it writes it reads back; pay is for finance and auditors only."""

from __future__ import annotations

from typing import Any

from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from basicplus.web.api import liability
from basicplus.web.roles import roles_of
from tests.liability import parts

API = "/api/groups/demo/liability"


def created(client: TestClient, path: str, body: dict[str, Any]) -> Any:
    answer = client.post(API + path, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def read(client: TestClient, path: str, **asked: Any) -> Any:
    answer = client.get(API + path, params={"on": "2025-12-31"} | asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_debts_are_booked_paid_corrected_and_answered_for(client: TestClient) -> None:
    debt = parts.debt().model_dump(mode="json")
    assert created(client, "/debts", debt)["total"]["open_cents"] == 100000
    paid = {"moved_on": "2025-04-30", "amount_cents": 40000}
    assert created(client, "/debts/ONSS-2025-Q1/movements", paid)["total"]["open_cents"] == 60000
    change = {"kind": "correction", "moved_on": "2025-05-02", "amount_cents": -30000, "reason": "notice"}
    assert created(client, "/debts/ONSS-2025-Q1/movements", change)["total"]["open_cents"] == 30000
    assert [line["internal_cents"] for line in read(client, "/exposure")["members"]] == [10000, 10000, 10000]
    assert read(client, "/exposure/M002")["exposure"]["when_due_cents"] == 30000
    default = read(client, "/default", member=["M001", "M003"])
    assert (default["loss_cents"], default["waterfall"]) == (
        20000,
        [{"step": "member", "name": "M002", "cents": 20000}],
    )
    assert client.get(API + "/default").status_code == 422
    refused = client.post(API + "/debts/ONSS-2025-Q1/movements", json=paid)
    assert (refused.status_code, "Pay at most what is open" in refused.json()["detail"]) == (409, True)


def test_provisions_and_exits_are_recorded_and_reported(client: TestClient) -> None:
    foreseen = {"reference": "X-1", "worker": "W001", "certainty": "probable", "recorded_on": "2025-06-01"}
    assert len(created(client, "/exits", foreseen | {"estimate_cents": 900000})["exits"]) == 1
    provision = {"code": "EXIT", "name": "Exit", "nature": "probable_exit", "exit": "X-1"}
    assert created(client, "/provisions", provision)[0]["balance_cents"] == 0
    entry = {"kind": "dotation", "booked_on": "2025-06-30", "amount_cents": 500000, "vintage": 2025}
    filled = created(client, "/provisions/entries", entry | {"provision": "EXIT", "reason": "notice drafted"})
    assert filled[0]["vintages"] == {"2025": 500000}
    assert read(client, "/provisions") == filled
    told = read(client, "/report")
    assert (told["exits"][0]["provided_cents"], told["exits"][0]["missing_cents"]) == (500000, 400000)
    assert told["theoretical"] == read(client, "/staff")
    assert read(client, "/position")["debts"] == []


def test_what_shows_pay_is_for_finance_and_auditors_only() -> None:
    for route in liability.router.routes:
        assert isinstance(route, APIRoute)
        assert set(roles_of(route)) <= {"finance", "auditor"}, route.path
