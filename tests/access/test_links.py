"""A link by e-mail lets in who signs for a member: once, soon, by a click, and tells nobody who is known."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from freezegun import freeze_time

from basicplus.access import UserNamed, disable_user
from basicplus.access.links import AT_MOST, ask_link
from basicplus.clock import now
from basicplus.db import Database
from basicplus.store import open_store
from tests import cast
from tests.access import people
from tests.conftest import Templates
from tests.invoicing.delivery.servers import Mailbox, mail_server

EMAIL, STAFF = "marie@ecole.example", "chantal@group.example"


@pytest.fixture(scope="module")
def running() -> Iterator[Mailbox]:
    with mail_server() as found:
        yield found


@pytest.fixture
def postbox(running: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    monkeypatch.setenv("BASICPLUS_SMTP_URL", f"smtp://127.0.0.1:{running.port}")
    running.envelopes.clear()
    return running


@pytest.fixture(scope="module")
def with_users(sqlite_templates: Templates) -> Iterator[str]:
    for url in sqlite_templates.fresh(sqlite_templates.cast):
        database = open_store(url)
        people.admit(database, EMAIL, {"role": "member", "member": "M001", "may_sign": True})
        people.admit(database, STAFF, {"role": "coordinator"})
        database.close()
        yield url


@pytest.fixture
def url(with_users: str, sqlite_templates: Templates) -> Iterator[str]:
    yield from sqlite_templates.fresh(with_users)


@pytest.fixture
def browser(database: Database) -> TestClient:
    return people.browser(database)


def link_in(postbox: Mailbox) -> str:
    found = re.search(r"http://testserver(/login/link/[\w-]+)", postbox.messages[0].get_content())
    assert found
    return found[1]


def test_the_link_lets_its_user_in_by_a_click_once(browser: TestClient, postbox: Mailbox) -> None:
    answer = browser.post("/login/link", data={"email": f" {EMAIL.upper()} ", "next": "/account"})
    assert answer.status_code == 200
    (letter,) = postbox.envelopes
    assert (letter.mail_from, letter.rcpt_tos) == ("factures@groupement.example", [EMAIL])
    link = link_in(postbox)
    for _ in range(2):  # Programs that look at every link do not use it up.
        assert browser.get(link).status_code == 200
    entered = browser.post(link)
    assert (entered.status_code, entered.headers["location"]) == (303, "/account")
    assert EMAIL in browser.get("/account").text
    assert (browser.post(link).status_code, browser.get(link).status_code) == (404, 404)


def test_whoever_asks_is_told_the_same(browser: TestClient, postbox: Mailbox) -> None:
    answers = [browser.post("/login/link", data={"email": each}) for each in (EMAIL, STAFF, "nobody@x.example")]
    assert len({answer.text for answer in answers}) == 1
    assert [letter.rcpt_tos for letter in postbox.envelopes] == [[EMAIL]]


def test_a_link_is_over_after_a_quarter_of_an_hour(browser: TestClient, postbox: Mailbox) -> None:
    with freeze_time("2025-03-03T09:00:00Z") as clock:
        browser.post("/login/link", data={"email": EMAIL})
        link = link_in(postbox)
        clock.tick(15 * 60)
        assert browser.post(link).status_code == 404


def test_nobody_is_sent_links_without_end(database: Database) -> None:
    with cast.reading(database) as session:
        group_id = session.group()
    given = [ask_link(database, group_id, EMAIL, now()) for _ in range(AT_MOST + 1)]
    assert [link is not None for link in given] == [True] * AT_MOST + [False]
    assert all(link.token not in str(cast.contents(database)) for link in given if link)


def test_a_disabled_user_is_sent_nothing_and_is_not_let_in(
    database: Database, browser: TestClient, postbox: Mailbox
) -> None:
    browser.post("/login/link", data={"email": EMAIL})
    with cast.writing(database) as session:
        disable_user(session, UserNamed(email=EMAIL))
    assert browser.post(link_in(postbox)).status_code == 403
    browser.post("/login/link", data={"email": EMAIL})
    assert len(postbox.envelopes) == 1


def test_one_address_does_not_ask_for_many(browser: TestClient, postbox: Mailbox) -> None:
    statuses = [browser.post("/login/link", data={"email": "x@x.example"}).status_code for _ in range(21)]
    assert (set(statuses[:20]), statuses[20]) == ({200}, 429)
