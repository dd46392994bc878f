"""Every page, for every role that may see it: at a desk and on a phone, by day and by night."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping

import pytest
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute, iter_route_contexts
from playwright.sync_api import Page

from basicplus.access import ROLES, Role
from basicplus.acts import REGISTRY
from basicplus.app import create_app
from basicplus.assignments import Agreement
from basicplus.db import Database, pick
from basicplus.invoicing import Invoice
from basicplus.members import Member
from basicplus.web.language import speech
from basicplus.web.roles import roles_of
from tests.browser.chromium import (
    DESK,
    NARROWEST,
    PHONE,
    Theme,
    axe,
    keep_screen,
    looks,
    overflow,
    thin,
    zoom_text,
)
from tests.browser.conftest import MEMBER, WORKER, AsRole

EVERY_SCREEN = bool(os.environ.get("BASICPLUS_SCREENS"))
"""Ask for the screens of every width and theme; else two of each page are kept."""
NOT_HERE = ("/account", "/login/oidc")
"""Pages for who logged in, and ways to a provider of identities: here is neither."""
FORMS = {
    "change-group": "/g/demo/admin",
    "change-member": f"/g/demo/members/{MEMBER}",
    "change-worker": f"/g/demo/workers/{WORKER}",
    "change-site": f"/g/demo/members/{MEMBER}",
    "add-site": f"/g/demo/members/{MEMBER}",
    "end-contact": f"/g/demo/members/{MEMBER}",
}
"""The forms that change a record, and the page that leads to each."""
REFUSED = {"change-member": {"email": "nowhere"}, "add-site": {"latitude": "91"}}
"""What two of them refuse: one field, and nearly all."""
LOOKS: tuple[tuple[int, Theme], ...] = ((DESK, "light"), (DESK, "dark"), (PHONE, "light"), (PHONE, "dark"))


@pytest.fixture(scope="module")
def known(shown_database: Database) -> dict[str, str]:
    """What stands for the parameters of paths: by the part of the path, or the name of the parameter."""
    with shown_database.reading("demo") as session:
        agreement = session.rows(pick(Agreement.number))[0][0]
        invoice = session.rows(
            pick(Invoice.number).join(Member, Member.id == Invoice.member_id).where(Member.number == MEMBER)
        )[0][0]
    return {
        "{group}": "demo",
        "members/{number}": f"members/{MEMBER}",
        "workers/{number}": f"workers/{WORKER}",
        "agreements/{number}": f"agreements/{agreement}",
        "invoices/{number}": f"invoices/{invoice}",
        "runs/{period}": "runs/2025-03",
        "budget/{year}/effects": "budget/2025/effects?change=pour&measure=hours",
        "settlement/{year}": "settlement/2025",
        "payments/{movement}": "payments/1",
        "{member}": MEMBER,
        "{worker}": WORKER,
        "{year}": "2025",
    }


def pages_of(database: Database, known: dict[str, str], role: Role) -> Iterator[tuple[str, bool]]:
    """Give each page that a role may see, and whether the role is the first one of the page."""
    for context in iter_route_contexts(create_app(database, actor="nobody").routes):
        route = context.original_route
        if (
            not isinstance(route, APIRoute)
            or route.response_class is not HTMLResponse
            or "GET" not in route.methods
        ):
            continue
        declared = [name for name in ROLES if name in roles_of(route)] or [ROLES[0]]
        path = context.path or ""
        for pattern, value in known.items():
            path = path.replace(pattern, value)
        if role in declared and "{" not in path and not path.startswith(NOT_HERE):
            yield path, declared[0] == role


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_whole(as_role: AsRole, shown_database: Database, known: dict[str, str], role: Role) -> None:
    page = as_role(role)
    wrong = [
        f"{path}: {each}"
        for path, is_first in pages_of(shown_database, known, role)
        for each in opened(page, role, path, is_first)
    ]
    assert "\n".join(wrong) == ""


@pytest.mark.parametrize("role", ["coordinator", "finance", "admin"])
def test_every_form_that_changes_a_record_is_whole_and_says_what_it_refuses(as_role: AsRole, role: Role) -> None:
    page = as_role(role)
    wrong: list[str] = []
    for act, about in FORMS.items():
        may = [each for each in ROLES if each in REGISTRY[act].roles]
        if role not in may:
            continue
        page.goto(about)
        path = page.locator(f'a[href*="/do/{act}?"]').first.get_attribute("href") or ""
        wrong += [f"{act}: {each}" for each in opened(page, role, path, role == may[0])]
        if role == may[0] and act in REFUSED:
            page.goto(path)
            wrong += [f"{act} refused: {each}" for each in refused(page, REFUSED[act])]
    assert "\n".join(wrong) == ""


def opened(page: Page, role: Role, path: str, is_first: bool) -> Iterator[str]:
    """Open a page and say what is wrong with it; axe looks for the first role of a page alone."""
    looks(page, DESK, "light")
    answer = page.goto(path)
    if answer is None or answer.status != 200:
        yield str(answer and answer.status)
        return
    if not page.locator("header.top").count():
        return  # A piece of a page, for scripts.
    yield from faults(page)
    if is_first:
        keep(page, role, path)
        yield from barriers(page)


def refused(page: Page, fields: Mapping[str, str]) -> Iterator[str]:
    """Send a form with what it refuses, past the browser's own checks; say what is wrong with its answer."""
    looks(page, DESK, "light")
    form = page.locator("form.form")
    form.evaluate("form => { form.noValidate = true }")
    for name, value in fields.items():
        form.locator(f'[name="{name}"]').fill(value)
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        form.locator("button").last.click()
    if answer.value.status != 422:
        yield f"answered {answer.value.status}"
    page.wait_for_load_state()
    if page.evaluate("document.activeElement.getAttribute('role')") != "alert":
        yield "the summary has not the focus"
    said = page.locator("[role=alert] li a")
    mended = [link.get_attribute("href") for link in said.all()]
    invalid = [f"#{field.get_attribute('id')}" for field in page.locator("[aria-invalid]").all()]
    if not invalid or invalid != mended:
        yield f"the summary leads to {mended}, wrong are {invalid}"
    for field in page.locator("[aria-invalid]").all():
        beside = (field.get_attribute("aria-describedby") or "").split()[0]
        if not page.locator(f"#{beside}").is_visible():
            yield f"{field.get_attribute('id')} has no sentence beside it"
    yield from faults(page)
    yield from barriers(page)


