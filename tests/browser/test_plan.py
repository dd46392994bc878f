"""The plan in a browser: arrows in the grid, the move dialog, undo; and axe on the board and its dialogs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from basicplus.app import create_app
from basicplus.assignments import planning
from basicplus.clock import Span
from basicplus.db import Database
from basicplus.store import open_store
from tests.browser.chromium import DESK, PHONE, Seat, axe, keep_screen, looks, overflow, served, thin
from tests.browser.conftest import caller
from tests.small_demo import SmallDemo

MONTH = Span(date(2026, 1, 1), date(2026, 2, 1))
TOLD_AT = datetime(2025, 12, 1, 9, tzinfo=UTC)
PLAN = "/g/demo/plan"


@pytest.fixture(scope="module")
def planned(built_demo: SmallDemo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A demonstration of its own, with a month planned for which no hours are recorded: these tests change it."""
    file = tmp_path_factory.mktemp("plan") / "basicplus.db"
    shutil.copyfile(built_demo.file, file)
    database = open_store(str(file))
    with database.writing("demo", "coordinator.demo", despite="the scene") as session:
        planning.publish(session, planning.draft(session, MONTH).plan, TOLD_AT)
    yield database
    database.close()


@pytest.fixture
def seat(chromium: Browser, planned: Database) -> Iterator[Seat]:
    """A coordinator at a desk."""
    with served(create_app(planned, principal=caller("coordinator"))) as address:
        taken = Seat.taken(chromium, address, "coordinator", DESK, "light")
        yield taken
        taken.context.close()


def focus(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.tagName"))


def barriers(page: Page, name: str) -> list[str]:
    found = []
    for width, theme in ((DESK, "light"), (PHONE, "dark")):
        looks(page, width, theme)  # type: ignore[arg-type]
        found += [f"{name} {width}: {each}" for each in axe(page)]
        keep_screen(page, "coordinator", f"plan_{name}")
    looks(page, DESK, "light")
    return found


def test_a_visit_is_moved_by_keyboard_and_moved_back(planned: Database, seat: Seat) -> None:
    page = seat.page
    page.goto(f"{PLAN}?month=2026-01")
    frame = page.locator(".board-frame")
    assert frame.evaluate("frame => frame.scrollLeft") == 0
    first = page.locator("#board tbody a.v").first
    first.focus()
    started = focus(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert focus(page) == started
    assert page.locator('#board tbody [tabindex="0"]').count() == 1
    page.keyboard.press("m")
    expect(page.locator("#plan-dialog")).to_be_visible()
    expect(page.locator("#move-worker")).to_be_focused()
    assert barriers(page, "move") == []
    page.keyboard.press("Escape")
    assert focus(page) == started
    page.keyboard.press("Enter")
    page.locator("#move-start_time").fill("06:00")
    page.locator("#move-minutes").fill("11:40")
    page.keyboard.press("Enter")
    expect(page.locator('#plan-dialog [role="alert"]')).to_be_focused()
    assert barriers(page, "refused") == []
    page.locator("#move-start_time").fill("09:00")
    page.locator("#move-minutes").fill("3h10")
    page.keyboard.press("Enter")
    if page.locator("#move-despite").count():
        page.locator("#move-despite").fill("Demandé par l'école")
        page.locator("#plan-dialog button", has_text="Déplacer").click()
    expect(page.locator("#plan-dialog")).to_be_hidden()
    expect(page.locator("#plan-said")).to_contain_text("déplacée")
    moved = focus(page)
    assert page.locator(f"#{moved}.draft").count() == 1
    page.keyboard.press("u")
    expect(page.locator("#plan-said")).to_contain_text("annulée")
    expect(page.locator("#board a.draft")).to_have_count(0)
    assert [each for each in seat.complaints if "409" not in each] == []


def test_board_pages_have_no_barriers(planned: Database, seat: Seat) -> None:
    page = seat.page
    with planned.reading("demo") as session:
        visit = planning.visits_of(session, MONTH, published=True)[0].id
    paths = {
        "board": "?month=2026-01",
        "members": "?month=2026-01&view=member",
        "choosing": "?month=2026-01&choosing=1",
        "visit": f"/visits/{visit}",
        "candidates": f"/visits/{visit}/candidates",
        "many": f"/many?visit={visit}&doing=shift",
        "conflicts": "/conflicts?month=2026-01",
        "worker": "/workers/W001?month=2026-01",
        "week": "/workers/W001?week=2026-01-05",
        "versions": "/versions?month=2026-01",
        "repair": "/repair?kind=absence&worker=W001&from_on=2026-01-05&last_on=2026-01-06&told_on=2025-12-15",
        "demand": "/../demand",
        "hire": "/../demand/hire?profession=prevention_advisor&hours=19",
    }
    wrong = []
    for name, path in paths.items():
        answer = page.goto(PLAN + path)
        assert answer
        assert answer.status == 200, path
        looks(page, 320, "light")
        wider = overflow(page)
        wrong += [f"{name}: {wider} px too wide"] if wider > 0 else []
        thin(page)
        wrong += barriers(page, name)
    assert "\n".join(wrong) == ""


def test_a_phone_has_the_week_where_visits_are_moved_and_the_table_if_it_asks(
    planned: Database, seat: Seat
) -> None:
    page = seat.page
    looks(page, PHONE, "light")
    seat.context.set_extra_http_headers({"User-Agent": "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Firefox/140.0"})
    page.goto(f"{PLAN}?week=2026-01-12")
    expect(page.locator(".agenda a.v").first).to_be_visible()
    assert page.locator("#board").count() == 0
    page.locator(".agenda a.v").first.click()
    expect(page.locator("#plan-dialog")).to_be_visible()
    page.locator("#move-day").fill("2026-01-16")
    page.locator("#plan-dialog button", has_text="Déplacer").click()
    if page.locator("#move-despite").count():
        page.locator("#move-despite").fill("Demandé par l'école")
        page.locator("#plan-dialog button", has_text="Déplacer").click()
    expect(page.locator(".agenda a.draft")).to_have_count(1)
    expect(page.locator("#plan-said")).to_contain_text("déplacée")
    page.get_by_role("button", name="Annuler").click()
    expect(page.locator(".agenda a.draft")).to_have_count(0)
    thin(page)
    assert [overflow(page), *axe(page)] == [0]
    keep_screen(page, "coordinator", "plan_agenda")
    page.get_by_role("link", name="en tableau").click()
    expect(page.locator("#board a.v").first).to_be_visible()
    thin(page)
    assert [overflow(page), *axe(page)] == [0]
    keep_screen(page, "coordinator", "plan_table")
    page.get_by_role("link", name="Semaine du").click()
    expect(page.locator("#board")).to_have_count(0)
    assert [each for each in seat.complaints if "409" not in each] == []
