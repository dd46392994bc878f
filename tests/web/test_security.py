"""This machine only, own pages only, no foreign code, no traceback."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from fastapi import APIRouter, Depends
from fastapi.testclient import TestClient

from basicplus.app import create_app
from basicplus.db import Database
from basicplus.web.roles import guard, roles
from tests import cast

API = "/api/groups/demo"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.5:8000", "", "[::2]:80"])
def test_a_foreign_host_name_is_refused(client: TestClient, host: str) -> None:
    answer = client.get("/g/demo", headers={"Host": host})
    assert (answer.status_code, "Groupement" in answer.text) == (421, False)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:9", "LOCALHOST", "[::1]:8000", "127.0.0.1"])
def test_this_machine_is_welcome(client: TestClient, host: str) -> None:
    assert client.get("/g/demo", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 201),
        ({"Origin": "http://testserver"}, 201),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:9999"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 201),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"}, 403),
    ],
)
def test_another_site_changes_nothing(client: TestClient, headers: dict[str, str], status: int) -> None:
    answer = client.post(f"{API}/workers", json=cast.worker().model_dump(mode="json"), headers=headers)
    assert answer.status_code == status
    assert (client.get(f"{API}/workers/W004").status_code == 200) == (status == 201)


def test_another_site_may_link_here(client: TestClient) -> None:
    headers = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert client.get("/g/demo", headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/g/demo", "/nothing", API + "/members", "/docs", "/static/basicplus.js"])
def test_every_answer_forbids_foreign_code_and_frames(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'self';")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")


def test_a_page_may_hold_its_own_styles_and_no_other(client: TestClient) -> None:
    for path in ("/login", "/g/demo", "/g/demo/plan", "/g/demo/finance/ageing"):
        page = client.get(path)
        styles = re.findall("<style>(.*?)</style>", page.text, re.DOTALL)
        [allowed] = re.findall("style-src ([^;]*)", page.headers["content-security-policy"])
        hashes = [f"'sha256-{b64encode(sha256(each.encode()).digest()).decode()}'" for each in styles]
        assert (bool(styles), set(hashes) - set(allowed.split()), "unsafe" in allowed) == (True, set(), False)
        assert page.text.count("<style") == len(styles)


def test_records_are_not_kept_by_the_browser_and_scripts_are(client: TestClient) -> None:
    assert client.get("/g/demo").headers["cache-control"] == "no-store"
    assert "immutable" in client.get("/static/basicplus.js").headers["cache-control"]
    assert client.get("/static/../app.py").status_code == 404
    assert client.get("/static/%2e%2e%2fapp.py").status_code == 404


@pytest.mark.parametrize("path", ["/api/bug", "/bug"])
def test_a_bug_is_an_answer_without_a_traceback(database: Database, path: str) -> None:
    app = create_app(database, actor="nobody")
    broken = APIRouter(dependencies=[Depends(guard)])

    @broken.get(path, openapi_extra=roles("anyone"))
    def bug() -> None:
        raise ZeroDivisionError("secret detail")

    # Not into the routes of the application: every other one of this process has them too.
    app.router = broken
    answer = TestClient(app, raise_server_exceptions=False).get(path)
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'self';")
    assert (answer.headers["content-type"] == "application/problem+json") == path.startswith("/api")


def test_names_are_text_and_never_markup(client: TestClient) -> None:
    evil = "<script>alert('x')</script>"
    member = cast.member(
        "M004", name=evil, city=evil, contacts=[{"role": "head", "name": evil, "email": f"{evil}@x.example"}]
    )
    assert client.post(f"{API}/members", json=member.model_dump(mode="json")).status_code == 201
    worker = cast.worker("W004", first_name=evil, function=evil)
    assert client.post(f"{API}/workers", json=worker.model_dump(mode="json")).status_code == 201
    for path in ("members", "members/M004", "workers", "workers/W004", f"members?q={evil}", f"members/{evil}"):
        page = client.get(f"/g/demo/{path}").text
        assert evil not in page
        assert "&lt;script&gt;" in page


def test_a_search_cannot_break_out_of_its_field(client: TestClient) -> None:
    page = client.get("/g/demo/members", params={"q": '"><img src=x>', "sort": "name"}).text
    assert "<img" not in page
