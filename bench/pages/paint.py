"""The first paint of each role's first page on a phone, in Chromium: a slow processor and a slow network.

As Lighthouse takes a mid-range phone: the processor four times slower than this machine's, 1.6 Mbit/s down and
0.75 up, 150 ms until an answer begins. `first` is a browser that has never been here, `again` one that has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, sync_playwright

from basicplus.access import ROLES
from bench.chromium import ARGUMENTS, VARIABLE, executable
from bench.pages.serving import served
from bench.pages.stage import Stage
from bench.pages.telling import middle

SLOWER, LATENCY_MS = 4, 150
DOWN, UP = 1.6e6 / 8, 0.75e6 / 8
PHONE = "Mozilla/5.0 (Linux; Android 15; Phone) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36"
"""What browsers of phones call themselves, with the word that tells them from others."""
ENTRIES = "performance.getEntriesByName('first-contentful-paint')"
SENT = "performance.getEntriesByType('navigation')[0].transferSize"


@dataclass(frozen=True)
class Painted:
    """When something was seen first, in milliseconds, and how many bytes the page itself took."""

    first_ms: float
    again_ms: float
    size: int


def paints(stage: Stage, rounds: int) -> None:
    """Print when the first pages of all roles are painted first."""
    path = executable()
    if path is None:
        print(f"no Chromium: name one in {VARIABLE}")
        return
    shown = list(_shown(stage))
    stage.database.close()
    with served(stage.file) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        _painted(browser, server.address + "/login", "")  # Nobody measures a server's first answer.
        for name, path, token in shown:
            found = [_painted(browser, server.address + path, token) for _ in range(rounds)]
            first, again = [each.first_ms for each in found], [each.again_ms for each in found]
            print(
                f"{name:<28}first p50 {middle(first):5.0f}, worst {max(first):5.0f} ms;"
                f" again p50 {middle(again):5.0f}, worst {max(again):5.0f} ms;"
                f" {found[0].size / 1000:.0f} kB ({rounds} times)",
                flush=True,
            )
        browser.close()


def _shown(stage: Stage) -> Iterator[tuple[str, str, str]]:
    """Give the name and address of what is measured, and the token of who sees it."""
    home = f"/g/{stage.group}"
    yield "login", "/login", ""
    for role in ROLES:
        person = stage.one_as(role)
        path = {"worker": f"{home}/me", "member": f"{home}/portal/{person.number}"}.get(role, home)
        yield f"{role}'s first page", path, stage.token_of(person)
    for role, path in (("worker", "/me/hours"), ("coordinator", f"/plan?month={stage.month.from_on:%Y-%m}")):
        yield f"{role}: {path}", home + path, stage.token_of(stage.one_as(role))


def _painted(browser: Browser, address: str, token: str) -> Painted:
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        device_scale_factor=3,
        is_mobile=True,
        has_touch=True,
        locale="fr-BE",
        user_agent=PHONE,
    )
    if token:
        context.add_cookies([{"name": "basicplus", "value": token, "url": address}])
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    network = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": DOWN, "uploadThroughput": UP}
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", network)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    first, size = _first_paint(page, address), int(page.evaluate(SENT))
    page.goto("about:blank")
    again = _first_paint(page, address)
    context.close()
    return Painted(first, again, size)


def _first_paint(page: Page, address: str) -> float:
    """Open an address; return when something of it was painted, which may come after it has loaded."""
    page.goto(address, wait_until="load")
    page.wait_for_function(f"{ENTRIES}.length > 0")
    return float(page.evaluate(f"{ENTRIES}[0].startTime"))
