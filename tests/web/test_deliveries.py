"""The way of documents through the API: all of it for the office, channel, rule and state for the member."""

from __future__ import annotations

from fastapi.testclient import TestClient

from basicplus.db import Database
from basicplus.invoicing.delivery.transports import Portal
from tests.invoicing.delivery.documents import FIRST, NOON, issue, queue, run, wish

API = "/api/groups/demo"
WAY = {
    "document": FIRST,
    "channel": "portal",
    "rule": "asked_portal",
    "why": "le membre demande le portail",
    "source": None,
    "confirmed": None,
    "state": "sent",
}


def test_a_member_sees_channel_rule_and_state_and_the_office_all_of_it(
    database: Database, client: TestClient
) -> None:
    issue(database, "M001")
    wish(database, channel="portal")
    queue(database)
    run(database, portal=Portal())
    french = {"Accept-Language": "fr"}
    assert client.get(f"{API}/members/M001/deliveries", headers=french).json() == [WAY]
    assert client.get(f"{API}/members/M002/deliveries").json() == []
    assert client.get(f"{API}/members/M999/deliveries").status_code == 404
    at = NOON.isoformat().replace("+00:00", "Z")
    office = {"member": "M001", "address": "M001", "attempts": 1, "next_attempt_at": None, "last_error": ""}
    item = WAY | office | {"sent_at": at}
    assert client.get(f"{API}/deliveries", params={"state": "sent"}, headers=french).json() == [item]
    assert client.get(f"{API}/deliveries", params={"state": "failed"}).json() == []
    assert client.get(f"{API}/deliveries", params={"state": "gone"}).status_code == 422
    told = client.get(f"{API}/invoices/{FIRST}/delivery", headers=french).json()
    assert (told["state"], told["deliveries"]) == ("sent", [item])
    assert [(event["kind"], event["says"]) for event in told["events"]] == [
        ("queued", ""),
        ("claimed", ""),
        ("sent", "shown to M001"),
    ]


def test_the_acts_change_it(database: Database, client: TestClient) -> None:
    issue(database, "M001")
    for act, fields in (
        ("queue-documents", {"documents": [FIRST]}),
        ("change-channel", {"document": FIRST, "channel": "post", "because": "le membre le demande"}),
        ("tell-delivery", {"document": FIRST, "state": "sent", "says": "posté"}),
    ):
        assert client.post(f"{API}/acts/{act}", json=fields).status_code == 201
    told = client.get(f"{API}/deliveries", headers={"Accept-Language": "en"}).json()
    assert [(row["channel"], row["why"], row["state"]) for row in told] == [
        (
            "portal",
            "no e-mail address for invoices; the member's signer sees the document on the portal",
            "cancelled",
        ),
        ("post", "chosen by hand: le membre le demande", "sent"),
    ]
