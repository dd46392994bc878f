"""Lists come in pages with links to the others; what the reader has is not sent again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from basicplus.app import create_app
from basicplus.store import open_store
from tests import cast
from tests.conftest import Templates

API = "/api/groups/demo"


@pytest.fixture(scope="module")
def url(sqlite_templates: Templates) -> Iterator[str]:
    yield from sqlite_templates.fresh(sqlite_templates.cast)


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[TestClient]:
    """One reader for all tests: none of them changes anything that another looks at."""
    database = open_store(url)
    with TestClient(create_app(database, actor=cast.COORDINATOR)) as opened:
        yield opened
    database.close()


def test_a_plain_list_is_whole_unless_a_page_is_asked_for(client: TestClient) -> None:
    whole = client.get(f"{API}/contracts")
    assert (len(whole.json()), whole.headers["X-Total-Count"], "Link" in whole.headers) == (3, "3", False)
    second = client.get(f"{API}/contracts", params={"page": 2, "size": 1})
    assert (second.json(), second.headers["X-Total-Count"]) == (whole.json()[1:2], "3")
    assert second.headers["Link"] == (
        f'<{API}/contracts?page=1&size=1>; rel="first", <{API}/contracts?page=1&size=1>; rel="prev", '
        f'<{API}/contracts?page=3&size=1>; rel="next", <{API}/contracts?page=3&size=1>; rel="last"'
    )


def test_a_list_that_pages_itself_says_the_same_in_its_headers(client: TestClient) -> None:
    first = client.get(f"{API}/members", params={"q": "école", "size": 2})
    assert (first.json()["total"], first.headers["X-Total-Count"]) == (3, "3")
    assert first.headers["Link"] == (
        f'<{API}/members?q=%C3%A9cole&page=1&size=2>; rel="first", '
        f'<{API}/members?q=%C3%A9cole&page=2&size=2>; rel="next", '
        f'<{API}/members?q=%C3%A9cole&page=2&size=2>; rel="last"'
    )


@pytest.mark.parametrize(("asked", "found"), [("page", "0"), ("page", "x"), ("size", "501"), ("size", "-1")])
def test_a_page_that_cannot_be_is_refused(client: TestClient, asked: str, found: str) -> None:
    answer = client.get(f"{API}/contracts", params={asked: found})
    most = {"page": 100_000, "size": 500}[asked]
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert answer.json()["errors"] == [
        {"field": asked, "found": found, "allowed": f"a whole number from 1 to {most}"}
    ]


def test_what_the_reader_has_is_not_sent_again(client: TestClient) -> None:
    first = client.get(f"{API}/contracts")
    again = client.get(f"{API}/contracts", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    other = client.get(f"{API}/contracts", params={"size": 1}, headers={"If-None-Match": first.headers["ETag"]})
    assert (other.status_code, len(other.json())) == (200, 1)


def test_what_has_changed_is_sent(client: TestClient) -> None:
    first = client.get(f"{API}/workers")
    assert client.post(f"{API}/workers", json=cast.worker().model_dump(mode="json")).status_code == 201
    again = client.get(f"{API}/workers", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.json()["total"]) == (200, first.json()["total"] + 1)
