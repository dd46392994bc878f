"""Why a document asks what it asks, through the API: pay is on a route of its own."""

from __future__ import annotations

from fastapi.testclient import TestClient

from basicplus.web.api import invoices, members
from basicplus.web.roles import roles_of

API = "/api/groups/demo"


def test_a_document_answers_why_down_to_its_hours(busy_client: TestClient) -> None:
    found = busy_client.get(f"{API}/invoices/2025-000001/why").json()
    assert [(line["agreement"], len(line["hours"])) for line in found["lines"]] == [
        ("A-CP-1", 1),
        ("A-CPT-1", 1),
        ("A-DPO-1", 0),
    ]
    assert found["lines"][0]["hours"][0]["signed_by"] == "Marie Dupont"
    assert [why["key"] for why in found["why"]] == ["hours", "volume", "key"]
    assert busy_client.get(f"{API}/members/M001/invoices/2025-000001/why").json() == found


def test_costs_are_for_finance_alone(busy_client: TestClient) -> None:
    pools = busy_client.get(f"{API}/invoices/2025-000001/why/costs").json()
    assert [(pool["pool"], pool["own_cents"]) for pool in pools] == [("CP", 0), ("CPT", 0), ("DPO", 0)]
    declared = {route.path: roles_of(route) for part in (invoices, members) for route in part.router.routes}  # type: ignore[attr-defined]
    assert declared["/groups/{group}/invoices/{number}/why/costs"] == ["finance"]
    assert declared["/groups/{group}/members/{number}/invoices/{invoice}/why"] == ["member", "finance", "auditor"]


def test_a_member_finds_no_document_of_another(busy_client: TestClient) -> None:
    answer = busy_client.get(f"{API}/members/M002/invoices/2025-000001/why")
    assert (answer.status_code, answer.json()["detail"]) == (
        404,
        "There is no document 2025-000001 of member M002.",
    )
