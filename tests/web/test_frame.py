"""What every page shares: sections by role, notices, themes, kept searches, and how little is sent for it."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from fastapi import APIRouter, Depends
from fastapi.testclient import TestClient

from basicplus import members
from basicplus.access import Principal, Role
from basicplus.app import create_app
from basicplus.db import Database
from basicplus.web.assets import assets
from basicplus.web.pages.forms import see_other
from basicplus.web.pages.navigation import landing
from basicplus.web.roles import guard, roles
from bench.pages.telling import counting
from tests import cast
from tests.access import people
from tests.web.conftest import ENGLISH, FRENCH

JAVASCRIPT_BYTES = 100 * 1024
"""What a browser may be asked to fetch of scripts, compressed, if a page used all of them."""


def links(page: str) -> list[str]:
    """Return the addresses of the sections that a page offers."""
    sections = page.partition('<nav class="sections"')[2].partition("</nav>")[0]
    return re.findall(r'href="([^"]+)"', sections)


@contextmanager
def somebody(database: Database, *held: Role, email: str | None = None) -> Iterator[TestClient]:
    """A browser of somebody with the roles."""
    principal = Principal("Nora", frozenset(held), email=email)
    with TestClient(create_app(database, principal=principal)) as opened:
        yield opened


@pytest.mark.parametrize("role", ["coordinator", "finance", "auditor", "admin"])
def test_who_sees_a_section_may_open_it(database: Database, role: Role) -> None:
    with somebody(database, role) as client:
        offered = links(client.get("/g/demo").text)
        assert "/g/demo" in offered
        assert [path for path in offered if client.get(path).status_code != 200] == []


def test_who_has_no_place_in_the_office_is_sent_to_their_own(database: Database) -> None:
    worker = Principal("Nora", frozenset({"worker", "member"}), worker="W001", members=("M001", "M002"))
    pages = {"/g/{group}/me": ["worker"], "/g/{group}/portal/{member}": ["member"]}
    assert landing(worker, "demo", pages) == "/g/demo/me"
    member = Principal("Nora", frozenset({"member"}), members=("M001", "M002"))
    assert landing(member, "demo", pages) == "/g/demo/portal/M001"
    with somebody(database, "member") as client:
        page = client.get("/g/demo", headers=ENGLISH)
        assert (page.status_code, "tied to no worker and no member" in page.text) == (200, True)


def test_who_logged_in_finds_the_way_out(database: Database) -> None:
    with somebody(database, "finance", email="nora@example.org") as client:
        assert 'action="/logout"' in client.get("/g/demo").text
    with somebody(database, "finance") as client:
        assert 'action="/logout"' not in client.get("/g/demo").text


AREAS = re.compile(r'<nav class="areas".*?</nav>', re.DOTALL)
LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def areas(page: str) -> list[tuple[str, str]]:
    """Return where the menu of a page leads, and what it says without the marks."""
    return [(url, re.sub("<[^>]*>", "", text)) for nav in AREAS.findall(page) for url, text in LINK.findall(nav)]


def test_portals_are_told_apart_by_the_names_of_the_members_held_today(database: Database) -> None:
    held: dict[str, Any] = {"role": "member", "may_sign": True}
    people.admit(database, "one@school.example", held | {"member": "M001"})
    ended = held | {"member": "M003", "until_on": date(2024, 6, 1)}
    later = held | {"member": "M004", "from_on": date(2099, 1, 1)}
    with cast.writing(database) as session:
        members.register(session, cast.member("M004"))
    people.admit(database, "both@school.example", *(held | {"member": f"M00{n}"} for n in (1, 2)), ended, later)
    pages, statements = {}, {}
    for who in ("one", "both"):
        client = people.logged_in(database, f"{who}@school.example")
        for _ in range(2):
            with counting() as counted:
                pages[who] = client.get("/g/demo/portal/M001", headers=FRENCH).text
        statements[who] = counted.queries
    assert [areas(pages["one"]), areas(pages["both"])] == [
        [],
        [
            ("/g/demo/portal/M001", "École M001 Espace membre M001"),
            ("/g/demo/portal/M002", "École M002 Espace membre M002"),
        ],
    ]
    assert ["M002" in pages["one"], "M003" in pages["both"], "M004" in pages["both"]] == [False] * 3
    assert statements["one"] == statements["both"]


def test_a_portal_whose_member_has_no_name_is_told_by_its_number(database: Database) -> None:
    who = Principal(
        "somebody", frozenset({"member"}), members=("M001", "M002"), member_names={"M002": "École <2>"}
    )
    page = TestClient(create_app(database, principal=who)).get("/g/demo/portal/M001", headers=FRENCH).text
    assert [text for _, text in areas(page)] == ["Espace membre M001", "École &lt;2&gt; Espace membre M002"]


def test_a_notice_is_shown_once_in_the_readers_language(database: Database) -> None:
    app = create_app(database, actor="Nora")
    router = APIRouter(dependencies=[Depends(guard)])

    @router.get("/done", openapi_extra=roles("anyone"))
    def done() -> object:
        return see_other("/g/demo", notice="search.found", q="<b>")

    router.include_router(app.router)
    app.router = router
    with TestClient(app) as client:
        assert "Search: &lt;b&gt;" in client.get("/done", headers=ENGLISH).text
        assert "Search: &lt;b&gt;" not in client.get("/g/demo", headers=ENGLISH).text


@pytest.mark.parametrize("cookie", ["x", "W10=", "WyJub3BlIiwge31d", "WyJzZWFyY2guZm91bmQiLCB7fV0="])
def test_a_notice_that_makes_no_sense_is_no_notice(client: TestClient, cookie: str) -> None:
    client.cookies.set("notice", cookie)
    page = client.get("/g/demo")
    assert (page.status_code, 'class="notice' in page.text) == (200, False)


def test_the_theme_is_chosen_once_and_kept(client: TestClient) -> None:
    def theme(path: str) -> list[str]:
        return re.findall(r'<html[^>]* data-theme="(\w+)"', client.get(path).text)

    assert theme("/g/demo") == []
    assert theme("/g/demo?theme=dark") == ["dark"]
    assert theme("/g/demo") == ["dark"]
    assert theme("/g/demo?theme=auto") == []
    client.cookies.set("theme", '"><script>')
    assert theme("/g/demo") == []


def test_a_search_is_kept_by_name_and_forgotten(client: TestClient) -> None:
    url = "/g/demo/members?state=candidate"
    kept = client.post("/g/demo/filters", data={"url": url, "name": "Candidats"}, headers=FRENCH)
    assert (str(kept.url), "La recherche est gardée" in kept.text) == (f"http://testserver{url}", True)
    assert f'<a href="{url}">Candidats</a>' in client.get("/g/demo/members").text
    assert "Candidats" not in client.get("/g/demo/workers").text
    assert "Candidats" not in client.post("/g/demo/filters", data={"forget": url}).text


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "/g/other/members", "/g/demo/" + 200 * "x"]
)
def test_only_pages_of_the_group_are_kept(client: TestClient, address: str) -> None:
    answer = client.post("/g/demo/filters", data={"url": address, "name": "x"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/g/demo")


def test_the_search_finds_records_by_what_people_know_of_them(busy_client: TestClient) -> None:
    def found(q: str) -> list[str]:
        page = busy_client.get("/g/demo/search", params={"q": q}, headers=FRENCH, follow_redirects=True)
        return re.findall(r'<th scope="row"><a href="/g/demo/([^"]+)"', page.text)

    invoice = busy_client.get("/api/groups/demo/invoices?kind=invoice").json()["items"][0]
    detail = busy_client.get(f"/api/groups/demo/invoices/{invoice['number']}").json()
    worker = busy_client.get("/api/groups/demo/workers/W001").json()
    assert found(worker["name"].upper()) == ["workers/W001"]
    assert f"invoices/{invoice['number']}" in found(
        f"+++{detail['ogm'][:3]}/{detail['ogm'][3:7]}/{detail['ogm'][7:]}+++"
    )
    member = busy_client.get("/api/groups/demo/members/M001").json()
    assert found(member["enterprise_number"])[0] == "members/M001"
    assert found("zzz") == []
    opened = busy_client.get("/g/demo/search?q=M001")
    assert str(opened.url) == "http://testserver/g/demo/members/M001"
    assert (
        "/g/demo/findings"
        in busy_client.get("/g/demo/search?q=constat", headers=FRENCH).text.partition("<main")[2]
    )


def test_the_search_offers_nothing_that_the_reader_may_not_open(database: Database) -> None:
    with somebody(database, "admin") as client:
        hits = re.findall(r'<th scope="row"><a href="([^"]+)"', client.get("/g/demo/search?q=ecole").text)
        assert [path for path in hits if client.get(path).status_code != 200] == []


def test_all_scripts_together_are_light() -> None:
    sizes = {name: len(gzip.compress(each.content)) for name, each in assets().items() if name.endswith(".js")}
    assert "htmx.min.js" in sizes
    assert sum(sizes.values()) <= JAVASCRIPT_BYTES, sizes
