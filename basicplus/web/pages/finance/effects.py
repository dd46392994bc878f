"""What another price, key, measure or budget would make of each member's year, before it is decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from fastapi.responses import HTMLResponse
from pydantic import TypeAdapter, ValidationError

from basicplus.errors import BasicplusError, InvalidInput, field_problems, invalid
from basicplus.invoicing import budget
from basicplus.web.pages.finance.frame import cents, rate_e4, show
from basicplus.web.pages.forms import Fields, Tried, not_done
from basicplus.web.pages.frame import AskedPart, View, Viewed, page, post
from basicplus.web.reading.finance import budget as reading
from basicplus.web.reading.finance.costs import pools_by_code
from basicplus.web.reading.listing import Asked, arrange
from basicplus.web.roles import Role
from basicplus.web.section import Section

router = Section(prefix="/g/{group}/finance/budget/{year}")
READS: tuple[Role, ...] = ("finance", "auditor", "admin")
CHANGES = ("price", "pour", "budget", "key")
MEASURES = ("fte", "hours", "cost")
WHO = ("losers", "winners", "unchanged")
SORTS = {
    "-difference": lambda row: (abs(row.difference_cents), row.difference_cents, row.member),
    "number": lambda row: row.member,
    "before": lambda row: (row.before_cents, row.member),
    "after": lambda row: (row.after_cents, row.member),
}
_CHANGE: TypeAdapter[budget.Change] = TypeAdapter(budget.Change)


@page(router, "/effects", *READS)
def effects_page(view: Viewed, asked: AskedPart, year: int, who: str = "") -> HTMLResponse:
    """Show the effect of the change that the address names, on every member."""
    given = dict(view.request.query_params)
    return _effects(view, asked, year, given, who)


@post(router, "/simulations", *READS)
def simulate(view: Viewed, asked: AskedPart, year: int, fields: Fields) -> HTMLResponse:
    """Show the effect of other weights in a key, which are too many for an address."""
    return _effects(view, asked, year, fields, fields.get("who", ""))


def _effects(view: View, asked: Asked, year: int, given: Mapping[str, str], who: str) -> HTMLResponse:
    found: budget.Effect | None = None
    tried = Tried(given)
    with view.reading() as session:
        pools, keys = pools_by_code(session), reading.keys(session)
        if given.get("load"):
            now = reading.weights_on(session, given["load"], date(year, 12, 31))
            lines = "\n".join(f"{member} {weight}" for member, weight in now.items())
            tried = Tried({"change": "key", "key": given["load"], "weights": lines})
        if given.get("change"):
            try:
                found = budget.effect(session, _change(given), year)
            except BasicplusError as error:
                tried = not_done(error, given, view.language)
    if given.get("change") == "key":
        asked = asked.model_copy(update={"size": 500})  # An address cannot hold the weights: all on one page.
    part = arrange(_of(found, who), asked, lambda row: f"{row.member} {row.name}", SORTS) if found else None
    return show(
        view,
        "effects",
        "budget",
        status=tried.status,
        year=year,
        found=found,
        part=part,
        who=who,
        pools=pools,
        keys=keys,
        changes_offered=CHANGES,
        measures=MEASURES,
        tried=tried,
        steps=_steps(found),
    )


def _of(found: budget.Effect, who: str) -> list[Any]:
    signs = {"losers": 1, "winners": -1, "unchanged": 0}
    return [row for row in found.members if who not in signs or _sign(row.difference_cents) == signs[who]]


def _sign(cents: int) -> int:
    return (cents > 0) - (cents < 0)


def _steps(found: budget.Effect | None) -> list[tuple[int | None, int | None, int]]:
    """Count the members by what they pay more or less: bounds in cents, from below to above, and how many."""
    if found is None:
        return []
    edges: list[int | None] = [None, -50_000, -10_000, 0, 10_000, 50_000, None]
    counted = []
    for low, high in pairwise(edges):
        counted.append((low, high, sum(_between(row.difference_cents, low, high) for row in found.members)))
    return counted


def _between(cents: int, low: int | None, high: int | None) -> bool:
    """Tell whether a difference lies above `low` and up to `high`; no difference is in none of the steps."""
    return bool(cents) and (low is None or cents > low) and (high is None or cents <= high)


def _change(given: Mapping[str, str]) -> budget.Change:
    kind = given["change"]
    asked: dict[str, Any] = {"change": kind}
    if kind == "price":
        asked |= {"pool": given.get("pool", ""), "hourly_rate_e4": rate_e4(given, "rate")}
        asked |= {"pro_rata_month_cents": cents(given, "month")}
        if asked["hourly_rate_e4"] is None and asked["pro_rata_month_cents"] is None:
            raise invalid("rate", "nothing", "type an hourly rate, or a total of the shares a month")
    elif kind == "pour":
        asked["measure"] = given.get("measure", "")
    elif kind == "key":
        asked |= {"key": given.get("key", ""), "from_on": given.get("from_on", ""), "weights": _weights(given)}
    try:
        return _CHANGE.validate_python(asked)
    except ValidationError as error:
        raise InvalidInput(*field_problems(error.errors(), skip=1)) from None


def _weights(given: Mapping[str, str]) -> dict[str, int]:
    """Read a line for each member: its number and its weight."""
    found: dict[str, int] = {}
    for number, line in enumerate(given.get("weights", "").splitlines(), start=1):
        parts = line.replace(";", " ").replace("\t", " ").replace(",", " ").split()
        if not parts:
            continue
        if len(parts) != 2 or not parts[1].isdecimal():
            raise invalid(
                "weights", line, f"line {number}: the number of a member and a whole number, as M001 312"
            )
        found[parts[0]] = int(parts[1])
    return found
