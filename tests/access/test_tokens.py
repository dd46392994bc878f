"""A token lets a program act for its user: in its roles, until its day, and for reading alone where it says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from basicplus.access import GrantEnd, end_grant, user_by_email
from basicplus.access.attempts import TooMany
from basicplus.access.proofs import ApiToken
from basicplus.access.sessions import NotLoggedIn
from basicplus.access.tokens import TokenCreate, TokenNamed, create_token, revoke_token, tokens_of, use_of
from basicplus.clock import now
from basicplus.db import Database
from basicplus.errors import InvalidInput
from basicplus.store import open_store
from basicplus.web.throttle import Pace
from tests import cast
from tests.access import people
from tests.conftest import Templates

EMAIL = "chantal@group.example"
API = "/api/groups/demo"


@pytest.fixture(scope="module")
def url(sqlite_templates: Templates) -> Iterator[str]:
    for url in sqlite_templates.fresh(sqlite_templates.cast):
        database = open_store(url)
        people.admit(database, EMAIL, {"role": "coordinator"}, {"role": "admin"})
        database.close()
        yield url


@pytest.fixture
def client(database: Database) -> TestClient:
    return TestClient(people.application(database), follow_redirects=False)


def made(database: Database, **fields: Any) -> str:
    given = {"email": EMAIL, "name": "a program", "days": 30} | fields
    with cast.writing(database) as session:
        return str(create_token(session, TokenCreate.model_validate(given))["token"])


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_program_acts_in_the_roles_of_its_token(client: TestClient, database: Database) -> None:
    token = made(database, roles=["coordinator"])
    assert client.get(f"{API}/workers", headers=bearer(token)).status_code == 200
    assert client.get(f"{API}/journal", headers=bearer(token)).status_code == 403
    done = client.post(f"{API}/workers", json=cast.worker().model_dump(mode="json"), headers=bearer(token))
    assert done.status_code == 201
    journal = client.get(f"{API}/journal", headers=bearer(made(database)))
    assert journal.json()["items"][1]["actor"] == f"{EMAIL} <{EMAIL}>"


def test_a_token_that_reads_changes_nothing(client: TestClient, database: Database) -> None:
    token = made(database, read_only=True)
    assert client.get(f"{API}/workers", headers=bearer(token)).status_code == 200
    answer = client.post(f"{API}/workers", json={}, headers=bearer(token))
    assert (answer.status_code, answer.json()["detail"]) == (403, "This token reads, and changes nothing.")


def test_a_token_loses_the_roles_that_its_user_loses(client: TestClient, database: Database) -> None:
    other = "luc@group.example"
    with cast.writing(database) as session:
        people.add_user(session, other)
        grant = people.grant(session, other, "finance")
    token = made(database, email=other)
    assert client.get(f"{API}/payments", headers=bearer(token)).status_code == 200
    with cast.writing(database) as session:
        end_grant(session, GrantEnd(grant=grant))
    assert client.get(f"{API}/payments", headers=bearer(token)).status_code == 403


@pytest.mark.parametrize("header", ["Bearer bp_unknown", "Bearer ", "Basic bp_x", "bp_x"])
def test_a_token_that_does_not_work_is_refused(client: TestClient, header: str) -> None:
    answer = client.get(f"{API}/workers", headers={"Authorization": header})
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")


def test_a_revoked_or_expired_token_does_not_work(client: TestClient, database: Database) -> None:
    token = made(database, name="to be revoked")
    with cast.writing(database) as session:
        row = tokens_of(session, user_by_email(session, EMAIL), now())[-1]
        assert (row.name, row.prefix, token.startswith(row.prefix)) == ("to be revoked", token[:11], True)
        revoke_token(session, TokenNamed(token=row.id))
    assert client.get(f"{API}/workers", headers=bearer(token)).status_code == 401
    other = made(database)
    with pytest.raises(NotLoggedIn):
        use_of(database, other, now() + timedelta(days=30))


def test_its_use_is_noted_and_its_text_is_kept_nowhere(database: Database) -> None:
    token, at = made(database), now()
    use = use_of(database, token, at)
    with cast.reading(database) as session:
        assert session.get_one(ApiToken, use.token_id).last_used_at == at
    assert token not in str(cast.contents(database))


def test_a_token_has_no_role_that_its_user_has_not(database: Database) -> None:
    with pytest.raises(InvalidInput, match="holds: admin, coordinator"):
        made(database, roles=["finance"])


def test_a_token_ends_within_a_year() -> None:
    given = {"email": EMAIL, "name": "x"}
    assert TokenCreate.model_validate(given | {"days": 366}).days == 366
    for days in (0, 367):
        with pytest.raises(ValidationError, match=r"366|greater than or equal to 1"):
            TokenCreate.model_validate(given | {"days": days})


def test_a_user_makes_and_revokes_tokens_of_its_own(database: Database) -> None:
    browser = people.logged_in(database, EMAIL)
    fields = {"name": "mine", "days": "30", "role-admin": "yes", "read_only": "yes"}
    page = browser.post("/account/keys/tokens", data=fields)
    token = page.text.split("<br><code>")[1].split("</code>")[0]
    assert use_of(database, token, now()).roles == {"admin"}
    assert use_of(database, token, now()).read_only
    answer = browser.post(
        "/account/keys/tokens/revoke", data={"token": str(use_of(database, token, now()).token_id)}
    )
    assert answer.status_code == 303
    with pytest.raises(NotLoggedIn):
        use_of(database, token, now())
    wrong = browser.post("/account/keys/tokens", data={"name": "mine", "days": "367"})
    assert (wrong.status_code, "366" in wrong.text) == (422, True)


def test_nobody_revokes_the_token_of_another_in_its_account(database: Database) -> None:
    token = made(database)
    with cast.writing(database) as session:
        people.add_user(session, "zoe@group.example", {"role": "finance"})
    browser = people.logged_in(database, "zoe@group.example")
    number = use_of(database, token, now()).token_id
    assert browser.post("/account/keys/tokens/revoke", data={"token": str(number)}).status_code == 404
    assert use_of(database, token, now()).token_id == number


def test_a_program_that_asks_without_end_is_told_to_wait(client: TestClient, database: Database) -> None:
    pace, at = Pace(most=2), datetime(2025, 3, 3, 9, tzinfo=UTC)
    pace.admit(1, at)
    pace.admit(1, at)
    pace.admit(2, at)
    with pytest.raises(TooMany):
        pace.admit(1, at)
    pace.admit(1, at + timedelta(minutes=1))
    app: Any = client.app
    app.state.pace = Pace(most=0)
    answer = client.get(f"{API}/workers", headers=bearer(made(database)))
    app.state.pace = Pace()
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
