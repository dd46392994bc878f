"""The API of payments: a file comes in, what it pays is read back, and bank details are for finance alone."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from basicplus.db import Database
from basicplus.web.api import payments
from basicplus.web.roles import roles_of
from tests.invoicing.payments import bank, parts

API = "/api/groups/demo"


def read(client: TestClient, path: str, **asked: Any) -> Any:
    answer = client.get(API + path, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def post(client: TestClient, act: str, fields: dict[str, Any], status: int = 201) -> Any:
    answer = client.post(f"{API}/acts/{act}", json=fields)
    assert answer.status_code == status, answer.text
    return answer.json()


@pytest.fixture
def paid(database: Database, client: TestClient) -> TestClient:
    """Three invoices, one paid too much, and money that nobody knows."""
    parts.invoices(database)
    page = bank.page(bank.entry(25000, text="2025-000003"), bank.entry(49462, text="merci", name="Ecole M002"))
    content = b64encode(bank.coda(page)).decode()
    told = post(client, "import-bank-file", {"file": {"name": "may.cod", "content": content}})
    assert told["result"] == {"count": 2}
    return client


def test_what_is_open_on_a_day(paid: TestClient) -> None:
    before, after = (read(paid, "/receivables", on=on) for on in ("2025-05-04", "2025-05-05"))
    assert [(each["number"], each["open_cents"], each["state"]) for each in before] == [
        (number, cents, "issued") for number, cents in parts.TOTALS.items()
    ]
    assert [(each["open_cents"], each["paid_cents"], each["state"]) for each in after] == [
        (111317, 0, "issued"),
        (49462, 0, "issued"),
        (0, 24721, "paid"),
    ]


def test_what_waits_is_proposed_matched_and_taken_back(paid: TestClient) -> None:
    left, unknown = read(paid, "/payments/queue")
    assert (left["movement"]["left_cents"], left["members"]) == (279, ["M003"])
    assert unknown["proposals"][0]["documents"] == {"2025-000002": 49462}
    given = {"movement": unknown["movement"]["id"], "documents": {"2025-000002": None}}
    assert post(paid, "match-payment", given)["result"] == {"count": 1}
    [line] = read(paid, "/payments", document="2025-000002")
    assert (line["amount_cents"], line["rule"], line["kind"]) == (49462, "by_hand", "payment")
    post(paid, "undo-payment", {"payment": line["id"], "reason": "wrong"})
    assert [each["undone_by"] is None for each in read(paid, "/payments", document="2025-000002")] == [False, True]
    assert [each["left_cents"] for each in read(paid, "/payments/movements")] == [279, 49462]


def test_the_account_of_a_member_shows_its_own_documents_and_payments(paid: TestClient) -> None:
    told = read(paid, "/members/M003/account", on="2025-05-31")
    assert (told["open_cents"], told["credit_left_cents"]) == (0, 279)
    assert [each["number"] for each in told["documents"]] == ["2025-000003"]
    assert [(each["document"], each["amount_cents"]) for each in told["payments"]] == [("2025-000003", 24721)]
    assert read(paid, "/members/M003/account", on="2025-05-04")["payments"] == []


def test_the_statement_of_a_member_runs_to_its_balance_and_is_a_letter(paid: TestClient) -> None:
    asked = {"from_on": "2025-05-01", "until_on": "2025-06-01"}
    told = read(paid, "/members/M003/statement", **asked)
    assert (told["opening_cents"], told["closing_cents"], told["unassigned_cents"]) == (24721, -279, -279)
    assert [(each["kind"], each["cents"], each["balance_cents"]) for each in told["movements"]] == [
        ("payment_received", -25000, -279)
    ]
    answer = paid.get(f"{API}/members/M003/statement.pdf", params=asked)
    assert (answer.headers["content-type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert answer.headers["content-disposition"] == 'inline; filename="M003-2025-05-31.pdf"'


def test_a_file_that_is_not_whole_is_refused_with_the_difference(client: TestClient) -> None:
    content = bank.replaced(bank.coda(bank.page(*bank.SAMPLE)), 16, 43, "000000009999990")
    fields = {"file": {"name": "may.cod", "content": b64encode(content).decode()}}
    told = post(client, "import-bank-file", fields, status=422)
    assert "a difference of 6221.37 EUR" in told["errors"][0]["allowed"]
    assert read(client, "/payments/movements") == []


def test_names_and_accounts_of_payers_are_for_finance_alone() -> None:
    found = {route.path: roles_of(route) for route in payments.router.routes if isinstance(route, APIRoute)}
    prefix = "/groups/{group}"
    assert found == {
        f"{prefix}/receivables": ["finance", "auditor"],
        f"{prefix}/receivables/ageing": ["finance", "auditor"],
        f"{prefix}/payments": ["finance", "auditor"],
        f"{prefix}/payments/movements": ["finance"],
        f"{prefix}/payments/queue": ["finance"],
        f"{prefix}/members/{{number}}/account": ["finance", "auditor", "member"],
        f"{prefix}/members/{{number}}/statement": ["finance", "auditor", "member"],
        f"{prefix}/members/{{number}}/statement.pdf": ["finance", "auditor", "member"],
    }
