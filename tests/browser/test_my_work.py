"""A worker on a phone between two schools: as planned in one tap, kept without a network, sent later."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, expect

from basicplus import assignments
from basicplus.access import Principal
from basicplus.app import create_app
from basicplus.assignments import timesheets
from basicplus.db import Database
from basicplus.store import open_store
from tests import cast
from tests.browser.chromium import NARROWEST, PHONE, axe, looks, overflow, served
from tests.conftest import Templates

HOURS = f"/g/{cast.GROUP}/me/hours?day=2025-03-03"
CONTROLLED = """new Promise(done => {
    const worker = navigator.serviceWorker;
    worker.controller ? done() : worker.addEventListener("controllerchange", () => done(), {once: true});
})"""
"""Waits until the script of the device stands between page and network; the content policy lets no text be run."""


@dataclass
class Phone:
    """A worker's phone, and the records behind it."""

    context: BrowserContext
    page: Page
    database: Database
    app: FastAPI
    port: int
    server: ExitStack

    def recorded(self) -> list[tuple[str, str, int]]:
        """Return day, state and minutes of all hours."""
        with cast.reading(self.database) as session:
            return [(str(row.day), row.state, row.minutes) for row in cast.entries(session)]

    def lose_the_network(self) -> None:
        """Go where there is no network: the server is out of reach, for the page and for its worker script."""
        self.server.close()
        self.context.set_offline(True)

    def find_the_network(self) -> None:
        """Come back to where there is one."""
        self.server.enter_context(served(self.app, self.port))
        self.context.set_offline(False)

    def unsent(self) -> str:
        """Return what the page says of what was not sent yet."""
        return " ".join(self.page.locator("#unsent").inner_text().split())


@pytest.fixture
def phone(chromium: Browser, sqlite_templates: Templates) -> Iterator[Phone]:
    """The phone of W001, who has two visits on a Monday and one on the Tuesday of a week that is over."""
    fresh = sqlite_templates.fresh(sqlite_templates.cast)
    database = open_store(next(fresh))
    second = {"member": "M002", "site": "S-M002", "agreement": "A-CP-2", "start_time": "13:00"}
    with cast.writing(database) as session:
        for visit in (cast.visit(), cast.visit(**second), cast.visit(day=date(2025, 3, 4))):
            assignments.add_visit(session, visit)
    cast.publish(database)
    who = Principal("Anne Lambert", frozenset({"worker"}), worker="W001")
    app = create_app(database, principal=who)
    with ExitStack() as server:
        address = server.enter_context(served(app))
        context = chromium.new_context(
            base_url=address, viewport={"width": PHONE, "height": 844}, locale="fr-BE", reduced_motion="reduce"
        )
        context.set_default_timeout(20_000)
        yield Phone(context, context.new_page(), database, app, int(address.rpartition(":")[2]), server)
        context.close()
    database.close()
    next(fresh, None)


def test_hours_are_kept_without_a_network_and_sent_later(phone: Phone) -> None:
    page = phone.page
    page.goto(HOURS)
    page.get_by_role("button", name=re.compile("La journée comme prévu")).click()
    expect(page.locator(".state-draft")).to_have_count(2)
    monday = ("2025-03-03", "draft", 210)
    assert phone.recorded() == [monday, monday]
    page.evaluate(CONTROLLED)

    phone.lose_the_network()
    page.get_by_role("button", name="Comme prévu", exact=True).click()
    expect(page.locator("#unsent")).to_be_visible()
    assert "Pas encore envoyé (1)" in phone.unsent()
    assert "Pas encore envoyé" in page.locator(".state-planned .when").inner_text()
    page.reload()
    expect(page.locator(".state-draft")).to_have_count(2)
    assert "Pas encore envoyé (1)" in phone.unsent()
    assert phone.recorded() == [monday, monday]
    assert axe(page) == []

    phone.find_the_network()
    expect(page.locator(".state-draft")).to_have_count(3)
    expect(page.locator("#unsent")).to_be_hidden()
    assert phone.recorded() == [monday, monday, ("2025-03-04", "draft", 210)]


def test_an_entry_that_is_refused_later_is_corrected_in_the_form_of_its_day(phone: Phone) -> None:
    page = phone.page
    page.goto(HOURS.partition("/hours")[0])
    page.evaluate(CONTROLLED)
    page.reload()
    page.goto(HOURS)
    phone.lose_the_network()
    day = page.locator("#day-2025-03-05")
    day.get_by_text("Ajouter des heures").click()
    day.get_by_label("Nature").select_option("training")
    day.get_by_label("Début").fill("9h")
    day.get_by_label("durée").fill("1h3O")
    day.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#unsent")).to_be_visible()
    page.goto(HOURS.replace("/hours", "/figures"))
    expect(page.locator("#offline")).to_contain_text("cette page n'est pas gardée sur cet appareil")

    phone.find_the_network()
    page.goto(HOURS)
    expect(page.locator("#unsent")).to_contain_text("Durée\u00a0: « 1h3O »")
    page.get_by_role("button", name="Corriger").click()
    expect(day.get_by_label("Début")).to_be_focused()
    assert day.get_by_label("durée").input_value() == "1h3O"
    day.get_by_label("durée").fill("1h30")
    day.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".state-draft")).to_have_count(1)
    assert phone.recorded() == [("2025-03-05", "draft", 90)]


def test_what_somebody_changed_meanwhile_is_shown_beside_what_was_entered(phone: Phone) -> None:
    page = phone.page
    page.goto(HOURS)
    page.get_by_role("button", name=re.compile("Toute la semaine comme prévu")).click()
    expect(page.locator(".state-draft")).to_have_count(3)
    phone.lose_the_network()
    line = page.locator(".visit").nth(2)
    line.get_by_text("Corriger").click()
    line.get_by_label("Fin").fill("11h30")
    line.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#unsent")).to_be_visible()
    with cast.writing(phone.database) as session:
        timesheets.correct(session, cast.entries(session)[2], end_time="11:00")

    phone.find_the_network()
    expect(page.get_by_role("button", name="Garder le mien")).to_be_visible()
    assert "Enregistré entre-temps : 08:30 – 11:00" in phone.unsent().replace("\u00a0", " ")
    assert phone.recorded()[2] == ("2025-03-04", "draft", 150)
    looks(page, NARROWEST, "dark")
    assert (axe(page), overflow(page)) == ([], 0)
    page.get_by_role("button", name="Garder le mien").click()
    expect(page.locator("#unsent")).to_be_hidden()
    assert phone.recorded()[2] == ("2025-03-04", "draft", 180)
