"""After the password a second factor: a code once, recovery codes, required for staff from a day on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pyotp
import pytest
from fastapi.testclient import TestClient
from freezegun import freeze_time

from basicplus.access import UserNamed, factors, user_by_email
from basicplus.access.factors import FactorRequirement
from basicplus.access.sessions import WrongPassword
from basicplus.clock import now
from basicplus.db import Database
from basicplus.errors import Conflict
from basicplus.store import open_store
from tests import cast
from tests.access import people
from tests.conftest import Templates

EMAIL = "chantal@group.example"


@pytest.fixture(scope="module")
def with_user(sqlite_templates: Templates) -> Iterator[str]:
    for url in sqlite_templates.fresh(sqlite_templates.cast):
        database = open_store(url)
        people.admit(database, EMAIL, {"role": "coordinator"})
        database.close()
        yield url


@pytest.fixture
def url(with_user: str, sqlite_templates: Templates) -> Iterator[str]:
    yield from sqlite_templates.fresh(with_user)


def code_of(secret: str, at: datetime | None = None) -> str:
    return pyotp.TOTP(secret).at(at or now())


def linked(database: Database, at: datetime) -> tuple[str, list[str]]:
    """Link an authenticator to the user; return its secret and the recovery codes."""
    with cast.reading(database) as session:
        user = user_by_email(session, EMAIL)
    secret, address = factors.begin_authenticator(database, user, "basicplus")
    assert address == f"otpauth://totp/basicplus:chantal%40group.example?secret={secret}&issuer=basicplus"
    with cast.writing(database) as session:
        return secret, factors.confirm_authenticator(session, user, code_of(secret, at), at)


def proves(database: Database, code: str, at: datetime) -> bool:
    with cast.reading(database) as session:
        user = user_by_email(session, EMAIL)
    try:
        factors.prove_code(database, user, code, at)
    except WrongPassword:
        return False
    return True


def require(database: Database) -> None:
    with cast.writing(database) as session:
        factors.require_factor(session, FactorRequirement(from_on=date(2025, 1, 1)))


def test_a_code_is_accepted_once_and_soon(database: Database) -> None:
    at = datetime.fromisoformat("2025-03-03T09:00:00+00:00")
    secret, _ = linked(database, at)
    assert not proves(database, code_of(secret, at), at)
    later = at + timedelta(minutes=2)
    code = code_of(secret, later)
    assert not proves(database, code, later + timedelta(seconds=61))
    assert proves(database, f" {code[:3]} {code[3:]} ", later + timedelta(seconds=30))
    assert not proves(database, code, later + timedelta(seconds=30))


def test_after_five_wrong_codes_the_right_one_waits_too(database: Database) -> None:
    at = datetime.fromisoformat("2025-03-03T09:00:00+00:00")
    secret, _ = linked(database, at)
    at += timedelta(minutes=5)
    assert [proves(database, "000000", at) for _ in range(5)] == [False] * 5
    assert not proves(database, code_of(secret, at), at)
    at += timedelta(minutes=1, seconds=1)
    assert proves(database, code_of(secret, at), at)


def test_a_recovery_code_stands_in_once(database: Database) -> None:
    at = datetime.fromisoformat("2025-03-03T09:00:00+00:00")
    _, codes = linked(database, at)
    assert len(set(codes)) == 10
    assert proves(database, codes[0].upper().replace("-", " "), at)
    assert not proves(database, codes[0], at)
    assert all(code not in str(cast.contents(database)) for code in codes)


def test_the_secret_is_stored_encrypted_or_not_at_all(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    at = datetime.fromisoformat("2025-03-03T09:00:00+00:00")
    secret, _ = linked(database, at)
    assert secret not in str(cast.contents(database))
    monkeypatch.delenv("BASICPLUS_SECRET_KEY")
    with pytest.raises(Conflict, match="BASICPLUS_SECRET_KEY"):
        proves(database, "000000", at)


def test_the_password_alone_lets_nobody_in_who_has_a_second_factor(database: Database) -> None:
    browser = people.browser(database)
    with freeze_time("2025-03-03T09:00:00Z") as clock:
        secret, _ = linked(database, now())
        clock.tick(60)
        answer = browser.post("/login", data={"email": EMAIL, "password": people.PASSWORD, "next": "/account"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/login/step")
        assert browser.get("/account").headers["location"].startswith("/login")
        assert browser.post("/login/step", data={"code": "000000"}).status_code == 401
        answer = browser.post("/login/step", data={"code": code_of(secret)})
        assert (answer.status_code, answer.headers["location"]) == (303, "/account")
        assert browser.get("/account").status_code == 200
        clock.tick(60)
        again = browser.post("/login/step", data={"code": code_of(secret)})
        assert (again.status_code, again.headers["location"]) == (303, "/login")


def test_the_second_step_waits_for_ten_minutes(database: Database) -> None:
    browser = people.browser(database)
    with freeze_time("2025-03-03T09:00:00Z") as clock:
        secret, _ = linked(database, now())
        browser.post("/login", data={"email": EMAIL, "password": people.PASSWORD})
        clock.tick(601)
        assert browser.post("/login/step", data={"code": code_of(secret)}).headers["location"] == "/login"


def test_staff_who_must_have_one_set_it_up_as_they_come_in(database: Database) -> None:
    require(database)
    browser = people.browser(database)
    with freeze_time("2025-03-03T09:00:00Z"):
        assert browser.post("/login", data={"email": EMAIL, "password": people.PASSWORD}).status_code == 303
        page = browser.get("/login/step")
        secret = secret_in(page.text)
        assert ("<svg" in page.text, "style=" in page.text) == (True, False)
        wrong = browser.post("/login/step/set-up", data={"code": "000000"})
        assert (wrong.status_code, secret_in(wrong.text)) == (422, secret)
        done = browser.post("/login/step/set-up", data={"code": code_of(secret)})
        assert len(re.findall(r"<li><code>[a-z0-9-]{13}</code>", done.text)) == 10
        assert browser.get("/account").status_code == 200


def secret_in(text: str) -> str:
    found = re.search(r"<code>([A-Z2-7]{32})</code>", text)
    assert found
    return found[1]


def test_a_user_links_and_removes_an_authenticator_of_its_own(database: Database) -> None:
    browser = people.logged_in(database, EMAIL)
    secret = secret_in(browser.post("/account/keys/authenticator").text)
    assert browser.post("/account/keys/authenticator/confirm", data={"code": "000000"}).status_code == 422
    done = browser.post("/account/keys/authenticator/confirm", data={"code": code_of(secret)})
    recovery = re.findall(r"<code>([a-z0-9]{6}-[a-z0-9]{6})</code>", done.text)
    assert (done.status_code, len(recovery)) == (200, 10)
    assert browser.post("/account/keys/authenticator/remove", data={"code": "000000"}).status_code == 422
    require(database)
    refused = browser.post("/account/keys/authenticator/remove", data={"code": recovery[0]})
    assert (refused.status_code, "exigent un second facteur" in refused.text) == (422, True)
    with cast.writing(database) as session:
        factors.require_factor(session, FactorRequirement(required=False, from_on=date(2025, 1, 1)))
    assert browser.post("/account/keys/authenticator/remove", data={"code": recovery[1]}).status_code == 303


def test_it_is_required_of_staff_from_its_day_on_and_of_nobody_else(database: Database) -> None:
    require(database)
    with cast.writing(database) as session:
        people.add_user(session, "paul@group.example", {"role": "worker", "worker": "W001"})
        users = [user_by_email(session, email) for email in (EMAIL, "paul@group.example")]
        days = (date(2024, 12, 31), date(2025, 1, 1))
        found = [[factors.is_required(session, user, day) for day in days] for user in users]
    assert found == [[False, True], [False, False]]


def test_an_administrator_takes_a_lost_second_factor_away(database: Database) -> None:
    linked(database, datetime.fromisoformat("2025-03-03T09:00:00+00:00"))
    with cast.writing(database) as session:
        assert factors.reset_factor(session, UserNamed(email=EMAIL)) == {"count": 11}
    assert people.logged_in(database, EMAIL).get("/account").status_code == 200


def test_who_has_given_no_password_sees_no_second_step(database: Database) -> None:
    browser: TestClient = people.browser(database)
    assert browser.get("/login/step").headers["location"] == "/login"
