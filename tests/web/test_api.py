"""The API writes what the services write and reads it back; errors say what was found and what is allowed."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from fastapi.testclient import TestClient

from basicplus.compliance.rules import RULES
from basicplus.db import Database
from basicplus.invoicing.documents.ubl import read_ubl, with_pdf
from tests import cast
from tests.conftest import templates as templates

API = "/api/groups/demo"
SIGNED = {"acknowledged_on": "2024-12-16", "internal_rules_version": 1}


def created(client: TestClient, path: str, body: Any) -> dict[str, Any]:
    given = body if isinstance(body, dict) else body.model_dump(mode="json")
    answer = client.post(API + path, json=given)
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]


def test_a_member_is_registered_joins_and_leaves(client: TestClient) -> None:
    assert created(client, "/members", cast.member("M004"))["state"] == "candidate"
    joined = created(client, "/members/M004/memberships", {"from_on": "2025-01-01"} | SIGNED)
    assert (joined["state"], joined["sites"][0]["code"]) == ("member", "S-M004")
    left = created(client, "/members/M004/memberships/end", {"until_on": "2025-07-01"})
    assert left["state"] == "former"
    assert left["memberships"] == [
        {"member_class": "effective", "from_on": "2025-01-01", "until_on": "2025-07-01"}
    ]
    assert client.get(f"{API}/members/M004").json() == left


def test_a_worker_is_hired_and_the_contract_ends(client: TestClient) -> None:
    assert created(client, "/workers", cast.worker())["contract"] is None
    hired = created(client, "/contracts", cast.contract())
    assert (hired["worker"], hired["kind"], hired["terms"][0]["week_minutes"]) == ("W004", "open_ended", 2280)
    ended = created(client, "/contracts/C-W004/end", {"until_on": "2025-07-01"})
    assert ended["until_on"] == "2025-07-01"
    assert client.get(f"{API}/contracts/C-W004").json() == ended
    assert [row["number"] for row in client.get(f"{API}/contracts").json()] == [
        "C-W001",
        "C-W002",
        "C-W003",
        "C-W004",
    ]


def test_an_agreement_an_assignment_a_visit_and_hours_are_recorded(client: TestClient) -> None:
    pool = next(row for row in client.get(f"{API}/pools").json() if row["code"] == "CP")
    terms = cast.agreement() | {"pool_id": pool["id"], "from_on": "2025-01-01", "signed_on": "2024-11-25"}
    agreement = created(client, "/agreements", terms)
    assert (agreement["member"], agreement["pool"], agreement["basis"]) == ("M001", "CP", "time_spent")
    assignment = created(
        client,
        "/assignments",
        {
            "agreement": "A-NEW",
            "worker": "W001",
            "site": "S-M001",
            "rule": "FREQ=WEEKLY",
            "start_time": "08:30",
            "minutes": 210,
            "from_on": "2025-03-03",
        },
    )
    assert client.get(f"{API}/agreements/A-NEW/assignments").json() == [assignment]
    visit = created(client, "/visits", cast.visit(agreement="A-NEW"))
    assert (visit["starts_at"], visit["minutes"]) == ("2025-03-03T07:30:00Z", 210)
    march = {"from_on": "2025-03-01", "until_on": "2025-04-01"}
    assert client.get(f"{API}/visits", params=march).json() == [visit]
    assert client.get(f"{API}/visits", params=march | {"worker": "W002"}).json() == []
    hours = created(client, "/hours", cast.hours(agreement="A-NEW"))
    assert (hours["state"], hours["minutes"], hours["member"]) == ("draft", 210, "M001")
    assert client.get(f"{API}/hours", params=march | {"member": "M001"}).json() == [hours]
    assert created(client, "/agreements/A-NEW/end", {"until_on": "2026-01-01"})["until_on"] == "2026-01-01"


def test_what_is_written_is_journaled_in_the_name_of_the_actor(client: TestClient) -> None:
    created(client, "/workers", cast.worker())
    act = client.get(f"{API}/journal").json()["items"][0]
    assert (act["actor"], act["act"], act["subject"]) == (cast.COORDINATOR, "register worker", "W004")


def test_the_pdf_is_the_one_recorded_byte_for_byte(busy_client: TestClient) -> None:
    invoice = busy_client.get(f"{API}/invoices", params={"kind": "invoice"}).json()["items"][-1]
    answer = busy_client.get(f"{API}/invoices/{invoice['number']}/pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == f'inline; filename="{invoice["number"]}.pdf"'
    assert answer.headers["etag"].strip('"') == hashlib.sha256(answer.content).hexdigest()
    assert answer.content.startswith(b"%PDF-")
    assert busy_client.get(f"/g/demo/invoices/{invoice['number']}.pdf").content == answer.content


def test_the_electronic_form_is_the_one_recorded_and_takes_the_pdf_inside_on_request(
    busy_client: TestClient,
) -> None:
    number = busy_client.get(f"{API}/invoices", params={"kind": "invoice"}).json()["items"][-1]["number"]
    assert busy_client.get(f"{API}/invoices/{number}").json()["files"] == [f"{number}.pdf", f"{number}.xml"]
    answer = busy_client.get(f"{API}/invoices/{number}/xml")
    assert answer.headers["content-type"] == "application/xml"
    assert answer.headers["content-disposition"] == f'inline; filename="{number}.xml"'
    assert answer.headers["etag"].strip('"') == hashlib.sha256(answer.content).hexdigest()
    assert read_ubl(answer.content)[0] == number
    assert busy_client.get(f"/g/demo/invoices/{number}.xml").content == answer.content
    inside = busy_client.get(f"{API}/invoices/{number}/xml", params={"pdf": True})
    assert inside.content == with_pdf(answer.content, busy_client.get(f"{API}/invoices/{number}/pdf").content)
    assert inside.headers["etag"].strip('"') == hashlib.sha256(inside.content).hexdigest()


def test_an_invoice_names_what_credits_it_and_a_credit_note_what_it_credits(busy_client: TestClient) -> None:
    note = busy_client.get(f"{API}/invoices", params={"kind": "credit_note"}).json()["items"][0]
    credit = busy_client.get(f"{API}/invoices/{note['number']}").json()
    invoice = busy_client.get(f"{API}/invoices/{credit['credits']}").json()
    assert invoice["credited_by"] == [note["number"]]
    assert credit["total_cents"] == -invoice["total_cents"] == -invoice["credited_cents"]
    assert credit["content"]["total_cents"] == invoice["content"]["total_cents"]


def test_findings_are_those_of_the_day_asked_for(database: Database, client: TestClient) -> None:
    assert client.get(f"{API}/findings", params={"on": "2025-06-30"}).json()["findings"] == []
    audit = client.get(f"{API}/findings", params={"from_on": "2025-01-01", "until_on": "2026-01-01"}).json()
    assert (audit["findings"], len(audit["rules"])) == ([], len(RULES))
    assert client.get(f"{API}/findings", params={"on": "2025-06-30", "from_on": "2025-01-01"}).status_code == 422
    assert client.get(f"{API}/findings", params={"on": "1999-01-01"}).status_code == 400


def test_a_wrong_field_says_what_was_found_and_what_is_allowed(client: TestClient) -> None:
    body = cast.member("M004").model_dump(mode="json") | {"enterprise_number": "123", "language": "xx"}
    del body["name"]
    answer = client.post(f"{API}/members", json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    problems = {problem["field"]: problem for problem in answer.json()["errors"]}
    assert set(problems) == {"name", "enterprise_number", "language"}
    assert problems["enterprise_number"] == {
        "field": "enterprise_number",
        "found": "123",
        "allowed": "not a valid enterprise number: ten digits with check digits, as 0202.239.951",
    }
    assert (problems["name"]["found"], problems["language"]["found"]) == ("nothing", "xx")


def test_a_field_that_a_service_refuses_looks_the_same(client: TestClient) -> None:
    answer = client.post(f"{API}/workers", json=cast.worker("W001").model_dump(mode="json"))
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"field": "number", "found": "W001", "allowed": "this worker number is taken; choose another"}
    ]


@pytest.mark.parametrize(
    ("path", "detail", "see"),
    [
        (f"{API}/members/M999", "There is no member M999 in this group.", f"{API}/members"),
        (f"{API}/invoices/2025-9", "There is no document 2025-9 in this group.", f"{API}/invoices"),
        (f"{API}/visits/9", "There is no visit 9 in this group.", f"{API}/visits"),
        ("/api/groups/other", "There is no group 'other' in this database; groups here: demo.", "/api/groups"),
        ("/api/nothing", "There is nothing at /api/nothing.", "/docs"),
    ],
)
def test_what_is_not_there_says_where_to_look(client: TestClient, path: str, detail: str, see: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert (answer.json()["detail"], answer.json()["see"]) == (detail, see)


def test_a_letter_that_no_text_holds_is_no_error_of_ours(client: TestClient) -> None:
    assert client.get(f"{API}/workers/%00").status_code in (404, 422)
    assert client.get(f"{API}/visits/{2**31}").status_code == 422
    assert client.get(f"{API}/visits", params={"from_on": "9999-12-31"}).status_code == 422


def test_a_state_that_does_not_allow_it_is_a_conflict(client: TestClient) -> None:
    answer = client.post(f"{API}/members/M001/memberships", json={"from_on": "2025-01-01"})
    assert (answer.status_code, answer.json()["type"]) == (409, "/docs#problem-conflict")
    assert answer.json()["detail"] == "M001 is already a member from 2021-01-01."


def test_the_summary_counts_the_cast(client: TestClient) -> None:
    found = client.get(f"{API}/summary").json()
    assert (found["heads"]["today"], found["heads"]["limit"], found["heads"]["fte"]) == (3, 50, 2.5)
    assert (found["members"], found["findings"]) == ({"monthly": 3, "quarterly": 0, "annual": 0}, {})


def test_lists_are_paged_and_searched(client: TestClient) -> None:
    first = client.get(f"{API}/members", params={"size": 2, "sort": "-number"}).json()
    assert ([row["number"] for row in first["items"]], first["total"]) == (["M003", "M002"], 3)
    found = client.get(f"{API}/members", params={"q": "ECOLE m002"}).json()
    assert [row["number"] for row in found["items"]] == ["M002"]
    assert client.get(f"{API}/members", params={"sort": "shoe"}).status_code == 422
    assert client.get(f"{API}/members", params={"state": "shoe"}).status_code == 422


def test_the_reference_describes_every_call_and_needs_nothing_from_elsewhere(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    page = client.get("/docs").text
    for path in described["paths"]:
        assert path in page
    assert "http" not in page.replace("http-equiv", "").split("<main")[0]
    assert page.count("<script") == page.count('<script src="/static/')
