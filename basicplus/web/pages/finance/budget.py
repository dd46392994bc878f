"""The budget of a year: pools with cost, hours and rates, each rate on one line of arithmetic."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fastapi.responses import HTMLResponse, Response

from basicplus.clock import today
from basicplus.errors import invalid
from basicplus.invoicing import budget
from basicplus.invoicing.costs.file import KINDS
from basicplus.web.pages.finance.frame import cents, percent_e4, send, show
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, see_other
from basicplus.web.pages.frame import View, Viewed, page, post
from basicplus.web.reading.finance import budget as reading
from basicplus.web.reading.finance.costs import last_month
from basicplus.web.roles import Role
from basicplus.web.section import Section

router = Section(prefix="/g/{group}/finance/budget")
READS: tuple[Role, ...] = ("finance", "auditor", "admin")
MOST_LEAVE = 100
SHARES = ("sickness", "training", "travel", "internal")


@page(router, "", *READS)
def budget_page(view: Viewed, year: int = 0, version: int = 0) -> HTMLResponse:
    """Show the budget of a year, or the form that opens one."""
    return _budget(view, year or today().year, version or None, UNTRIED)


@page(router, "/{year}/unsold", *READS)
def unsold_page(view: Viewed, year: int) -> HTMLResponse:
    """Show where the contract time of each pool went."""
    with view.reading() as session:
        return show(view, "unsold", "budget", found=budget.unsold_hours(session, year))


@page(router, "/{year}/pools/{code}", *READS)
def pool_page(view: Viewed, year: int, code: str) -> HTMLResponse:
    """Show one pool of the budget: its costs by kind beside last year's, and the hours it assumes."""
    return _pool(view, year, code, UNTRIED)


@post(router, "/{year}/open", "finance")
def open_budget(view: Viewed, year: int, fields: Fields) -> Response:
    """Open the next version of the budget."""
    tried = send(view, "open-budget", fields, lambda given: _opening(year, given))
    return _done(view, year, tried, notice="finance.budget_opened")


@post(router, "/{year}/adopt", "finance")
def adopt(view: Viewed, year: int, fields: Fields) -> Response:
    """Adopt the budget: its prices become the tariffs."""
    tried = send(view, "adopt-budget", fields, lambda given: {**given, "year": year})
    return _done(view, year, tried, notice="finance.budget_adopted")


@post(router, "/{year}/pools/{code}/line", "finance")
def set_line(view: Viewed, year: int, code: str, fields: Fields) -> Response:
    """Set what the pool is foreseen to cost for one kind of cost."""
    tried = send(view, "set-budget-line", fields, lambda given: _line(year, code, given))
    return _set(view, year, code, tried)


@post(router, "/{year}/pools/{code}/hours", "finance")
def set_hours(view: Viewed, year: int, code: str, fields: Fields) -> Response:
    """Set what is assumed of the pool's hours."""
    tried = send(
        view, "set-budget-hours", fields, lambda given: {"year": year, "pool": code, "assumed": _assumed(given)}
    )
    return _set(view, year, code, tried)


def _budget(view: View, year: int, version: int | None, tried: Tried) -> HTMLResponse:
    with view.reading() as session:
        found = reading.budget_if_any(session, year, version)
        versions = reading.versions(session)
        last = last_month(session)
    return show(
        view,
        "budget",
        "budget",
        status=tried.status,
        year=year,
        found=found,
        versions=versions,
        costs_year=min(year - 1, last.year) if last else "",
        tried=tried,
        shares=SHARES,
    )


def _pool(view: View, year: int, code: str, tried: Tried) -> HTMLResponse:
    with view.reading() as session:
        found = budget.budget_of(session, year)
    pool = reading.pool_in(found, code)
    return show(
        view,
        "budget_pool",
        "budget",
        status=tried.status,
        year=year,
        found=found,
        pool=pool,
        kinds=KINDS,
        shares=SHARES,
        tried=tried,
    )


def _done(view: View, year: int, tried: Tried, *, notice: str) -> Response:
    if tried.done is None:
        return _budget(view, year, None, tried)
    return see_other(f"/g/{view.desk.group}/finance/budget?year={year}", notice=notice, year=year)


def _set(view: View, year: int, code: str, tried: Tried) -> Response:
    if tried.done is None:
        return _pool(view, year, code, tried)
    path = f"/g/{view.desk.group}/finance/budget/{year}/pools/{code}"
    return see_other(path, notice="finance.budget_set")


def _opening(year: int, given: Mapping[str, str]) -> dict[str, Any]:
    opening: dict[str, Any] = {"year": year, "assumed": _assumed(given)}
    if given.get("from_year"):
        opening["from_year"] = given["from_year"]
        opening["by_contracts"] = "by_contracts" in given
        if growth := _growth(given.get("growth", "")):
            opening["growth_percent"] = dict.fromkeys(KINDS, growth)
    return opening


def _growth(typed: str) -> str:
    """Read a rise or a fall in percent as people write it; nothing typed is none."""
    growth = "".join(typed.split()).replace(",", ".").rstrip("%")
    if growth and not re.fullmatch(r"[+-]?\d{1,3}(\.\d{1,2})?", growth):
        allowed = "a percentage with at most two decimals, as 1,92"
        raise invalid("growth", typed, f"write {allowed}")
    return growth


def _assumed(given: Mapping[str, str]) -> dict[str, Any]:
    shares = {f"{name}_e4": percent_e4(given, name) for name in SHARES}
    days = given.get("leave_days", "20").strip()
    if not days.isdecimal() or int(days) > MOST_LEAVE:
        raise invalid("leave_days", days, f"write days a year, in digits: 0 to {MOST_LEAVE}")
    return {"leave_days": int(days), **shares}


def _line(year: int, code: str, given: Mapping[str, str]) -> dict[str, Any]:
    amount = cents(given, "amount_cents")
    if amount is None:
        raise invalid("amount_cents", "nothing", "an amount in euros, 0 for none")
    return {"year": year, "pool": code, "kind": given.get("kind", ""), "amount_cents": amount}
