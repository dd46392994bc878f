"""The budget through the API: opened and adopted by acts, read, simulated, with the roles that may see pay."""

from __future__ import annotations

from typing import Any

from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from basicplus.web.api import budgets
from basicplus.web.roles import roles_of

API = "/api/groups/demo/budgets/2026"


def done(client: TestClient, act: str, **fields: Any) -> None:
    answer = client.post(f"/api/groups/demo/acts/{act}", json=fields)
    assert answer.status_code == 201, answer.text


def read(client: TestClient, path: str = "", **asked: Any) -> Any:
    answer = client.get(API + path, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_budget_is_opened_filled_read_and_adopted(client: TestClient) -> None:
    assumed = {"leave_days": 20, "sickness_e4": 200, "internal_e4": 800}
    done(client, "open-budget", year=2026, assumed=assumed)
    done(client, "set-budget-line", year=2026, pool="CP", kind="gross", amount_cents=4500000)
    done(client, "set-budget-hours", year=2026, pool="CP", assumed=assumed | {"leave_days": 24})
    cp = read(client)["pools"][0]
    assert (cp["pool"], cp["costs_cents"], cp["net_cents"]) == ("CP", {"gross": 4500000}, 4500000)
    assert cp["assumed"] == {
        "leave_days": 24,
        "sickness_e4": 200,
        "training_e4": 0,
        "travel_e4": 0,
        "internal_e4": 800,
    }
    assert (cp["time"]["productive_minutes"], cp["proposed"]["hourly_rate_e4"]) == (91611, 294724)
    asked = {"year": 2026, "adopted_on": "2099-12-15"}
    early = client.post("/api/groups/demo/acts/adopt-budget", json=asked)
    assert (early.status_code, early.json()["errors"][0]["field"]) == (422, "adopted_on")
    done(client, "adopt-budget", year=2026, adopted_on="2025-12-15")
    adopted = read(client, version=1)
    assert (adopted["state"], adopted["pools"][0]["in_force"]) == ("adopted", cp["proposed"])
    again = client.post("/api/groups/demo/acts/adopt-budget", json={"year": 2026, "adopted_on": "2025-12-15"})
    assert (again.status_code, "changes no more" in again.json()["detail"]) == (409, True)


def test_a_change_is_simulated_and_nothing_is_saved(client: TestClient) -> None:
    change = {"change": "key", "key": "ELEVES", "from_on": "2026-01-01", "weights": {"M003": 197}}
    first = client.post(API + "/simulations", json=change).json()
    assert (first["winners"], first["losers"], first["unchanged"], first["difference_cents"]) == (2, 1, 0, 0)
    assert first["members"][0]["member"] == "M003"
    assert first["change"] == change
    assert client.post(API + "/simulations", json=change).json() == first
    rate = client.post(
        API + "/simulations", json={"change": "price", "pool": "CP", "hourly_rate_e4": 460000}
    ).json()
    assert [line["difference_cents"] for line in rate["members"]] == [10000, 10000, 10000]  # 100 h each
    pour = client.post(API + "/simulations", json={"change": "pour", "measure": "hours"}).json()
    assert (pour["difference_cents"], pour["unchanged"]) == (0, 3)


def test_what_cannot_be_simulated_is_a_sentence(client: TestClient) -> None:
    unknown = client.post(API + "/simulations", json={"change": "price", "pool": "NONE"})
    assert unknown.json()["errors"] == [
        {"field": "pool", "found": "NONE", "allowed": "write one of: CP, CPT, DPO"}
    ]
    missing = client.post(API + "/simulations", json={"change": "budget"})
    assert (missing.status_code, missing.json()["detail"]) == (
        404,
        "There is no budget of 2026 in this group: open one with the act open-budget.",
    )
    assert client.post(API + "/simulations", json={"change": "wish"}).status_code == 422
    assert client.get(API).status_code == 404


def test_the_ledger_of_unsold_hours_is_read(busy_client: TestClient) -> None:
    ledger = busy_client.get("/api/groups/demo/budgets/2025/unsold").json()
    march = {pool["pool"]: pool["months"]["2025-03-01"]["unsigned_minutes"] for pool in ledger["pools"]}
    assert march == {"CP": 210, "CPT": 210, "DPO": 0}  # the invoice was credited: its hours are to be signed anew
    assert ledger["pools"][0]["months"]["2025-05-01"]["absent_minutes"] == 5 * 456


def test_only_those_who_may_see_pay_read_budgets() -> None:
    routes = [route for route in budgets.router.routes if isinstance(route, APIRoute)]
    assert [set(roles_of(route)) for route in routes] == [{"finance", "auditor", "admin"}] * 3
