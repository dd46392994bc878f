"""What people do at their work, role by role: the pages they open, how often, and what they write now and then."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from basicplus.access import Role

SCRIPT = {"HX-Request": "true"}
BOARD, HOURS, SIGN = (
    "/g/{group}/plan?month={month}",
    "/g/{group}/me/hours?day={day}",
    "/g/{group}/portal/{own}/sign",
)


class Browser(Protocol):
    """What a person sits at; `words` stand in the braces of addresses."""

    words: dict[str, str]

    async def get(self, address: str, headers: Mapping[str, str] | None = None) -> str:
        """Open a page."""

    async def post(self, address: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> str:
        """Send a form."""

    def choose(self, among: list[str]) -> str:
        """Choose one of several things by chance."""


async def look_at_board(browser: Browser, more: str = "") -> str:
    """Open the board, which asks how many conflicts there are where nobody has counted since the last act."""
    shown = await browser.get(BOARD + more)
    if "data-count" in shown:
        await browser.get("/g/{group}/plan/conflicts/count?month={month}", SCRIPT)
    return shown


async def look_at_members(browser: Browser) -> str:
    """Open the board by member."""
    return await look_at_board(browser, "&view=member")


async def move_a_visit(browser: Browser) -> None:
    """Open the board and the dialog of a visit, begin it at another time, and take that back."""
    visits = re.findall(r'id="v(\d+)" href', await look_at_board(browser))
    browser.words["moved"] = browser.choose(visits)
    await browser.get("/g/{group}/plan/visits/{moved}?month={month}", SCRIPT)
    form = {"start_time": browser.choose(["08:30", "08:45", "09:00"]), "despite": "measured"}
    await browser.post("/g/{group}/plan/visits/{moved}/move?month={month}", form, SCRIPT)
    await browser.post("/g/{group}/plan/undo?month={month}", {"despite": "measured"}, SCRIPT)


async def record_a_day(browser: Browser) -> None:
    """Record the visits of a day as planned, and see the week."""
    await browser.get(HOURS)
    day = browser.choose(browser.words["days"].split())
    await browser.post("/g/{group}/me/hours/planned", {"from_on": day, "until_on": browser.words[day]})
    await browser.get(HOURS)


async def sign_a_line(browser: Browser) -> None:
    """Sign the first line that waits, and see what is left."""
    waiting = re.findall(r'name="entry" value="(\d+)"', await browser.get(SIGN))
    if waiting:
        await browser.post(SIGN, {"month": browser.words["last_day"], "entry": waiting[0]})
        await browser.get(SIGN)


Step = str | Callable[[Browser], Awaitable[object]]
OFFICE = "/g/{group}"
JOURNEYS: Mapping[Role, Mapping[Step, int]] = {
    "coordinator": {
        OFFICE: 2,
        look_at_board: 5,
        look_at_members: 1,
        move_a_visit: 3,
        OFFICE + "/plan/workers/{worker}?month={month}": 1,
        OFFICE + "/month/{last}": 3,
        OFFICE + "/members": 1,
        OFFICE + "/members/{served}": 1,
        OFFICE + "/workers/{worker}": 1,
        OFFICE + "/agreements": 1,
        OFFICE + "/leave": 1,
        OFFICE + "/search?q=ecole": 1,
    },
    "finance": {
        OFFICE: 1,
        OFFICE + "/finance": 2,
        OFFICE + "/invoices": 3,
        OFFICE + "/finance/ageing": 1,
        OFFICE + "/finance/payments": 2,
        OFFICE + "/finance/runs": 1,
        OFFICE + "/finance/budget": 1,
        OFFICE + "/members/{served}": 1,
    },
    "worker": {
        OFFICE + "/me": 5,
        OFFICE + "/me?day={later}": 2,
        HOURS: 2,
        record_a_day: 2,
        OFFICE + "/me/figures": 1,
        OFFICE + "/me/leave": 1,
        OFFICE + "/me/documents": 1,
    },
    "member": {
        OFFICE + "/portal/{own}": 3,
        SIGN: 2,
        sign_a_line: 2,
        OFFICE + "/portal/{own}/invoices": 2,
        OFFICE + "/portal/{own}/planning": 2,
        OFFICE + "/portal/{own}/agreements": 1,
        OFFICE + "/portal/{own}/documents": 1,
    },
    "auditor": {OFFICE + "/audit": 2, OFFICE + "/findings": 1, OFFICE + "/journal": 2, OFFICE + "/invoices": 1},
    "admin": {OFFICE + "/admin": 1, OFFICE + "/admin/users": 2, OFFICE + "/jobs": 2, OFFICE + "/journal": 1},
}
"""What each role does, and how often beside the rest of it."""
