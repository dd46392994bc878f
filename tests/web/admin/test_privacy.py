"""The admin hands over what is held of a person, and lets go whom the law lets go, ticked one by one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from basicplus import members, workers
from basicplus.access import Principal
from basicplus.app import create_app
from basicplus.db import Database
from basicplus.journal import JournalEntry
from basicplus.members import Contact
from basicplus.workers import Worker
from tests import cast

PRIVACY = "/g/demo/admin/privacy"
STAY = {"signed_on": date(2020, 1, 6), "from_on": date(2020, 2, 3), "until_on": date(2020, 7, 1)}


@pytest.fixture
def left(database: Database) -> Database:
    """The cast, where a worker left in 2020, whom no rule keeps since 2026."""
    with cast.writing(database, despite="the scene") as session:
        workers.register(session, cast.worker("W009", first_name="Paul", last_name="Servais"))
        workers.hire(session, cast.contract("W009", **STAY))
    return database


@pytest.fixture
def admin(left: Database) -> Iterator[TestClient]:
    with browser(left, "admin") as opened:
        yield opened


def browser(database: Database, *roles: str) -> TestClient:
    principal = Principal(cast.COORDINATOR, frozenset(roles))  # type: ignore[arg-type]
    return TestClient(create_app(database, principal=principal), headers={"Accept-Language": "en"})


def test_a_person_is_exported_and_the_look_is_noted(admin: TestClient, left: Database) -> None:
    answer = admin.post(f"{PRIVACY}/export", data={"person": "W009"})
    assert answer.headers["content-type"] == "application/zip"
    assert zipfile.ZipFile(io.BytesIO(answer.content)).namelist() == ["person.json", "index.md"]
    with cast.reading(left) as session:
        looks = session.exec(select(JournalEntry.subject).where(JournalEntry.act == "look")).all()
    assert looks == ["privacy export"]


def test_nobody_of_a_name_is_said_and_the_name_stays(admin: TestClient) -> None:
    answer = admin.post(f"{PRIVACY}/export", data={"person": "W777"})
    assert (answer.status_code, 'value="W777"' in answer.text, 'role="alert"' in answer.text) == (404, True, True)


def test_who_is_due_is_named_and_goes_only_when_ticked_and_sure(admin: TestClient, left: Database) -> None:
    assert "Paul Servais" in admin.get(PRIVACY).text
    nobody = unescape(admin.post(f"{PRIVACY}/let-go", data={"sure": "true"}).text)
    unsure = unescape(admin.post(f"{PRIVACY}/let-go", data={"only": "W009"}).text)
    assert "Nobody is ticked" in nobody
    assert "nothing was deleted" in unsure
    assert "Paul Servais" in admin.get(PRIVACY).text
    gone = admin.post(f"{PRIVACY}/let-go", data={"only": "W009", "sure": "true"})
    assert "Names deleted: 1." in gone.text
    assert "Paul Servais" not in gone.text
    with cast.reading(left) as session:
        assert session.exec(select(Worker.last_name).where(Worker.number == "W009")).all() == ["-"]


def test_an_auditor_reads_and_a_coordinator_does_not(left: Database) -> None:
    with browser(left, "auditor") as auditor, browser(left, "coordinator") as coordinator:
        shown = auditor.get(PRIVACY)
        assert (shown.status_code, "Paul Servais" in shown.text, "<form" in shown.text.split("<main")[1]) == (
            200,
            True,
            False,
        )
        assert auditor.post(f"{PRIVACY}/let-go", data={"only": "W009", "sure": "true"}).status_code == 403
        assert coordinator.get(PRIVACY).status_code == 403


def test_a_contact_of_a_member_that_left_is_shown_with_its_member(left: Database) -> None:
    with cast.writing(left, despite="the scene") as session:
        members.add_contact(session, "M003", members.ContactCreate(name="Luc Noël", role="head", email="l@n.be"))
    with cast.reading(left) as session:
        assert "Luc Noël" in session.exec(select(Contact.name)).all()
    with browser(left, "admin") as admin:
        assert "Luc Noël" not in admin.get(PRIVACY).text
