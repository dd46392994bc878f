"""The VAT guardian in API and pages: lights with their reason, the list; icon and words, not colour alone."""

from __future__ import annotations

from fastapi.testclient import TestClient

API = "/api/groups/demo"
ATTESTED = {
    "status": "mixed",
    "taxable_percent": 45,
    "from_on": "2025-01-02",
    "signed_on": "2024-12-09",
    "signed_by": "Jan Peeters",
}


def test_lights_come_worst_first_with_their_reason_in_the_readers_language(client: TestClient) -> None:
    assert client.post(f"{API}/members/M002/vat-attestations", json=ATTESTED).status_code == 201
    told = client.get(f"{API}/vat", params={"on": "2025-06-30"}, headers={"Accept-Language": "nl"}).json()
    assert told["counters"] == {"red": 0, "amber": 3, "green": 0}
    assert told["lights"][0] == {
        "member": "M002",
        "colour": "amber",
        "reason": "near",
        "says": "belast aandeel van 45 %, dicht bij de grens",
        "taxable_percent": 45,
        "valid_until_on": "2026-01-02",
    }
    assert told["outsiders"] == {
        "year": 2025,
        "billed_cents": 0,
        "outsiders_cents": 0,
        "billed_minutes": 0,
        "outsiders_minutes": 0,
        "percent": 0.0,
        "limit_percent": 50,
        "level": "fine",
    }


def test_the_list_tells_what_changed(client: TestClient) -> None:
    client.post(f"{API}/members/M002/vat-attestations", json=ATTESTED)
    told = client.get(f"{API}/vat/list", params={"on": "2025-06-30", "since": "2025-01-01"}).json()
    assert [row["number"] for row in told["members"]] == ["M001", "M002", "M003"]
    assert (told["changes"]["joined"], told["changes"]["left"]) == ([], [])
    assert [(row["number"], row["status"]) for row in told["changes"]["differs"]] == [("M002", "mixed")]
    assert client.get(f"{API}/vat/list", params={"on": "2025-06-30"}).json()["changes"] is None


def test_pages_show_the_light_with_an_icon_and_its_reason(busy_client: TestClient) -> None:
    english = {"Accept-Language": "en"}
    for path in ("members", "members/M001", "invoices", "invoices/2025-000001"):
        page = busy_client.get(f"/g/demo/{path}", headers=english).text
        assert '<span aria-hidden="true">!</span> declared without a signed attestation: ask for it' in page, path
