"""A call with an `Idempotency-Key` is done once: the same answer again, or a sentence that says why not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from basicplus import idempotency
from basicplus.db import Database
from basicplus.errors import BasicplusError
from basicplus.idempotency import KeyedCall
from tests import cast
from tests.conftest import templates as templates

ACTS = "/api/groups/demo/acts"
CONTACT = {"member": "M001", "role": "treasurer", "name": "Zoé Lambert", "email": "zoe@example.org"}
KEY = {"Idempotency-Key": "a-key"}


def entries(client: TestClient) -> int:
    return int(client.get("/api/groups/demo/journal").json()["total"])


def test_the_same_request_again_is_answered_again_and_not_done_again(client: TestClient) -> None:
    first = client.post(f"{ACTS}/add-contact", json=CONTACT, headers=KEY)
    assert (first.status_code, first.headers.get("Idempotency-Replayed")) == (201, None)
    before = entries(client)
    again = client.post(f"{ACTS}/add-contact", json=CONTACT, headers=KEY)
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert (again.json(), entries(client)) == (first.json(), before)
    assert again.headers["content-type"] == "application/json"


def test_calls_that_are_no_acts_are_done_once_too(client: TestClient) -> None:
    worker = cast.worker().model_dump(mode="json")
    first = client.post("/api/groups/demo/workers", json=worker, headers=KEY)
    again = client.post("/api/groups/demo/workers", json=worker, headers=KEY)
    assert (again.status_code, again.json()) == (201, first.json())


def test_the_same_key_for_another_request_is_refused(client: TestClient) -> None:
    client.post(f"{ACTS}/add-contact", json=CONTACT, headers=KEY)
    for other, query in ((CONTACT | {"name": "Somebody else"}, ""), (CONTACT, "?reason=another")):
        answer = client.post(f"{ACTS}/add-contact{query}", json=other, headers=KEY)
        assert (answer.status_code, answer.json()["errors"]) == (
            422,
            [
                {
                    "field": "Idempotency-Key",
                    "found": "a-key",
                    "allowed": "a key of its own for each request: this one came with another",
                }
            ],
        )


def test_what_was_refused_may_be_asked_again_with_the_same_key(client: TestClient) -> None:
    wrong = CONTACT | {"member": "M999"}
    assert client.post(f"{ACTS}/add-contact", json=wrong, headers=KEY).status_code == 404
    assert client.post(f"{ACTS}/add-contact", json=CONTACT, headers=KEY).status_code == 201


def test_keys_are_of_one_caller(database: Database) -> None:
    at = datetime(2025, 3, 3, 9, tzinfo=UTC)
    for principal in ("Chantal", "Luc"):
        call = idempotency.begin(database, "demo", principal=principal, key="k", request_sha256="0" * 64, at=at)
        assert call.status is None


def test_an_answer_with_a_secret_is_not_kept(client: TestClient, database: Database) -> None:
    feed = {"worker": "W001", "label": "phone"}
    assert client.post(f"{ACTS}/open-feed", json=feed, headers=KEY).status_code == 201
    again = client.post(f"{ACTS}/open-feed", json=feed, headers=KEY)
    assert (again.status_code, again.json()["detail"]) == (
        409,
        "The request with the key a-key was done; its answer holds a secret and is shown once.",
    )
    with cast.reading(database) as session:
        assert [call.body for call in session.exec(select(KeyedCall))] == [None]


def test_of_two_at_once_one_is_done(client: TestClient) -> None:
    with ThreadPoolExecutor(2) as both:
        asked = [both.submit(client.post, f"{ACTS}/add-contact", json=CONTACT, headers=KEY) for _ in range(2)]
        answers = [each.result() for each in asked]
    assert {answer.status_code for answer in answers} <= {201, 409}
    done = [answer for answer in answers if answer.status_code == 201]
    assert len({answer.json()["journal_entry"] for answer in done}) == 1
    acts = client.get("/api/groups/demo/journal", params={"q": "add contact"}).json()["items"]
    assert [act["act"] for act in acts].count("add contact") == 1


def test_a_call_that_was_interrupted_is_not_done_a_second_time(database: Database) -> None:
    asked = {"principal": "Chantal", "key": "k", "request_sha256": "0" * 64}
    at = datetime(2025, 3, 3, 9, tzinfo=UTC)
    idempotency.begin(database, "demo", **asked, at=at)
    with pytest.raises(BasicplusError, match="was interrupted"):
        idempotency.begin(database, "demo", **asked, at=at)


def test_after_a_day_a_key_is_forgotten(database: Database) -> None:
    asked = {"principal": "Chantal", "key": "k"}
    at = datetime(2025, 3, 3, 9, tzinfo=UTC)
    first = idempotency.begin(database, "demo", **asked, request_sha256="0" * 64, at=at)
    idempotency.answered(database, first, 201, "{}")
    kept = idempotency.begin(database, "demo", **asked, request_sha256="0" * 64, at=at + timedelta(hours=24))
    later = idempotency.begin(database, "demo", **asked, request_sha256="1" * 64, at=at + timedelta(hours=25))
    assert (kept.status, kept.body, later.status) == (201, "{}", None)


@pytest.mark.parametrize("key", ["", "x" * 201, "two words"])
def test_a_key_is_of_visible_letters(client: TestClient, key: str) -> None:
    answer = client.post(f"{ACTS}/add-contact", json=CONTACT, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "Idempotency-Key")
