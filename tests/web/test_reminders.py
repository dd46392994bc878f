"""The API of reminders: a preview, the act, what became of each; a member sees its own."""

from __future__ import annotations

from typing import Any

from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from basicplus.db import Database
from basicplus.web.api import reminders
from basicplus.web.roles import roles_of
from tests.invoicing.payments import parts

API = "/api/groups/demo"
FIRST, SECOND, THIRD = parts.TOTALS


def read(client: TestClient, path: str, **asked: Any) -> Any:
    answer = client.get(API + path, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_day_is_previewed_written_and_read_by_the_member(database: Database, client: TestClient) -> None:
    parts.invoices(database)
    stop = {"member": "M002", "from_on": "2025-05-01", "why": "plan de paiement"}
    assert client.post(f"{API}/acts/stop-reminders", json=stop).status_code == 201
    seen = read(client, "/reminders/preview", on="2025-05-20")
    assert [(each["buyer"]["number"], each["step"]) for each in seen["letters"]] == [("M001", 1), ("M003", 1)]
    assert [(each["document"], each["says"]) for each in seen["left_out"]] == [(SECOND, "plan de paiement")]
    assert [(each["member"], each["why"]) for each in read(client, "/reminders/stops")] == [
        ("M002", "plan de paiement")
    ]
    assert [step["position"] for step in read(client, "/reminders/steps")] == [1, 2]
    assert client.post(f"{API}/acts/remind", json={"on": "2025-05-20"}).json()["result"] == {"count": 2}
    assert [each["member"] for each in read(client, "/reminders")] == ["M001", "M003"]
    [mine] = read(client, "/members/M003/reminders")
    assert (mine["documents"], mine["total_cents"], mine["state"]) == ([[THIRD, 24721, 1]], 24721, "written")
    letter = client.get(f"{API}/reminders/{mine['id']}/pdf")
    assert (letter.headers["content-type"], letter.content[:5]) == ("application/pdf", b"%PDF-")
    assert client.get(f"{API}/reminders/99/pdf").status_code == 404


def test_only_its_own_reminders_are_for_a_member() -> None:
    open_to = {
        route.path.rpartition("/groups/{group}")[2]: roles_of(route)
        for route in reminders.router.routes
        if isinstance(route, APIRoute)
    }
    assert {path for path, names in open_to.items() if "member" in names} == {"/members/{number}/reminders"}
    assert all("finance" in names and "auditor" in names for names in open_to.values())
