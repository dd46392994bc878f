"""Coming in through a real provider of identities on this machine: whom it vouches for, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi.testclient import TestClient
from oidc_provider_mock import User, run_server_in_thread

from basicplus.access import UserNamed, disable_user
from basicplus.access.oidc import Provider, ProviderFailed
from basicplus.db import Database
from basicplus.errors import Conflict
from basicplus.store import open_store
from tests import cast
from tests.access import people
from tests.conftest import Templates

# The provider runs in a thread of this process, with a library that warns of its own past.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
EMAIL = "chantal@group.example"
VERIFIED = {"email": EMAIL, "email_verified": True}
PERSONS = [
    User(sub="chantal", claims=VERIFIED),
    User(sub="unverified", claims=VERIFIED | {"email_verified": False}),
    User(sub="stranger", claims=VERIFIED | {"email": "stranger@x.example"}),
]


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with run_server_in_thread(user_claims=PERSONS, require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(autouse=True)
def settings(issuer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASICPLUS_OIDC_ISSUER", issuer)
    monkeypatch.setenv("BASICPLUS_OIDC_CLIENT", "basicplus")
    monkeypatch.setenv("BASICPLUS_OIDC_SECRET", "a secret")


@pytest.fixture(scope="module")
def url(sqlite_templates: Templates) -> Iterator[str]:
    for url in sqlite_templates.fresh(sqlite_templates.cast):
        database = open_store(url)
        people.admit(database, EMAIL, {"role": "coordinator"})
        database.close()
        yield url


@pytest.fixture
def browser(database: Database) -> TestClient:
    return people.browser(database)


def sent_there(browser: TestClient, wanted: str = "/account") -> str:
    """Go to the provider; return its address."""
    answer = browser.get("/login/oidc", params={"next": wanted})
    assert answer.status_code == 303
    return answer.headers["location"]


def vouched(address: str, person: str) -> str:
    """Log in at the provider; return the path it sends the browser back to."""
    back = httpx2.post(address, data={"sub": person}).headers["location"]
    return urlsplit(back)._replace(scheme="", netloc="").geturl()


def test_whom_the_provider_vouches_for_comes_in_once(browser: TestClient) -> None:
    address = sent_there(browser)
    asked = parse_qs(urlsplit(address).query)
    assert (asked["code_challenge_method"], asked["scope"], len(asked["nonce"][0])) == (
        ["S256"],
        ["openid email"],
        43,
    )
    back = vouched(address, "chantal")
    entered = browser.get(back)
    assert (entered.status_code, entered.headers["location"]) == (303, "/account")
    assert EMAIL in browser.get("/account").text
    assert browser.get(back).status_code == 401


@pytest.mark.parametrize("person", ["unverified", "stranger"])
def test_who_has_no_verified_address_of_an_account_stays_out(browser: TestClient, person: str) -> None:
    answer = browser.get(vouched(sent_there(browser), person))
    assert (answer.status_code, "location" in answer.headers) == (401, False)


def test_another_browser_does_not_come_in_with_it(database: Database, browser: TestClient) -> None:
    back = vouched(sent_there(browser), "chantal")
    assert people.browser(database).get(back).status_code == 401


def test_a_code_of_another_login_does_not_do(browser: TestClient) -> None:
    other = parse_qs(urlsplit(vouched(sent_there(browser), "chantal")).query)["code"][0]
    mine = parse_qs(urlsplit(sent_there(browser)).query)["state"][0]
    answer = browser.get("/login/oidc/back", params={"state": mine, "code": other})
    assert answer.status_code in (401, 502)


def test_nobody_is_sent_elsewhere_after_it(browser: TestClient) -> None:
    entered = browser.get(vouched(sent_there(browser, "https://evil.example/"), "chantal"))
    assert entered.headers["location"] == "/"


def test_a_disabled_user_stays_out(database: Database, browser: TestClient) -> None:
    with cast.writing(database) as session:
        people.add_user(session, "stranger@x.example", {"role": "finance"})
        disable_user(session, UserNamed(email="stranger@x.example"))
    assert browser.get(vouched(sent_there(browser), "stranger")).status_code == 401


def test_without_a_provider_there_is_no_way(browser: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASICPLUS_OIDC_ISSUER", "http://provider.example")
    with pytest.raises(Conflict, match="https://"):
        Provider.of_settings()
    monkeypatch.setenv("BASICPLUS_OIDC_ISSUER", "http://localhost:9")
    assert browser.get("/login/oidc").status_code == 502
    monkeypatch.delenv("BASICPLUS_OIDC_ISSUER")
    assert browser.get("/login/oidc").status_code == 409
    assert "/login/oidc" not in browser.get("/login").text


def test_a_provider_that_is_another_is_refused(issuer: str) -> None:
    other = Provider(issuer.replace("localhost", "127.0.0.1"), "basicplus", "")
    assert other.told()["issuer"] == other.issuer
    with pytest.raises(ProviderFailed):
        Provider(f"{issuer}/elsewhere", "basicplus", "").told()
