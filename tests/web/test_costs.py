"""The API of costs: estimates beside actual costs for finance, and a settlement that a member may read."""

from __future__ import annotations

from datetime import date

from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from basicplus import invoicing
from basicplus.db import Database
from basicplus.web.api import costs
from basicplus.web.roles import roles_of
from tests import cast

API = "/api/groups/demo"


def test_estimated_and_actual_costs_are_read_side_by_side(database: Database, client: TestClient) -> None:
    line = {"month": "2025-03-01", "kind": "gross", "amount_cents": 300000, "worker": "W001"}
    for status, cents in (("estimate", 300000), ("actual", 305000)):
        booking = {"source": "payroll", "costs": [line | {"amount_cents": cents}], "status": status}
        assert client.post(f"{API}/acts/book-costs", json=booking).status_code in (200, 201)
    answer = client.get(f"{API}/costs", params={"period": "2025-03", "worker": "W001"})
    assert answer.json() == {
        "lines": [
            {
                "pool": "CP",
                "worker": "W001",
                "month": "2025-03-01",
                "kind": "gross",
                "estimate_cents": 300000,
                "actual_cents": 305000,
                "difference_cents": 5000,
                "expected_cents": 305000,
            }
        ],
        "estimate_cents": 300000,
        "actual_cents": 305000,
        "difference_cents": 5000,
        "expected_cents": 305000,
    }
    assert client.get(f"{API}/costs", params={"period": "2025-04"}).json()["lines"] == []
    assert client.get(f"{API}/costs", params={"period": "march"}).status_code == 422


def test_a_settlement_is_explained(database: Database, client: TestClient) -> None:
    cast.do(database, cast.hours())
    cast.book(database, ("CP", 100000), month=date(2025, 3, 1))
    told = client.get(f"{API}/settlements/2025/members/M001").json()
    with cast.reading(database) as session:
        explained = invoicing.explain_settlement(session, 2025, "M001")
    assert (told["share_cents"], told["pools"][0]["agreements"][0]["weight"]) == (100000, 210 * 365)
    assert [pool["pool"] for pool in told["pools"]] == [pool.pool for pool in explained.pools]
    assert client.get(f"{API}/settlements/2025/members/M009").status_code == 404


def test_what_shows_pay_is_for_finance_auditors_and_administrators_only() -> None:
    for route in costs.router.routes:
        assert isinstance(route, APIRoute)
        assert set(roles_of(route)) <= {"finance", "auditor", "admin"}, route.path
