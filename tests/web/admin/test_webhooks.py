"""The admin lets other programs hear of acts by ticking topics; suspends, resumes and deletes addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from basicplus.access import Principal
from basicplus.app import create_app
from basicplus.db import Database
from basicplus.webhooks import webhooks_of
from tests import cast

HOOKS = "/g/demo/admin/webhooks"
URL = "https://accountant.example/hooks"


@pytest.fixture
def admin(database: Database) -> Iterator[TestClient]:
    principal = Principal(cast.COORDINATOR, frozenset({"admin"}))
    with TestClient(create_app(database, principal=principal), headers={"Accept-Language": "en"}) as opened:
        yield opened


def test_an_address_hears_of_the_topics_ticked_and_its_secret_is_shown_once(
    admin: TestClient, database: Database
) -> None:
    made = admin.post(HOOKS, data={"url": URL, "topic": ["invoices", "plan"], "others": "close month"})
    assert re.search(r"whsec_[\w-]{40,}", made.text)
    assert "whsec_" not in admin.get(f"{HOOKS}/1").text
    with cast.reading(database) as session:
        [line] = webhooks_of(session)
    assert (line.url, line.events) == (URL, ["issue*", "credit", "publish plan", "close month"])
    shown = admin.get(HOOKS).text
    assert "invoices and credit notes" in shown
    assert "<code>close month</code>" in shown


def test_an_address_that_cannot_be_keeps_what_was_typed(admin: TestClient) -> None:
    refused = admin.post(HOOKS, data={"url": "http://accountant.example", "topic": "hours"})
    assert (refused.status_code, 'value="http://accountant.example"' in refused.text) == (422, True)
    assert 'value="hours" checked' in refused.text
    assert admin.post(HOOKS, data={"url": URL}).status_code == 422


def test_an_address_is_suspended_resumed_and_deleted(admin: TestClient) -> None:
    admin.post(HOOKS, data={"url": URL, "topic": "all"})
    assert "suspended since" in admin.post(f"{HOOKS}/1/disable").text
    assert admin.post(f"{HOOKS}/1/disable").status_code == 409
    assert "in use" in admin.post(f"{HOOKS}/1/enable").text
    assert "No address" in admin.post(f"{HOOKS}/1/delete").text
    assert [admin.get(f"{HOOKS}/1").status_code, admin.post(f"{HOOKS}/1/sell").status_code] == [404, 404]
