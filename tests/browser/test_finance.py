"""A treasurer bills, gets paid and gives up a small rest at a desk; books costs, settles and closes on a phone."""

from __future__ import annotations

from playwright.sync_api import Browser, FilePayload, Page, expect

from basicplus.access import Principal
from basicplus.app import create_app
from basicplus.db import Database
from basicplus.invoicing.documents.ogm import ogm
from tests import cast
from tests.browser.chromium import DESK, NARROWEST, PHONE, Seat, axe, keep_screen, looks, overflow, served
from tests.invoicing.delivery.conftest import sqlite_database as sqlite_database
from tests.invoicing.payments import bank, parts

FINANCE = f"/g/{cast.GROUP}/finance"
PAUL = Principal("Paul Servais", frozenset({"finance"}))
COSTS = b"worker;month;kind;amount;pool\n;2025-03;formation;3000,00;CP\n"


def told(page: Page, says: str) -> None:
    """Expect a page to say once what was done."""
    expect(page.get_by_role("status").first).to_contain_text(says)


def whole(page: Page, name: str, width: int) -> None:
    """Look at a page in both themes, and keep what is seen."""
    for theme in ("light", "dark"):
        looks(page, width, theme)
        assert axe(page) == []
        keep_screen(page, "finance", name)
    looks(page, NARROWEST, "light")
    assert overflow(page) == 0
    looks(page, width, "light")


def test_a_month_is_billed_paid_and_a_rest_given_up_at_a_desk(
    chromium: Browser, sqlite_database: Database
) -> None:
    hours = [cast.hours(agreement=f"A-CP-{n}", site=f"S-M00{n}", **at) for n, at in parts.HOURS.items()]
    cast.do(sqlite_database, *hours)
    with served(create_app(sqlite_database, principal=PAUL)) as address:
        seat = Seat.taken(chromium, address, "finance", DESK, "light")
        page = seat.page
        page.set_default_timeout(60_000)
        page.goto(f"{FINANCE}/runs/2025-03?issue_on=2025-04-07")
        page.get_by_role("button", name="Ouvrir la facturation").press("Enter")
        told(page, "La facturation est ouverte")
        whole(page, "run", DESK)
        page.get_by_role("button", name="Approuver les 3 membres prêts").press("Enter")
        page.get_by_role("button", name="Émettre 3 documents").press("Enter")
        told(page, "3 documents sont émis.")
        _paid(page)
        _given_up(page)
        assert seat.complaints == []
        seat.context.close()
    assert [(number, cents) for number, cents, _ in parts.standing(sqlite_database)] == [
        ("2025-000001", 0),
        ("2025-000002", 0),
        ("2025-000003", 0),
    ]


def _paid(page: Page) -> None:
    """A bank file comes in: one document is paid, one in part, and for one movement a proposal is accepted."""
    entries = (
        bank.entry(111317, ogm=ogm("2025000001")),
        bank.entry(49000, text="facture 2025-000002"),
        bank.entry(24721, text="merci", name="Ecole M003", account=bank.HOME),
    )
    page.goto(f"{FINANCE}/payments")
    content = bank.coda(bank.page(*entries))
    file: FilePayload = {"name": "mai.cod", "mimeType": "text/plain", "buffer": content}
    page.get_by_label("Extraits CODA ou camt.053").set_input_files(file)
    page.get_by_role("button", name="Importer").press("Enter")
    told(page, "mai.cod est importé.")
    whole(page, "payments", DESK)
    page.get_by_role("row").filter(has_text="Ecole M003").get_by_role("button", name="Affecter").press("Enter")
    told(page, "Le paiement est affecté.")


def _given_up(page: Page) -> None:
    """What is left of a document is written off below its payment."""
    page.goto(f"/g/{cast.GROUP}/invoices/2025-000002")
    page.get_by_text("Abandonner le montant ouvert").first.press("Enter")
    page.locator("#given-on").fill("2025-06-30")
    page.locator("#given-reason").fill("Frais retenus par la banque")
    whole(page, "write-off", DESK)
    page.get_by_role("button", name="Abandonner le montant ouvert").press("Enter")
    told(page, "2025-000002 : le montant est abandonné.")


def test_a_year_is_settled_and_closed_on_a_phone(chromium: Browser, sqlite_database: Database) -> None:
    parts.bill(sqlite_database)
    with served(create_app(sqlite_database, principal=PAUL)) as address:
        seat = Seat.taken(chromium, address, "finance", PHONE, "light")
        page = seat.page
        page.set_default_timeout(60_000)
        page.goto(f"{FINANCE}/costs")
        file: FilePayload = {"name": "mars.csv", "mimeType": "text/csv", "buffer": COSTS}
        page.get_by_label("Fichier", exact=True).set_input_files(file)
        page.get_by_role("button", name="Vérifier le fichier").click()
        whole(page, "cost-check", PHONE)
        page.get_by_role("button", name="Comptabiliser 1 coût,").click()
        told(page, "1 coût du fichier mars.csv est comptabilisé.")
        page.goto(f"{FINANCE}/settlement/2025")
        page.get_by_label("Date des documents").fill("2026-03-02")
        whole(page, "settlement", PHONE)
        page.get_by_role("button", name="Régulariser 2025").click()
        told(page, "2025")
        page.get_by_role("button", name="Clôturer 2025").click()
        page.get_by_label("Clôturée le").fill("2026-06-30")
        page.locator("#close button", has_text="Clôturer 2025").click()
        told(page, "2025 est clôturée.")
        for name, path in (("account", "/ageing/M001"), ("steps", "/reminders/steps")):
            page.goto(FINANCE + path)
            whole(page, name, PHONE)
        assert seat.complaints == []
        seat.context.close()
