"""A person gets everything that is held of it: its rows, what they were before, its journal; and no key."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from basicplus import workers
from basicplus.access.tokens import TokenCreate, create_token
from basicplus.db import Database
from basicplus.errors import NotFound
from basicplus.journal import entries
from basicplus.privacy import Held, held_of, person_named, write_package
from basicplus.store import open_store
from basicplus.workers import Worker
from tests import cast
from tests.access import people
from tests.conftest import Templates

EMAIL = "w001@group.example"
AT = datetime(2025, 6, 1, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def url(sqlite_templates: Templates) -> Iterator[str]:
    """The cast after some work, with a worker who is a user too; the tests only read."""
    for url in sqlite_templates.fresh(sqlite_templates.cast):
        database = open_store(url)
        cast.do(database, cast.hours(), cast.hours(worker="W002", agreement="A-CPT-1"))
        with cast.writing(database) as session:
            worker = session.exec(select(Worker).where(Worker.number == "W001")).one()
            worker.email = EMAIL
            session.add(worker)
            workers.record_absence(session, "W001", "sickness", date(2025, 5, 5), date(2025, 5, 10))
            people.add_user(session, EMAIL, {"role": "worker", "worker": "W001"}, name="Anne")
        with cast.writing(database) as session:
            create_token(session, TokenCreate(email=EMAIL, name="phone"))
        database.close()
        yield url


def held(database: Database, asked: str) -> Held:
    with cast.reading(database) as session:
        return held_of(session, person_named(session, asked))


def test_a_worker_gets_what_hangs_on_it_and_nothing_of_others(database: Database) -> None:
    found = held(database, "W001")
    with cast.reading(database) as session:
        mine, other = (workers.by_number(session, number).id for number in ("W001", "W002"))
    assert [row["id"] for row in found.tables["worker"]] == [mine]
    of_worker = {row["worker_id"] for rows in found.tables.values() for row in rows if row.get("worker_id")}
    assert (of_worker, other in of_worker) == ({mine}, False)
    wanted = {"employment_contract", "contract_terms", "absence", "time_entry", "user_account", "role_grant"}
    assert wanted <= set(found.tables)
    assert [row["kind"] for row in found.tables["absence"]] == ["sickness"]


def test_a_number_and_an_address_lead_to_the_same_person(database: Database) -> None:
    assert held(database, f" {EMAIL.upper()} ").tables == held(database, "W001").tables


def test_a_contact_of_a_member_is_a_person_too(database: Database) -> None:
    found = held(database, "ecole@example.org")
    assert set(found.tables) >= {"contact"}
    assert {row["email"] for row in found.tables["contact"]} == {"ecole@example.org"}


def test_what_the_person_was_before_is_told(database: Database) -> None:
    said = [each["said"] for each in held(database, "W001").before if each["table"] == "worker"]
    assert (said[0]["number"], said[1]) == ("W001", {"email": EMAIL})


def test_the_journal_is_told_where_it_is_about_the_person(database: Database) -> None:
    found = held(database, "W001").journal
    assert {"register worker", "hire", "create user", "create token"} & {each["act"] for each in found}
    assert all("W002" not in each["subject"] for each in found)


def test_no_secret_and_no_sum_of_one_is_told(database: Database) -> None:
    found = held(database, EMAIL)
    columns = {name for rows in found.tables.values() for row in rows for name in row}
    assert {name for name in columns if "sha256" in name or "hash" in name or name == "secret"} == set()
    assert [row["name"] for row in found.tables["api_token"]] == ["phone"]


def test_nobody_is_nobody(database: Database) -> None:
    with pytest.raises(NotFound, match="Nobody has"):
        held(database, "nobody@x.example")


def test_the_package_is_json_with_an_index(database: Database) -> None:
    with cast.reading(database) as session:
        found = held_of(session, person_named(session, "W001"))
        package = zipfile.ZipFile(io.BytesIO(write_package(session, found, AT)))
    assert package.namelist() == ["person.json", "index.md"]
    told = json.loads(package.read("person.json"))
    assert (told["format"], told["tables"]) == ("basicplus-person-1", found.tables)
    index = package.read("index.md").decode()
    assert "Made on 2025-06-01 08:00 UTC" in index
    assert "- `absence`: 1." in index


def test_a_person_takes_its_own_and_the_administrator_anybodys(database: Database) -> None:
    browser = people.logged_in(database, EMAIL)
    own = browser.get("/account/export")
    assert (own.status_code, own.headers["content-type"]) == (200, "application/zip")
    told = json.loads(zipfile.ZipFile(io.BytesIO(own.content)).read("person.json"))
    assert [row["number"] for row in told["tables"]["worker"]] == ["W001"]
    path = "/api/groups/demo/privacy/export"
    assert browser.get(path, params={"person": "W002"}).status_code == 403
    people.admit(database, "admin@group.example", {"role": "admin"})
    admin = people.logged_in(database, "admin@group.example")
    assert admin.get(path, params={"person": "W002"}).headers["content-type"] == "application/zip"
    with cast.reading(database) as session:
        assert [entry.act for entry in entries(session) if entry.subject == "privacy export"] == ["look", "look"]