def faults(page: Page) -> Iterator[str]:
    """Say what is wrong on a page as it is shown, on the narrowest window, and with large text."""
    keys = set(re.findall(r"\b[a-z_]+\.[a-z_-]+\b", page.inner_text("main"))) & set(speech("fr").texts)
    yield from (f"untranslated {key}" for key in sorted(keys))
    if (titles := page.locator("h1").count()) != 1:
        yield f"{titles} h1"
    looks(page, NARROWEST, "light")
    if (wider := overflow(page)) > 0:
        yield f"{wider} px wider than {NARROWEST} px"
    looks(page, DESK, "light")
    zoom_text(page, 200)
    if (wider := overflow(page)) > 0:
        yield f"{wider} px too wide with text of 200 %"
    zoom_text(page, 100)


def barriers(page: Page) -> Iterator[str]:
    """Say what axe finds on a page, at a desk by day and on a phone by night; the page is thinned."""
    thin(page)
    looks(page, DESK, "light")
    yield from (f"desk: {each}" for each in axe(page))
    looks(page, PHONE, "dark")
    yield from (f"dark phone: {each}" for each in axe(page))


def keep(page: Page, role: str, path: str) -> None:
    """Keep the screens of a page."""
    name = re.sub(r"\W+", "_", path.removeprefix("/g/demo").strip("/")) or "home"
    for width, theme in LOOKS if EVERY_SCREEN else (LOOKS[0], LOOKS[3]):
        looks(page, width, theme)
        keep_screen(page, role, name)
