"""Every act has a form: its fields by kind, what the reader typed is kept, a refusal is said in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from basicplus.access import Principal
from basicplus.acts import REGISTRY
from basicplus.app import create_app
from basicplus.clock import now
from basicplus.db import Database
from basicplus.web.language import speech
from basicplus.web.pages.inputs import READ, Kind, inputs, typed
from basicplus.web.pages.wording import options_in_words
from basicplus.workers import Absence
from tests import cast

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def client(database: Database) -> Iterator[TestClient]:
    coordinator = Principal(cast.COORDINATOR, frozenset({"coordinator"}))
    with TestClient(create_app(database, principal=coordinator), headers=ENGLISH) as opened:
        yield opened


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_the_example_of_each_act_comes_back_from_its_form(name: str) -> None:
    act = REGISTRY[name]
    sent = {field.name: field.example for field in inputs(act) if field.example}
    files = {
        field.name: act.example[field.name]
        for field in inputs(act)
        if field.kind == "file" and field.name in act.example
    }
    # What is now if nothing is said is not the same twice.
    moments = {name for name, field in act.model.model_fields.items() if field.default_factory is now}
    left_out = moments - set(act.example)
    came_back, given = act.read(typed(act, sent | files)), act.read(act.example)
    assert came_back.model_dump(exclude=left_out) == given.model_dump(exclude=left_out)


def test_every_act_its_fields_and_choices_are_called_by_words() -> None:
    texts, shown = speech("fr").texts, [(act, field) for act in REGISTRY.values() for field in inputs(act)]
    acts = {name for name in REGISTRY if not {f"do_name.{name}", f"act.{name.replace('-', ' ')}"} & set(texts)}
    choices = {
        code
        for _, field in shown
        for code, word in options_in_words(speech("de"), field.options)
        if code == word and f"do_option.{code}" not in texts and code not in ("ASBL", "SNC", "GIE")
    }
    assert (acts, {field.name for _, field in shown if f"input.{field.name}" not in texts}, choices) == (
        set(),
        set(),
        set(),
    )


@pytest.mark.parametrize(
    ("kind", "typed_text", "meant"),
    [("hours", "38", 2280), ("hours", "7,5", 450), ("hours", "7h30", 450), ("money", "1 234,5", 123450)],
)
def test_hours_and_euros_are_read_as_they_are_typed(kind: Kind, typed_text: str, meant: int) -> None:
    assert READ[kind](typed_text) == meant


def test_the_last_day_is_typed_and_the_day_after_it_is_kept(client: TestClient, database: Database) -> None:
    given = {"worker": "W001", "kind": "sickness", "from_on": "2025-05-05", "until_on": "2025-05-09"}
    client.post("/g/demo/do/record-absence", data=given)
    with cast.reading(database) as session:
        assert session.exec(select(Absence.until_on)).all() == [date(2025, 5, 10)]


def test_the_forms_offered_are_those_that_the_reader_may_send(client: TestClient) -> None:
    shown = client.get("/g/demo/do").text
    assert "/g/demo/do/record-absence" in shown
    assert "/g/demo/do/create-user" not in shown
    assert client.get("/g/demo/do/create-user").status_code == 403
    assert client.get("/g/demo/do/sack").status_code == 404


def test_an_address_fills_in_what_it_knows_and_the_reader_comes_back(client: TestClient) -> None:
    form = client.get("/g/demo/do/record-absence?worker=W001&back=/g/demo/workers/W001").text
    assert 'value="W001"' in form
    given = {"worker": "W001", "kind": "sickness", "from_on": "2025-05-05", "until_on": "2025-05-10"}
    answer = client.post(
        "/g/demo/do/record-absence", data=given | {"back": "/g/demo/workers/W001"}, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/g/demo/workers/W001")
    elsewhere = client.post(
        "/g/demo/do/record-absence",
        data=given | {"from_on": "2025-06-05", "until_on": "2025-06-06", "back": "https://example.org"},
        follow_redirects=False,
    )
    assert elsewhere.headers["location"] == "/g/demo/do"


def test_what_was_made_is_shown_next(client: TestClient) -> None:
    given = {"number": "W099", "first_name": "Ann", "last_name": "Peeters", "profession": "accountant"}
    answer = client.post(
        "/g/demo/do/register-worker", data=given | {"back": "/g/demo/workers"}, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/g/demo/workers/W099")


def test_an_address_that_is_none_is_refused_at_its_field(client: TestClient) -> None:
    given = {"number": "W099", "first_name": "Ann", "last_name": "Peeters", "profession": "accountant"}
    answer = client.post("/g/demo/do/register-worker", data=given | {"email": "ann"})
    assert answer.status_code == 422
    assert '<a href="#f-email">' in answer.text
    assert "name@school.example" in answer.text


def test_a_refusal_is_said_in_words_and_nothing_typed_is_lost(client: TestClient) -> None:
    given = {
        "number": "C-NEW",
        "worker": "W001",
        "from_on": "2026-01-05",
        "week_minutes": "600",
        "signed_on": "2025-12-01",
        "reason": "a small job",
    }
    answer = client.post("/g/demo/do/hire", data=given)
    assert answer.status_code in (409, 422)
    assert 'value="C-NEW"' in answer.text
    assert "a small job" in answer.text
    assert 'role="alert"' in answer.text


def test_an_act_that_asks_for_work_leads_to_its_job(client: TestClient) -> None:
    answer = client.post("/g/demo/do/ask-audit", data={"language": "en"}, follow_redirects=False)
    assert answer.headers["location"] == "/g/demo/jobs/1"
