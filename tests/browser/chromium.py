"""A real Chromium before the application: servers, pages that tell what went wrong, axe, screenshots."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

MISSING = "No Chromium was found"
AXE = Path(__file__).parent / "axe.min.js"
SCREENS = Path(__file__).parents[2] / "build" / "screens"
PROMISED = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESK, PHONE, NARROWEST = 1440, 390, 320
Theme = Literal["light", "dark"]


@contextmanager
def served(app: FastAPI, port: int = 0) -> Iterator[str]:
    """Serve an application on a port, a free one if none is named, in a thread; give its address."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        until = time.monotonic() + 20
        while not server.started and time.monotonic() < until:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@dataclass
class Seat:
    """Where somebody sits: a browser of their own, with what it complained of."""

    role: str
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    @staticmethod
    def taken(browser: Browser, address: str, role: str, width: int, theme: Theme) -> Seat:
        """Open a browser of `width` pixels at an address; it asks for French pages."""
        context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            locale="fr-BE",
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        seat = Seat(role, context, context.new_page())
        seat.page.on("console", seat._heard)
        seat.page.on("pageerror", lambda error: seat.complaints.append(f"{seat.page.url}: {error}"))
        return seat

    def _heard(self, message: ConsoleMessage) -> None:
        """Keep what the console says of errors; breaches of the content policy are said there too."""
        if message.type in ("error", "warning"):
            self.complaints.append(f"{self.page.url}: {message.text}")


def thin(page: Page) -> None:
    """Take rows and items away that are like five others before them: what is true of six is true of all."""
    page.evaluate(
        """() => document.querySelectorAll("tbody, ul, ol, section, main").forEach(parent => {
            const seen = {};
            [...parent.children].forEach(child => {
                const kind = child.tagName + child.className;
                seen[kind] = (seen[kind] || 0) + 1;
                if (seen[kind] > 6 && child.tagName !== "SECTION") child.remove();
            });
        })"""
    )


def axe(page: Page) -> list[str]:
    """Return what axe-core finds wrong on a page: the rule, and the first elements that break it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run({runOnly: tags, resultTypes: ['violations']})", PROMISED
    )
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"][:3]
    ]


def looks(page: Page, width: int, theme: Theme) -> None:
    """Give a page another width and theme, without loading it again."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)


def overflow(page: Page) -> int:
    """Return by how many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def zoom_text(page: Page, percent: int) -> None:
    """Set the size of the text, as a reader does who needs it larger."""
    page.evaluate("percent => { document.documentElement.style.fontSize = percent + '%' }", percent)


def keep_screen(page: Page, role: str, name: str) -> None:
    """Keep a screenshot as build/screens/<role>-<page>-<width>-<theme>.png."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    theme = "dark" if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light"
    assert page.viewport_size
    page.screenshot(path=SCREENS / f"{role}-{name}-{page.viewport_size['width']}-{theme}.png")
