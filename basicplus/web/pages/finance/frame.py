"""What the treasurer's pages share: their tabs, the way a form becomes an act, and amounts as people type them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from fastapi.responses import HTMLResponse

from basicplus.access import Role
from basicplus.clock import Period, parse_day, parse_period
from basicplus.errors import InvalidInput, Problem, invalid
from basicplus.money import parse_cents
from basicplus.web.pages.forms import DESPITE, REASON, Tried, not_done
from basicplus.web.pages.frame import View

READERS: tuple[Role, ...] = ("finance", "auditor")
TABS: dict[str, tuple[str, tuple[Role, ...]]] = {
    "overview": ("", READERS),
    "budget": ("/budget", ("finance", "auditor", "admin")),
    "costs": ("/costs", ("finance", "auditor", "admin")),
    "runs": ("/runs", ("coordinator", "finance", "auditor")),
    "payments": ("/payments", ("finance",)),
    "reminders": ("/reminders", READERS),
    "ageing": ("/ageing", READERS),
    "settlement": ("/settlement", READERS),
    "liability": ("/liability", READERS),
    "exports": ("/exports", READERS),
}
"""The tabs by name: where each is below the finance pages, and who may see it."""
E4 = 10_000
AT_ONCE = 20
"""So many documents are made while the reader waits, in a second or two; more are the work of a job."""


def show(view: View, template: str, tab: str, **shown: Any) -> HTMLResponse:
    """Render a page of the treasurer under its tab; `changes` says whether the reader may change anything."""
    root = f"/g/{view.desk.group}/finance"
    held = view.desk.principal
    tabs = [(name, root + path) for name, (path, who) in TABS.items() if held.acting(who)]
    changes = "finance" in view.desk.acting
    return view.render(
        f"finance/{template}.html", "finance", tab=tab, tabs=tabs, root=root, changes=changes, **shown
    )


def send(
    view: View,
    act: str,
    fields: Mapping[str, str],
    read: Callable[[Mapping[str, str]], Mapping[str, Any]] = dict,
) -> Tried:
    """Read a form into the fields of an act and do it; what the reader typed is kept as it was typed."""
    try:
        asked = read(fields)
    except InvalidInput as error:
        return not_done(error, fields, view.language)
    kept = {name: fields[name] for name in (REASON, DESPITE) if name in fields}
    tried = view.attempt(act, {**asked, **kept})
    return replace(tried, given=fields, problems=tuple(_of_the_form(each, fields) for each in tried.problems))


def _of_the_form(problem: Problem, fields: Mapping[str, str]) -> Problem:
    """Return what is wrong with the one record of a list, as `debts.0.due_on`, at the field of its form."""
    first, _, inner = problem.field.partition(".0.")
    return replace(problem, field=inner) if inner and first not in fields else problem


def ask(view: View, act: str, fields: Mapping[str, str], asked: Mapping[str, Any]) -> tuple[Tried, str]:
    """Ask for long work; also the address of its job, empty when it was refused."""
    despite = {DESPITE: fields[DESPITE]} if DESPITE in fields else {}
    tried = send(view, act, fields, lambda _: {**asked, **despite})
    job = f"/g/{view.desk.group}/jobs/{tried.done.result['id']}" if tried.done else ""
    return tried, job


def cents(fields: Mapping[str, str], name: str) -> int | None:
    """Read an amount in euros as people write it, in cents; None when nothing was typed."""
    return parse_cents(fields[name], name) if fields.get(name, "").strip() else None


def rate_e4(fields: Mapping[str, str], name: str) -> int | None:
    """Read an hourly rate in euros with up to four decimals, in 1/10,000 EUR; None when nothing was typed."""
    if not fields.get(name, "").strip():
        return None
    return _scaled(fields[name], name, E4, "a rate in euros with at most four decimals, as 45,6214")


def percent_e4(fields: Mapping[str, str], name: str) -> int:
    """Read a percentage with up to two decimals, in 1/10,000: `1,92` is 192; nothing typed is zero."""
    typed = fields.get(name, "").strip().rstrip("%")
    found = _scaled(typed, name, 100, "a percentage with at most two decimals, as 1,92") if typed else 0
    if found > E4:
        raise invalid(name, typed, "write a percentage from 0 to 100")
    return found


def day_after(fields: Mapping[str, str], name: str) -> date | None:
    """Read the last day of some days, as people name it, as the first day after them; None when none was typed."""
    return parse_day(fields[name], name) + timedelta(days=1) if fields.get(name, "").strip() else None


def _scaled(text: str, name: str, scale: int, allowed: str) -> int:
    compact = "".join(text.split())
    if re.fullmatch(r"\d+([.,]\d+)?", compact):
        exact = Decimal(compact.replace(",", ".")) * scale
        if exact == int(exact):
            return int(exact)
    raise invalid(name, text, f"write {allowed}")


def months_back(on: date, count: int = 14) -> list[Period]:
    """Return the last months as periods, the latest that has ended first."""
    first, found = on.replace(day=1), []
    for _ in range(count):
        first = (first - timedelta(days=1)).replace(day=1)
        found.append(parse_period(f"{first:%Y-%m}"))
    return found


def periods_ended(on: date) -> list[Period]:
    """Return months, quarters and years that have ended, the latest of each first."""
    quarters = [parse_period(f"{year}-Q{number}") for year in (on.year, on.year - 1) for number in (4, 3, 2, 1)]
    years = [parse_period(str(on.year - back)) for back in (1, 2, 3)]
    return [each for each in (*months_back(on), *quarters, *years) if each.span.until_on <= on]
