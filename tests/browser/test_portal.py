"""A school head signs a month on a phone, with one line disputed; a coordinator reads what is disputed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from basicplus.access import Principal
from basicplus.app import create_app
from basicplus.assignments import timesheets
from basicplus.clock import month_of
from basicplus.db import Database
from tests import cast
from tests.browser.chromium import DESK, NARROWEST, PHONE, Seat, axe, keep_screen, looks, overflow, served
from tests.invoicing.delivery.conftest import sqlite_database as sqlite_database

MARCH = month_of(cast.hours().day)
PORTAL = f"/g/{cast.GROUP}/portal/M001"
MARIE = Principal(
    "Marie Dupont",
    frozenset({"member"}),
    members=("M001",),
    signs_for=("M001",),
    email="marie@ecole.example",
)
CHANTAL = Principal(cast.COORDINATOR, frozenset({"coordinator"}))


@pytest.fixture
def checked(sqlite_database: Database) -> Database:
    """Three mornings of March at M001, checked."""
    cast.log(sqlite_database, *(cast.hours(day=MARCH.from_on.replace(day=day)) for day in (3, 10, 17)))
    cast.check(sqlite_database, MARCH)
    return sqlite_database


def test_a_month_is_signed_on_a_phone_with_one_line_disputed(chromium: Browser, checked: Database) -> None:
    with served(create_app(checked, principal=MARIE)) as address:
        seat = Seat.taken(chromium, address, "member", PHONE, "light")
        page = seat.page
        page.set_default_timeout(60_000)
        page.goto(PORTAL)
        assert axe(page) == []
        keep_screen(page, "member", "portal")
        page.get_by_role("link", name="Voir et signer").click()
        page.get_by_text("Contester cette ligne").nth(1).click()
        page.get_by_label("Qu'est-ce qui ne va pas ?").nth(1).fill("Partie à onze heures")
        assert axe(page) == []
        keep_screen(page, "member", "sign")
        page.get_by_role("button", name="Contester", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("La ligne est contestée")
        button = page.get_by_role("button", name="Signer les lignes choisies, mars 2025")
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        button.click()
        expect(page.get_by_role("status")).to_contain_text("Lignes signées : 2")
        for theme in ("light", "dark"):
            looks(page, PHONE, theme)
            assert axe(page) == []
        keep_screen(page, "member", "signed")
        looks(page, NARROWEST, "light")
        assert overflow(page) == 0
        assert seat.complaints == []
        seat.context.close()
    with cast.reading(checked) as session:
        assert [entry.state for entry in cast.entries(session)] == ["signed", "disputed", "signed"]
        assert timesheets.threads(session, [2])[2][0].author == "Marie Dupont"


def test_the_cockpit_and_its_disputes_are_whole_at_a_desk_and_on_a_phone(
    chromium: Browser, checked: Database
) -> None:
    with cast.writing(checked) as session:
        timesheets.dispute(session, cast.entries(session)[0], "Partie à onze heures")
    with served(create_app(checked, principal=CHANTAL)) as address:
        seat = Seat.taken(chromium, address, "coordinator", DESK, "light")
        page = seat.page
        page.set_default_timeout(60_000)
        for name, path in (("month", ""), ("lines", "/A-CP-1/W001"), ("disputes", "/disputes")):
            page.goto(f"/g/{cast.GROUP}/month/2025-03{path}")
            for width, theme in ((DESK, "light"), (PHONE, "dark")):
                looks(page, width, theme)
                assert axe(page) == []
                keep_screen(page, "coordinator", f"month-{name}")
            assert overflow(page) == 0
        assert seat.complaints == []
        seat.context.close()
