"""Runs through the API: previewed, drafted, opened, approved, issued by acts, and listed."""

from __future__ import annotations

from fastapi.testclient import TestClient

RUNS, ACTS = "/api/groups/demo/invoice-runs", "/api/groups/demo/acts"
MARCH = {"period": "2025-03"}


def act(client: TestClient, name: str, **fields: object) -> dict[str, object]:
    answer = client.post(f"{ACTS}/{name}", json=MARCH | fields)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()["result"]  # type: ignore[no-any-return]


def test_a_run_is_previewed_and_each_draft_can_be_read(client: TestClient) -> None:
    found = client.get(f"{RUNS}/preview", params=MARCH).json()
    assert (found["counters"]["ready"], found["total_cents"]) == (3, 45000 + 50567 + 33712 + 15721)
    draft = client.get(f"{RUNS}/preview/M002", params=MARCH).json()
    assert (draft["document"]["number"], draft["summary"]["reason"], draft["missing"]) == (
        "DRAFT-2025-03-M002",
        "ready",
        [],
    )
    assert client.get(f"{RUNS}/preview/M002/pdf", params=MARCH).content[:5] == b"%PDF-"
    assert client.get(f"{RUNS}/preview/M009", params=MARCH).status_code == 404
    assert client.get(RUNS).json() == []


def test_a_run_is_issued_by_the_act_until_nothing_is_left(client: TestClient) -> None:
    act(client, "open-run", issue_on="2025-04-07")
    act(client, "approve-run", without=["M003"])
    assert [act(client, "issue-run", documents=1) for _ in range(2)] == [{"count": 1}, {"count": 1}]
    assert client.post(f"{ACTS}/issue-run", json=MARCH).status_code == 409
    assert client.get(RUNS).json() == [
        {
            "period": "2025-03",
            "issue_on": "2025-04-07",
            "state": "done",
            "approved_by": "Chantal Noël",
            "members": {"approved": 0, "issued": 2, "empty": 0, "cancelled": 0},
        }
    ]
