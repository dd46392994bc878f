"""The papers of the group and what members tell, through the API."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient

from tests import cast

API = "/api/groups/demo"
PAPER = cast.document("paper.pdf").model_dump(mode="json")


def created(client: TestClient, path: str, **body: Any) -> dict[str, Any]:
    answer = client.post(API + path, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]


def test_the_way_to_an_authorisation_and_its_withdrawal(client: TestClient) -> None:
    member = cast.member("M004", joint_committee="337").model_dump(mode="json")
    created(client, "/members", **member)
    application = {
        "reference": "D/2025/1",
        "received_on": "2025-03-03",
        "registered_letter": True,
        "internal_rules_version": 1,
        "proposed_committee": "337",
    }
    created(client, "/applications", **application)
    created(client, "/applications/advice-asked", reference="D/2025/1", asked_on="2025-03-10")
    created(client, "/applications/advice-given", reference="D/2025/1", given_on="2025-04-01")
    decided = created(
        client, "/applications/decision", reference="D/2025/1", decided_on="2025-04-30", granted=True
    )
    assert decided == application | {
        "advice_asked_on": "2025-03-10",
        "advice_given_on": "2025-04-01",
        "decided_on": "2025-04-30",
        "granted": True,
    }
    granted = {
        "reference": "AM-2025",
        "joint_committee": "337",
        "granted_on": "2025-04-30",
        "from_on": "2025-05-05",
        "until_on": None,
        "organiser": None,
    }
    assert created(client, "/authorisations", **granted) == granted | {"withdrawn_because": None}
    letter = {"reference": "AM-2025", "effective_on": "2025-06-02", "because": "no report", "document": PAPER}
    withdrawn = created(client, "/authorisations/withdrawal", **letter)
    assert (withdrawn["until_on"], withdrawn["withdrawn_because"]) == ("2025-06-02", "no report")


def test_statutes_internal_rules_and_reports_are_filed(client: TestClient) -> None:
    assert created(client, "/statutes", from_on="2019-10-01", legal_form="ASBL", founding=True) == {
        "from_on": "2019-10-01",
        "legal_form": "ASBL",
        "founding": True,
    }
    assert created(client, "/internal-rules", from_on="2025-01-01", document=PAPER)["version"] == 2
    report = created(client, "/activity-reports", year=2026, sent_on="2027-03-01", document=PAPER)
    assert report == {"year": 2026, "sent_on": "2027-03-01"}
    assert created(client, "/members/M001/internal-rules", version=2)["number"] == "M001"
    assert client.get(f"{API}/incidents").json() == []


def test_a_member_tells_of_a_strike_and_of_work_abroad(client: TestClient) -> None:
    strike = {"kind": "lockout", "from_on": "2026-10-12", "until_on": None, "reported_on": "2026-10-09"}
    assert created(client, "/strikes", member="M001", **strike) == strike
    ended = created(client, "/members/M001/strikes/end", until_on="2026-10-17")
    assert ended == strike | {"until_on": "2026-10-17"}
    notice = {"country": "FR", "noticed_on": "2025-02-03", "from_on": "2025-03-01", "until_on": None}
    assert created(client, "/abroad-notices", member="M001", **notice) == notice


def test_the_register_is_that_of_the_day(client: TestClient) -> None:
    assert client.get(f"{API}/register", params={"on": "2020-12-31"}).json() == []
    found = client.get(f"{API}/register", params={"on": "2025-01-01"}).json()
    assert [(row["number"], row["admitted_on"], row["resigned_on"]) for row in found] == [
        (number, "2021-01-01", None) for number in ("M001", "M002", "M003")
    ]


def test_an_acknowledgement_is_given_once(client: TestClient) -> None:
    answer = client.post(f"{API}/members/M001/acknowledgement", json={"on": "2025-03-03", "document": PAPER})
    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        "M001 acknowledged joint liability on 2020-12-14.",
    )
