"""The member's portal: two things to do first, its own lines only, and never pay, reasons, or other members."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import numpy
import pytest
import zxingcpp
from fastapi.testclient import TestClient

from basicplus import assignments, invoicing
from basicplus.access import Principal
from basicplus.app import create_app
from basicplus.assignments import timesheets
from basicplus.clock import month_of, parse_period
from basicplus.db import Database
from tests import cast
from tests.conftest import templates as templates

MARCH = month_of(date(2025, 3, 1))
PORTAL = f"/g/{cast.GROUP}/portal/M001"
MARIE = Principal("Marie Dupont", frozenset({"member"}), members=("M001",), signs_for=("M001",))


def browser(database: Database, principal: Principal) -> TestClient:
    return TestClient(create_app(database, principal=principal), headers={"Accept-Language": "fr"})


@pytest.fixture
def checked(database: Database) -> Database:
    """Entry 1 at M001 as planned, 2 at M001 not planned, 3 at M002: all checked."""
    with cast.writing(database) as session:
        assignments.add_visit(session, cast.visit())
    cast.publish(database)
    with cast.writing(database) as session:
        timesheets.prefill(session, MARCH)
    at_m002 = cast.hours(agreement="A-CP-2", site="S-M002", day=date(2025, 3, 4), note="malade l'après-midi")
    cast.log(database, cast.hours(day=date(2025, 3, 10)), at_m002)
    cast.check(database, MARCH)
    return database


@pytest.fixture
def marie(checked: Database) -> Iterator[TestClient]:
    with browser(checked, MARIE) as opened:
        yield opened


@pytest.fixture
def billed(database: Database) -> Iterator[TestClient]:
    """Marie, after March was signed and billed."""
    cast.do(database, cast.hours(), cast.hours(agreement="A-CP-2", site="S-M002", day=date(2025, 3, 4)))
    with cast.writing(database) as session:
        invoicing.issue_run(session, parse_period("2025-03"), date(2025, 4, 7))
    with browser(database, MARIE) as opened:
        yield opened


def states(database: Database) -> list[str]:
    with cast.reading(database) as session:
        return [entry.state for entry in sorted(cast.entries(session), key=lambda entry: entry.id)]


def words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).strip()


def test_the_first_screen_has_exactly_two_things_to_do(marie: TestClient) -> None:
    page = marie.get(PORTAL)
    main = page.text.split("<main")[1].split("</main>")[0]
    assert re.findall(r"<h2[^>]*>([^<]+)</h2>", main) == ["Signer le mois", "Voir et payer la facture"]
    assert re.findall(r'class="button" href="([^"]+)"', main) == [f"{PORTAL}/sign"]
    assert "mars 2025 : 7 h 00, lignes à signer : 2" in words(main).replace("\u00a0", " ")


def test_all_lines_are_chosen_and_say_how_they_were_planned(marie: TestClient) -> None:
    page = marie.get(f"{PORTAL}/sign").text
    assert re.findall(r'name="entry" value="(\d+)"[^>]*?( checked)?>', page) == [
        ("1", " checked"),
        ("2", " checked"),
    ]
    assert [words(said) for said in re.findall(r'class="where">(.*?)</span>\s*</span>', page, re.S)] == [
        "Site M001 · comme prévu",
        "Site M001 · non prévu",
    ]


def test_a_signer_signs_one_line_and_disputes_another(marie: TestClient, checked: Database) -> None:
    wrong = marie.post(f"{PORTAL}/sign/2/dispute", data={"why": ""})
    assert (wrong.status_code, "d2-why-error" in wrong.text) == (422, True)
    marie.post(f"{PORTAL}/sign/2/dispute", data={"why": "partie à onze heures"})
    page = marie.post(f"{PORTAL}/sign", data={"month": "2025-03-01", "entry": ["1"]})
    assert "Lignes signées : 1. Merci." in words(page.text).replace("\u00a0", " ")
    assert states(checked) == ["signed", "disputed", "checked"]
    marie.post(f"{PORTAL}/sign/2/answer", data={"says": "le portier l'a vue"})
    page = marie.get(f"{PORTAL}/sign").text
    assert re.findall(r'<li class="of-(\w+)">', page) == ["member", "member"]


def test_nothing_chosen_is_said_beside_the_lines_which_stay_unchosen(marie: TestClient) -> None:
    page = marie.post(f"{PORTAL}/sign", data={"month": "2025-03-01"})
    assert (page.status_code, " checked>" in page.text) == (422, False)


def test_a_line_of_another_member_is_neither_signed_nor_disputed(marie: TestClient, checked: Database) -> None:
    assert marie.post(f"{PORTAL}/sign", data={"month": "2025-03-01", "entry": ["1", "3"]}).status_code == 422
    assert marie.post(f"{PORTAL}/sign/3/dispute", data={"why": "non"}).status_code == 404
    assert states(checked) == ["checked"] * 3


def test_a_treasurer_reads_and_does_not_sign(checked: Database) -> None:
    treasurer = Principal("Paul Lejeune", frozenset({"member"}), members=("M001",))
    with browser(checked, treasurer) as paul:
        page = paul.get(f"{PORTAL}/sign").text
        assert ("signer est réservé à" in page.replace("\u00a0", " "), "<button>Signer" in page) == (True, False)
        assert paul.post(f"{PORTAL}/sign", data={"month": "2025-03-01", "entry": ["1"]}).status_code == 422
    assert states(checked) == ["checked"] * 3


@pytest.mark.parametrize(
    "path", ["", "/sign", "/invoices", "/planning", "/agreements", "/documents", "/agreements/A-CP-2.pdf"]
)
def test_another_members_portal_is_not_there(marie: TestClient, path: str) -> None:
    assert marie.get(f"/g/{cast.GROUP}/portal/M002{path}").status_code == 404


def test_no_page_shows_another_member_a_note_or_what_only_the_office_sees(marie: TestClient) -> None:
    for path in ("", "/sign", "/invoices", "/planning", "/agreements", "/documents"):
        page = marie.get(PORTAL + path)
        assert page.status_code == 200, path
        for hidden in ("M002", "M003", "École M002", "Jan Peeters", "malade", "W002"):
            assert hidden not in page.text, (path, hidden)
    assert marie.get(f"{PORTAL}/agreements/A-CP-2.pdf").status_code == 404
    assert marie.get(f"{PORTAL}/agreements/A-CP-1.pdf").content[:5] == b"%PDF-"


def test_the_invoice_is_seen_paid_and_explained(billed: TestClient) -> None:
    home = billed.get(PORTAL).text
    [path] = re.findall(rf'class="button" href="({PORTAL}/invoices/[^"]+)"', home)
    page = words(billed.get(path).text).replace("\u00a0", " ")
    for said in ("IBAN BE68 5390 0754 7034", "+++", "Pourquoi ce montant", "Lignes signées derrière A-CP-1 : 1"):
        assert said in page, said
    assert billed.get(f"{path}.pdf").content[:5] == b"%PDF-"
    drawn = billed.get(f"{path}/qr.svg")
    assert (drawn.headers["content-type"], drawn.text[:5]) == ("image/svg+xml", "<svg ")
    foreign = path.replace("000001", "000002")
    assert {billed.get(foreign + end).status_code for end in ("", ".pdf", "/qr.svg")} == {404}


def test_a_treasurer_finds_the_month_what_it_cost_before_and_the_statement(database: Database) -> None:
    cast.do(database, cast.hours(day=date(2025, 2, 10)), cast.hours(), cast.hours(day=date(2025, 3, 10)))
    with cast.writing(database) as session:
        for month, issue_on in (("2025-02", date(2025, 3, 7)), ("2025-03", date(2025, 4, 7))):
            invoicing.issue_run(session, parse_period(month), issue_on)
    with browser(database, MARIE) as opened:
        listed = words(opened.get(f"{PORTAL}/invoices").text)
        months = re.findall(r"(2025-\d{6}) (\w+ 2025)", listed)
        page = words(opened.get(f"{PORTAL}/invoices/{months[0][0]}").text).replace("\u00a0", " ")
        papers = opened.get(f"{PORTAL}/documents").text
        [statement] = re.findall(r'href="(/api/[^"]+statement[^"]+)"', papers)
        assert opened.get(statement.replace("&amp;", "&")).content[:5] == b"%PDF-"
    assert [month for _, month in months] == ["mars 2025", "février 2025"]
    assert re.search(r"Par rapport à février 2025 \(([\d,]+) €\) : \+\1 €, dont 0,00 € par le prix", page)
    assert "Le même montant que pour février 2025" in page


def test_the_qr_code_asks_for_what_is_open(billed: TestClient) -> None:
    [path] = re.findall(rf'class="button" href="({PORTAL}/invoices/[^"]+)"', billed.get(PORTAL).text)
    payload = read_code(billed.get(f"{path}/qr.svg").text).split("\n")
    assert (payload[0], payload[6]) == ("BCD", "BE68539007547034")
    asked = re.search(r"<strong>([\d\u00a0\u202f ]+),(\d\d)", billed.get(path).text)
    assert asked is not None
    assert payload[7] == f"EUR{re.sub(r'[^0-9]', '', asked[1])}.{asked[2]}"


def read_code(svg: str) -> str:
    """Read the code as a telephone would: from its dark runs as pixels."""
    edge, whole = map(int, re.findall(r'viewBox="(-?\d+) -?\d+ (\d+)', svg)[0])
    pixels = numpy.full((whole * 4, whole * 4), 255, numpy.uint8)
    for column, row, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h", svg):
        top, left = (int(row) - edge) * 4, (int(column) - edge) * 4
        pixels[top : top + 4, left : left + int(length) * 4] = 0
    [found] = zxingcpp.read_barcodes(pixels)
    return str(found.text)


def test_programs_of_a_member_read_its_own_portal(marie: TestClient) -> None:
    api = f"/api/groups/{cast.GROUP}/portal"
    found = marie.get(f"{api}/M001").json()
    assert (found["signers"], [line["id"] for line in found["to_sign"][0]["lines"]]) == (["Marie Dupont"], [1, 2])
    assert [each["number"] for each in marie.get(f"{api}/M001/agreements").json()] == [
        "A-CP-1",
        "A-CPT-1",
        "A-DPO-1",
    ]
    assert marie.get(f"{api}/M001/planning").json() == []
    for path in ("/M002", "/M002/agreements", "/M002/planning"):
        assert marie.get(api + path).status_code == 404
    for path in ("/M001", "/M001/agreements", "/M001/planning"):
        assert not re.search("M002|M003|malade", marie.get(api + path).text)
