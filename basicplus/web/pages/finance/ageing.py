"""How old what members owe is: by days of delay, as bars and as a table, member by member."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from basicplus.clock import parse_day, today
from basicplus.invoicing.payments.ageing import AGES, Aged, ageing
from basicplus.web.pages.finance.frame import READERS, show
from basicplus.web.pages.frame import AskedPart, Viewed, page
from basicplus.web.reading.listing import arrange

router = APIRouter(prefix="/g/{group}/finance/ageing")


def _by(age: str) -> Callable[[Aged], Any]:
    return lambda row: (row.cents[age], row.member)


SORTS: dict[str, Callable[[Aged], Any]] = {
    "-owed": lambda row: (row.owed_cents, row.member),
    "number": lambda row: row.member,
} | {age: _by(age) for age in AGES}


@page(router, "", *READERS)
def ageing_page(view: Viewed, asked: AskedPart, on: str = "") -> HTMLResponse:
    """Show what is owed on a day, the largest debtor first."""
    day = parse_day(on, "on") if on else today()
    with view.reading() as session:
        found = ageing(session, day)
    part = arrange(found.members, asked, lambda row: f"{row.member} {row.name}", SORTS)
    return show(view, "ageing", "ageing", found=found, part=part, ages=AGES)
