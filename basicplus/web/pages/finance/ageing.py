"""How old what members owe is, member by member; and the account of one member over some days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from fastapi.responses import HTMLResponse

from basicplus.clock import Span, parse_day, today
from basicplus.invoicing.payments.account import account_statement
from basicplus.invoicing.payments.ageing import AGES, Aged
from basicplus.web.pages.finance.frame import READERS, show
from basicplus.web.pages.frame import AskedPart, Viewed, page
from basicplus.web.reading.finance.payments import ageing_on
from basicplus.web.reading.listing import arrange
from basicplus.web.section import Section

router = Section(prefix="/g/{group}/finance/ageing")


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
        found = ageing_on(session, day)
    part = arrange(found.members, asked, lambda row: f"{row.member} {row.name}", SORTS)
    return show(view, "ageing", "ageing", found=found, part=part, ages=AGES)


@page(router, "/{member}", *READERS)
def account_page(view: Viewed, member: str, from_on: str = "", last_on: str = "") -> HTMLResponse:
    """Show the account of a member: what moved, the balance after it, what is open."""
    last = parse_day(last_on, "last_on") if last_on else today()
    span = Span(parse_day(from_on, "from_on") if from_on else date(last.year, 1, 1), last + timedelta(days=1))
    with view.reading() as session:
        found = account_statement(session, member, span, last)
    return show(view, "account", "ageing", found=found, last=last)
