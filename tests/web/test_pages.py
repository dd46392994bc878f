"""Every page opens in both languages, filled and empty, and can be used without a mouse or a script."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from basicplus import members, watch
from basicplus.app import create_app
from basicplus.db import Database
from basicplus.groups import found
from basicplus.workers import ContractTerms
from tests import cast
from tests.web.conftest import DUTCH, ENGLISH, FRENCH, GERMAN

LISTS = ("members", "workers", "agreements", "invoices", "findings", "journal")
FILLED = (
    "/g/demo",
    *(f"/g/demo/{name}" for name in LISTS),
    "/g/demo/members/M001",
    "/g/demo/members/M009",
    "/g/demo/workers/W001",
    "/g/demo/workers/W003",
    "/g/demo/agreements/A-CP-1",
    "/g/demo/agreements/A-CPT-1",
    "/g/demo/agreements/A-DPO-3",
    "/g/demo/findings?year=2025",
    "/g/demo/findings?on=2025-03-03",
    "/g/demo/invoices?year=2025&kind=credit_note&purpose=periodic&member=M001&sort=-total",
    "/g/demo/search?q=dupont",
    "/docs",
)


class Outline(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for found_tag, attributes in self.attributes if found_tag == tag]


@pytest.mark.parametrize(("headers", "code"), [(FRENCH, "fr"), (DUTCH, "nl"), (GERMAN, "de"), (ENGLISH, "en")])
def test_every_page_of_a_working_group_opens(busy_client: TestClient, headers: dict[str, str], code: str) -> None:
    numbers = [row["number"] for row in busy_client.get("/api/groups/demo/invoices").json()["items"]]
    for path in (*FILLED, *(f"/g/demo/invoices/{number}" for number in numbers)):
        answer = busy_client.get(path, headers=headers)
        assert answer.status_code == 200, path
        outline = Outline(answer.text)
        assert outline.all("html") == [{"lang": code}], path
        assert outline.tags.count("h1") == 1, path
        assert all(script.get("src") for script in outline.all("script")), path
        assert not any("style" in attributes for _, attributes in outline.attributes), path
        assert outline.tags.count("caption") == outline.tags.count("table"), path
        assert all(cell.get("scope") for cell in outline.all("th")), path
        assert outline.all("a")[0] == {"class": "skip", "href": "#content"}, path
        identifiers = [attributes["id"] for _, attributes in outline.attributes if "id" in attributes]
        assert len(identifiers) == len(set(identifiers)), path


@pytest.mark.parametrize(("headers", "word"), [(FRENCH, "Aucun"), (ENGLISH, "No ")])
def test_every_page_of_an_empty_group_opens_and_teaches(
    empty_client: TestClient, headers: dict[str, str], word: str
) -> None:
    for path in ("/g/demo", *(f"/g/demo/{name}" for name in LISTS if name != "journal")):
        answer = empty_client.get(path, headers=headers)
        assert answer.status_code == 200, path
        assert word in answer.text, path


def test_a_database_without_groups_says_how_to_begin(empty_database: Database) -> None:
    answer = TestClient(create_app(empty_database, actor="nobody")).get("/")
    assert (answer.status_code, "basicplus demo" in answer.text) == (200, True)


def test_the_only_group_is_opened_and_several_are_offered(database: Database, client: TestClient) -> None:
    assert str(client.get("/").url) == "http://testserver/g/demo"
    with database.writing(None, cast.COORDINATOR, new_group=True) as session:
        found(session, cast.group(code="other", name="L'Autre Groupement", enterprise_number="0202239951"))
    assert 'href="/g/other"' in client.get("/").text
    assert 'href="/g/other"' in client.get("/g/demo").text
    assert "M001" not in client.get("/g/other/members").text
    assert client.get("/g/other/members/M001").status_code == 404


def test_the_language_is_chosen_once_and_kept(client: TestClient) -> None:
    assert "Members" in client.get("/g/demo", headers=ENGLISH).text
    assert "Membres" in client.get("/g/demo?lang=fr", headers=ENGLISH).text
    assert "Membres" in client.get("/g/demo", headers=ENGLISH).text
    client.cookies.clear()
    assert "Leden" in client.get("/g/demo", headers={"Accept-Language": "nl"}).text
    assert "Membres" in client.get("/g/demo", headers={"Accept-Language": "pl"}).text


@pytest.mark.parametrize("path", ["/nothing", "/g/demo/nothing", "/g/nowhere", "/g/demo/members/M999"])
def test_what_is_not_there_is_a_friendly_page(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=FRENCH)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "Il n&#39;y a rien ici" in answer.text
    assert "Retour à l&#39;accueil" in answer.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/g/demo/members?page=x", 422),
        ("/g/demo/members?sort=shoe", 422),
        ("/g/demo/findings?on=yesterday", 422),
        ("/g/demo/findings?year=1", 422),
        ("/g/demo/findings?on=1999-12-31", 400),
        ("/g/demo/invoices?year=x", 422),
    ],
)
def test_a_parameter_that_makes_no_sense_is_a_friendly_page(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path, headers=FRENCH)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert 'lang="fr"' in answer.text


def test_search_ignores_accents_and_filters_combine(busy_client: TestClient) -> None:
    def numbers(query: str) -> list[str]:
        return re.findall(r'/members/(M\d+)"', busy_client.get(f"/g/demo/members?{query}").text)

    assert numbers("q=ecole") == ["M001", "M002", "M003", "M009"]
    assert numbers("q=ecole&state=candidate") == ["M009"]
    assert numbers("state=member&frequency=monthly&sort=-number") == ["M003", "M002", "M001"]
    assert numbers("q=nobody") == []


def test_sorted_columns_say_so_and_turn_round(client: TestClient) -> None:
    page = client.get("/g/demo/members?sort=name&state=member").text
    assert 'aria-sort="ascending"><a href="/g/demo/members?sort=-name&amp;state=member">' in page
    assert 'aria-sort="descending"' in client.get("/g/demo/members?sort=-name").text


def test_a_long_list_is_paged(database: Database, client: TestClient) -> None:
    with cast.writing(database) as session:
        for number in range(100, 160):
            members.register(session, cast.member(f"M{number}", enterprise_number=None, sites=[], contacts=[]))
    first, second = client.get("/g/demo/members").text, client.get("/g/demo/members?page=2").text
    assert 'href="/g/demo/members?page=2"' in first
    assert ("M001" in first, "M001" in second, "M159" in second) == (True, False, True)
    assert client.get("/g/demo/members?page=99").status_code == 200


def test_the_worker_page_tells_no_reason_and_no_pay(database: Database, busy_client: TestClient) -> None:
    cast.book(database, ("CP", 123456))
    for headers in (FRENCH, ENGLISH):
        page = busy_client.get("/g/demo/workers/W001", headers=headers).text
        assert "05/05/2025" in page
        assert not {
            word for word in ("sickness", "maladie", "Maladie", "1 234,56", "1,234.56", "€") if word in page
        }
    detail = busy_client.get("/api/groups/demo/workers/W001").json()
    assert detail["absences"] == [{"from_on": "2025-05-05", "until_on": "2025-05-10"}]
    assert "sickness" not in busy_client.get("/g/demo/journal").text


def test_the_invoice_page_shows_lines_hours_and_the_credit(busy_client: TestClient) -> None:
    note = busy_client.get("/api/groups/demo/invoices?kind=credit_note").json()["items"][0]["number"]
    invoice = busy_client.get(f"/api/groups/demo/invoices/{note}").json()["credits"]
    page = busy_client.get(f"/g/demo/invoices/{invoice}", headers=FRENCH).text
    for word in (
        f"/g/demo/invoices/{note}",
        "A-CP-1",
        "Marie Dupont",
        "08:30–12:00",
        f"{invoice}.pdf",
        f"{invoice}.xml",
    ):
        assert word in page
    credit = busy_client.get(f"/g/demo/invoices/{note}", headers=FRENCH).text
    assert ("mauvais destinataire" in credit, "En faveur du membre" in credit) == (True, True)


def test_the_findings_page_shows_a_breach_with_its_source(database: Database, client: TestClient) -> None:
    with cast.reading(database) as session:
        terms = session.exec(select(ContractTerms)).all()[0]
    row = {"group_id": terms.group_id, "contract_id": terms.contract_id, "worker_id": terms.worker_id}
    below = row | {
        "from_on": cast.visit().day,
        "week_minutes": 1110,
        "full_time_minutes": 2280,
        "pattern": "variable",
    }
    cast.put(database, ContractTerms, [below])
    page = client.get("/g/demo/findings?year=2025", headers=FRENCH).text
    assert "18 h 30 par semaine" in page
    assert "source secondaire" in page
    assert "enfreinte" in page
    assert 'href="https://securex.be/' in page


def test_the_first_page_counts_what_the_last_audit_found(database: Database, client: TestClient) -> None:
    never = client.get("/g/demo", headers=FRENCH).text
    assert ("aucun audit encore" in never, "GE-13\u00a0: 1" in never) == (True, False)
    with cast.reading(database) as session:
        terms = session.exec(select(ContractTerms)).all()[0]
    row = {"group_id": terms.group_id, "contract_id": terms.contract_id, "worker_id": terms.worker_id}
    below = row | {"week_minutes": 1110, "full_time_minutes": 2280, "pattern": "variable"}
    cast.put(database, ContractTerms, [below | {"from_on": cast.visit().day}])
    with cast.writing(database) as session:
        watch.run_audit(session, datetime(2025, 6, 2, 2, tzinfo=UTC), "fr")
    page = client.get("/g/demo", headers=FRENCH).text
    assert ("GE-13\u00a0: 1" in page, "audit du 02/06/2025 04:00" in page) == (True, True)
    assert 'href="/g/demo/findings/cases"' in page


def test_a_journal_that_ends_before_it_begins_is_refused(client: TestClient) -> None:
    answer = client.get("/g/demo/journal?from_on=2025-03-02&last_on=2025-03-01", headers=FRENCH)
    assert (answer.status_code, "un jour qui n&#39;est pas avant le début (02/03/2025)" in answer.text) == (
        422,
        True,
    )
