"""Time travel through the API: lists as of a day and as known on a day, differences, and looks in the journal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import get_args

import pytest
from fastapi.testclient import TestClient
from freezegun import freeze_time

from basicplus import journal, workers
from basicplus.app import create_app
from basicplus.clock import today
from basicplus.db import Database
from basicplus.web.reading.as_of import What
from tests import cast

AS_OF = "/api/groups/demo/as-of"


@pytest.fixture
def week(empty_database: Database) -> Database:
    """The cast recorded on Monday 3 March 2025, a worker hired on Tuesday."""
    with freeze_time("2025-03-03 09:00:00"):
        cast.found(empty_database)
    with freeze_time("2025-03-04 09:00:00"), cast.writing(empty_database) as session:
        workers.register(session, cast.worker())
        workers.hire(session, cast.contract())
    return empty_database


@pytest.fixture
def traveller(week: Database) -> Iterator[TestClient]:
    """A browser in front of that week."""
    with TestClient(create_app(week, actor=cast.COORDINATOR)) as opened:
        yield opened


def test_a_list_is_that_of_a_day_as_known_on_a_day(traveller: TestClient) -> None:
    asked = {"on": "2025-06-30", "what": "headcount"}
    for known_on, heads in ((None, 4), ("2025-03-03", 3), ("2025-03-04", 4)):
        answer = traveller.get(AS_OF, params=asked | ({"known_on": known_on} if known_on else {}))
        assert answer.json() == asked | {
            "known_on": known_on,
            "items": [{"day": "2025-06-30", "heads": heads, "fte": heads - 0.5, "limit": 50}],
        }


@pytest.mark.parametrize("what", get_args(What))
def test_every_list_as_known_today_is_the_list_of_now(busy_client: TestClient, what: str) -> None:
    for day in ("2025-03-10", "2025-05-06"):
        now = busy_client.get(AS_OF, params={"on": day, "what": what}).json()["items"]
        known = busy_client.get(AS_OF, params={"on": day, "what": what, "known_on": str(today())}).json()["items"]
        assert known == now
        assert "sickness" not in json.dumps(known)


def test_differences_are_told_by_table(traveller: TestClient) -> None:
    asked = {"on": "2025-06-30", "known_on": "2025-03-03", "against": "2025-03-04"}
    answer = traveller.get(f"{AS_OF}/diff", params=asked)
    added = {"kind": "added", "columns": {}}
    assert answer.json() == asked | {
        "differences": {
            "worker": [added | {"name": "worker W004"}],
            "employment_contract": [added | {"name": "employment contract C-W004"}],
            "contract_terms": [added | {"name": "contract terms of employment contract C-W004 from 2021-01-04"}],
        }
    }
    one = traveller.get(
        f"{AS_OF}/diff", params={"on": "2025-06-30", "known_on": "2025-03-03", "what": "contracts"}
    )
    assert one.json()["differences"] == {"contracts": [added | {"name": "C-W004"}]}


def test_the_look_of_an_auditor_is_an_act_in_the_journal(week: Database, traveller: TestClient) -> None:
    traveller.get(AS_OF, params={"on": "2025-06-30"})
    traveller.get(
        AS_OF, params={"on": "2025-06-30", "known_on": "2025-03-03"}, headers={"X-Auditor": "Eva Janssens"}
    )
    traveller.get(
        f"{AS_OF}/diff",
        params={"on": "2025-06-30", "known_on": "2025-03-03"},
        headers={"X-Auditor": "Eva Janssens"},
    )
    with cast.reading(week) as session:
        *_, before, first, second = journal.entries(session)
        assert list(journal.broken_links(session)) == []
    assert before.act == "hire"
    assert [(entry.actor, entry.act, entry.subject, json.loads(entry.detail)) for entry in (first, second)] == [
        ("Eva Janssens", "look", "as of: members", {"on": "2025-06-30", "known_on": "2025-03-03"}),
        (
            "Eva Janssens",
            "look",
            "differences: all",
            {"on": "2025-06-30", "known_on": "2025-03-03", "against": None},
        ),
    ]


@pytest.mark.parametrize(
    ("path", "asked", "status", "told"),
    [
        ("", {"known_on": "2999-01-01"}, 422, "a day not after today"),
        ("/diff", {"known_on": "2025-03-03", "against": "2999-01-01"}, 422, "against"),
        ("", {"known_on": "2020-01-01"}, 404, "Nothing is known from before "),
        ("", {"what": "absences"}, 422, "what"),
    ],
)
def test_what_cannot_be_known_is_a_sentence(
    traveller: TestClient, path: str, asked: dict[str, str], status: int, told: str
) -> None:
    answer = traveller.get(AS_OF + path, params={"on": "2025-06-30"} | asked)
    assert (answer.status_code, told in answer.text) == (status, True)
