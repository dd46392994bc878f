"""The admin's screens: people and their grants, the group's papers, the law, copies of the database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from fastapi.testclient import TestClient

from basicplus import jobs
from basicplus.access import Principal
from basicplus.app import create_app
from basicplus.db import Database
from basicplus.work import KINDS
from basicplus.work.copying import backups_in, verify_backup
from tests import cast
from tests.cli.running import run

ENGLISH = {"Accept-Language": "en"}
USERS = "/g/demo/admin/users"


@pytest.fixture
def client(database: Database) -> Iterator[TestClient]:
    admin = Principal(cast.COORDINATOR, frozenset({"admin"}))
    with TestClient(create_app(database, principal=admin), headers=ENGLISH) as opened:
        yield opened


def text(page: str) -> str:
    """Return what a page says, without its tags."""
    return " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL).split())


def test_a_person_is_created_granted_and_loses_the_role_again(client: TestClient) -> None:
    made = client.post(USERS, data={"name": "Louise Petit", "email": "Louise@ecole.example", "language": "fr"})
    assert re.search(r"http://testserver/password/[\w-]{20,}", made.text)
    assert "shown this once" in made.text
    granted = client.post(
        f"{USERS}/1/grant",
        data={"role": "member", "member": "M001", "may_sign": "true", "from_on": "2025-01-01"},
        follow_redirects=False,
    )
    assert granted.headers["location"] == f"{USERS}/1"
    shown = text(client.get(f"{USERS}/1").text)
    assert "member M001 signs the hours 01/01/2025 –" in shown
    assert "/password/" not in client.get(f"{USERS}/1").text
    client.post(f"{USERS}/1/end", data={"grant": "1"})
    assert "current" not in text(client.get(f"{USERS}/1").text)
    assert client.post(f"{USERS}/1/end", data={"grant": "7"}).status_code == 422


def test_a_grant_that_cannot_be_says_why_and_keeps_what_was_typed(client: TestClient) -> None:
    client.post(USERS, data={"name": "Odile Claes", "email": "odile@audit.example"})
    given = {"role": "auditor", "from_on": "2025-01-01"}
    refused = client.post(f"{USERS}/1/grant", data=given)
    assert (refused.status_code, "an auditor comes for a time" in refused.text) == (422, True)
    assert '<option value="auditor" selected>' in refused.text
    early = client.post(f"{USERS}/1/grant", data=given | {"last_on": "2024-12-31"})
    assert (early.status_code, '<a href="#grant-last_on">Last day</a>' in early.text) == (422, True)
    assert 'value="2024-12-31"' in early.text
    client.post(f"{USERS}/1/grant", data=given | {"last_on": "2025-01-31"})
    assert "auditor 01/01/2025 31/01/2025" in text(client.get(f"{USERS}/1").text)


def test_access_is_closed_and_opened_again(client: TestClient) -> None:
    client.post(USERS, data={"name": "Odile Claes", "email": "odile@audit.example"})
    client.post(f"{USERS}/1/disable")
    assert "kept out" in client.get(USERS).text
    client.post(f"{USERS}/1/enable")
    assert "kept out" not in client.get(USERS).text
    again = client.post(f"{USERS}/1/enable")
    assert (again.status_code, "is not disabled" in again.text) == (409, True)
    assert "/password/" in client.post(f"{USERS}/1/reset").text
    assert client.post(f"{USERS}/1/sack").status_code == 404


def test_the_group_its_papers_and_the_law_are_shown(client: TestClient) -> None:
    shown = client.get("/g/demo/admin").text
    assert "AM-2020" in shown
    assert "/g/demo/do/authorise?back=" in shown
    law = client.get("/g/demo/admin/law?q=GE-07").text
    assert "GE-07.max_heads" in law
    assert "https://" in law


def test_only_admins_see_people(database: Database) -> None:
    coordinator = Principal(cast.COORDINATOR, frozenset({"coordinator", "finance", "auditor"}))
    with TestClient(create_app(database, principal=coordinator)) as client:
        assert [client.get(path).status_code for path in ("/g/demo/admin", USERS, f"{USERS}/1")] == [403] * 3


def test_a_copy_is_asked_for_made_verified_and_listed(
    client: TestClient, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not database.url.startswith("sqlite"):
        pytest.skip("a dump of PostgreSQL needs its client programs")
    monkeypatch.setenv("BASICPLUS_BACKUPS", str(tmp_path))
    answer = client.post("/g/demo/admin/backups", follow_redirects=False)
    assert answer.headers["location"] == "/g/demo/jobs/1"
    jobs.work(database, KINDS, ending=Event(), once=True)
    [made] = backups_in(tmp_path)
    assert made.file.name in client.get("/g/demo/admin/backups").text
    assert verify_backup(made) == {"demo": []}
    done = run("db", "verify-backup", str(made.file))
    assert (done.exit_code, done.stdout) == (0, "demo: everything holds.\n")
    assert run("db", "verify-backup", str(tmp_path / "other.db")).exit_code == 4
