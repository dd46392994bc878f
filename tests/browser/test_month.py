"""A month closed by three parties: done as planned, checked, signed in part, disputed, mended, locked, billed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO

import numpy
import pytest
import zxingcpp
from fastapi import FastAPI
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from basicplus import assignments
from basicplus.access import Principal
from basicplus.app import create_app
from basicplus.db import Database
from tests import cast
from tests.browser.chromium import DESK, PHONE, Seat, axe, keep_screen, overflow, served
from tests.invoicing.delivery.conftest import sqlite_database as sqlite_database

HOME = f"/g/{cast.GROUP}"
MONTH = f"{HOME}/month/2025-03"
MONDAYS = [date(2025, 3, day) for day in (3, 10, 17, 24)]
PEOPLE = {
    "worker": (Principal("Anne Lambert", frozenset({"worker"}), worker="W001"), PHONE),
    "coordinator": (Principal(cast.COORDINATOR, frozenset({"coordinator"})), DESK),
    "member": (
        Principal("Marie Dupont", frozenset({"member"}), members=("M001",), signs_for=("M001",)),
        PHONE,
    ),
    "finance": (Principal("Paul Lejeune", frozenset({"finance"})), DESK),
}
MINUTES = 210 + 210 + 150 + 195
"""Two mornings as planned, one cut to 11:00 after the dispute, one of 3 h 15 as typed."""
TOTAL_CENTS = MINUTES * 4500 // 60 + 45000 + 50567
"""Those hours at 45.00, the accountant's flat fee, and 312 of 617 pupils' share of 1,000.00."""


@dataclass
class Table:
    """Where the four sit: one application, a browser for each, at a desk or on a phone."""

    app: FastAPI
    address: str
    chromium: Browser
    seats: dict[str, Seat] = field(default_factory=dict)

    def turn(self, role: str, path: str) -> Page:
        """Have somebody open a page: from here on it is that one who asks."""
        who, width = PEOPLE[role]
        if role not in self.seats:
            self.seats[role] = Seat.taken(self.chromium, self.address, role, width, "light")
            self.seats[role].page.set_default_timeout(60_000)
        self.app.state.principal = who
        page = self.seats[role].page
        page.goto(path)
        return page


@pytest.fixture
def table(chromium: Browser, sqlite_database: Database) -> Iterator[Table]:
    """The table, with four mornings of W001 at M001 in the published plan of March 2025."""
    with cast.writing(sqlite_database) as session:
        for monday in MONDAYS:
            assignments.add_visit(session, cast.visit(day=monday))
    cast.publish(sqlite_database)
    app = create_app(sqlite_database, actor="nobody")
    with ExitStack() as server:
        found = Table(app, server.enter_context(served(app)), chromium)
        yield found
        complaints = [complaint for seat in found.seats.values() for complaint in seat.complaints]
        for seat in found.seats.values():
            seat.context.close()
    assert complaints == []


def press(control: Locator, key: str = "Enter") -> None:
    """Do with a key what a mouse would click."""
    control.focus()
    control.page.keyboard.press(key)


def looked_at(page: Page, role: str, name: str) -> None:
    """Keep the screen of a step; it is whole for everybody, and as wide as its window."""
    keep_screen(page, role, f"close-{name}")
    assert (axe(page), overflow(page)) == ([], 0)


def told(page: Page) -> Locator:
    """Return what the page says of what was just done."""
    return page.get_by_role("status").first


def test_a_month_is_closed_by_three_parties_and_billed(table: Table, sqlite_database: Database) -> None:
    record(table)
    check(table)
    sign_in_part(table)
    discuss(table)
    sign_the_rest(table)
    lock(table)
    bill(table)
    see_the_invoice(table)
    with cast.reading(sqlite_database) as session:
        assert [(entry.state, entry.minutes) for entry in cast.entries(session)] == [
            ("invoiced", minutes) for minutes in (210, 210, 150, 195)
        ]
        [invoice] = [row for row in cast.invoices(session) if row.number == "2025-000001"]
        assert invoice.total_cents == TOTAL_CENTS == 152942


def record(table: Table) -> None:
    for monday in MONDAYS[:3]:
        page = table.turn("worker", f"{HOME}/me/hours?day={monday}")
        press(page.get_by_role("button", name="Comme prévu", exact=True))
        expect(page.locator(".state-draft")).to_have_count(1)
    page = table.turn("worker", f"{HOME}/me/hours?day={MONDAYS[3]}")
    press(page.locator(".visit summary", has_text="Corriger"))
    page.locator(".visit").get_by_label("ou durée").fill("3h15")
    looked_at(page, "worker", "typed")
    page.keyboard.press("Enter")
    expect(page.locator(".state-draft")).to_contain_text("08:30 – 11:45")
    press(page.get_by_role("button", name="Remettre tout mars 2025"))
    expect(told(page)).to_contain_text("Remis pour vérification : 4")


def check(table: Table) -> None:
    page = table.turn("coordinator", MONTH)
    press(page.get_by_role("checkbox", name="Choisir École M001, Anne Lambert W001"), "Space")
    looked_at(page, "coordinator", "handed-in")
    press(page.get_by_role("button", name="Vérifier ce qui est rentré"))
    expect(told(page)).to_contain_text("Vérifié : 4 lignes")
    press(page.get_by_role("button", name="Soumettre aux membres", exact=True))
    expect(told(page)).to_contain_text("Les membres voient leurs lignes")
    looked_at(page, "coordinator", "put-before-members")


def sign_in_part(table: Table) -> None:
    page = table.turn("member", f"{HOME}/portal/M001")
    page.get_by_role("link", name="Voir et signer").click()
    third = page.locator(".lines > li").nth(2)
    press(third.locator("summary"))
    third.get_by_label("Qu'est-ce qui ne va pas ?").fill("Partie à onze heures")
    looked_at(page, "member", "dispute")
    press(third.get_by_role("button", name="Contester", exact=True))
    expect(told(page)).to_contain_text("La ligne est contestée")
    press(page.get_by_role("checkbox").last, "Space")
    press(page.get_by_role("button", name="Signer les lignes choisies, mars 2025"))
    expect(told(page)).to_contain_text("Lignes signées : 2")
    looked_at(page, "member", "signed-in-part")


def discuss(table: Table) -> None:
    page = table.turn("coordinator", MONTH)
    page.get_by_role("link", name="Contestations (1)").press("Enter")
    page.get_by_label("Répondre au membre et au travailleur").fill("Je demande à Anne.")
    press(page.get_by_role("button", name="Envoyer la réponse"))
    expect(told(page)).to_contain_text("Votre réponse est dans le fil")

    page = table.turn("worker", f"{HOME}/me/hours")
    page.get_by_role("link", name="17/03/2025").click()
    press(page.locator(".state-disputed summary", has_text="Répondre"))
    page.get_by_label("Votre réponse").fill("Oui, la réunion de midi était annulée.")
    looked_at(page, "worker", "disputed")
    press(page.get_by_role("button", name="Envoyer la réponse"))
    expect(page.locator(".thread li")).to_have_count(3)

    page = table.turn("coordinator", f"{MONTH}/disputes")
    page.get_by_label("Fin").fill("11:00")
    page.get_by_label("Explication").fill("Anne confirme : partie à onze heures.")
    looked_at(page, "coordinator", "dispute")
    press(page.get_by_role("button", name="Régler à ces heures"))
    expect(told(page)).to_contain_text("le membre peut signer la ligne")


def sign_the_rest(table: Table) -> None:
    page = table.turn("member", f"{HOME}/portal/M001/sign")
    expect(page.locator(".thread")).to_contain_text("Anne confirme")
    looked_at(page, "member", "mended")
    press(page.get_by_role("button", name="Signer les lignes choisies, mars 2025"))
    expect(told(page)).to_contain_text("Lignes signées : 2")


def lock(table: Table) -> None:
    page = table.turn("coordinator", MONTH)
    press(page.get_by_role("button", name="Clôturer le mois"))
    press(page.get_by_role("dialog").get_by_role("button", name="Clôturer le mois"))
    expect(told(page)).to_contain_text("Le mois est clôturé")
    expect(page.get_by_role("button", name="Envoyer les e-mails")).to_have_count(0)
    looked_at(page, "coordinator", "locked")


def bill(table: Table) -> None:
    # The choice offers the periods of late: the one of the cast is opened as from a bookmark.
    page = table.turn("finance", f"{HOME}/finance/runs?period=2025-03&issue_on=2025-04-07")
    expect(page.get_by_role("heading", name="Facturation")).to_be_visible()
    looked_at(page, "finance", "preview")
    press(page.get_by_role("button", name="Ouvrir la facturation"))
    expect(told(page)).to_contain_text("La facturation est ouverte")
    press(page.get_by_role("button", name="Approuver les 3 membres prêts"))
    expect(told(page)).to_contain_text("Il reste à émettre")
    looked_at(page, "finance", "approved")
    press(page.get_by_role("button", name="Émettre 3 documents"))
    expect(told(page)).to_contain_text("3 documents sont émis")
    looked_at(page, "finance", "issued")


def see_the_invoice(table: Table) -> None:
    page = table.turn("member", f"{HOME}/portal/M001")
    press(page.get_by_role("link", name="Voir et payer"))
    expect(page.get_by_text("1 529,42 €").first).to_be_visible()
    code = page.get_by_alt_text("Code QR du virement")
    code.scroll_into_view_if_needed()
    [read] = zxingcpp.read_barcodes(numpy.asarray(Image.open(BytesIO(code.screenshot())).convert("L")))
    assert read.text.split("\n")[6:8] == ["BE68539007547034", "EUR1529.42"]
    looked_at(page, "member", "invoice")
