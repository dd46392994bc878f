"""Costs: a file is sent, read by a mapping, rehearsed line by line, and booked whole; months are compared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fastapi.responses import HTMLResponse, Response

from basicplus.clock import parse_period, today
from basicplus.errors import BasicplusError, InvalidInput, invalid
from basicplus.invoicing.costs.file import KINDS, write_costs_template
from basicplus.invoicing.costs.mapping import MappingCreate
from basicplus.invoicing.costs.uploads import saved_mappings, table_of
from basicplus.web.pages.finance.frame import cents, periods_ended, send, show
from basicplus.web.pages.finance.uploading import Sent, SentFile
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, not_done, see_other
from basicplus.web.pages.frame import View, Viewed, page, post
from basicplus.web.reading.finance import costs as reading
from basicplus.web.roles import Role, roles
from basicplus.web.section import Section

router = Section(prefix="/g/{group}/finance/costs")
READS: tuple[Role, ...] = ("finance", "auditor", "admin")
STATUSES = ("actual", "estimate")
EXAMPLES = 3
"""So many rows of a file are shown to make a mapping by."""
LONG = 500
"""Up to so many lines of a file are booked while the reader waits; a longer one is the work of a job."""


@page(router, "", *READS)
def costs_page(view: Viewed) -> HTMLResponse:
    """Show what was booked from where, and the form that sends the next file."""
    return _costs(view, UNTRIED)


@page(router, "/months", *READS)
def months_page(view: Viewed, pool: str = "", year: int = 0) -> HTMLResponse:
    """Compare the months of a pool kind by kind: why one is dearer than the one before."""
    with view.reading() as session:
        pools = reading.pools_by_code(session)
        last = reading.last_month(session) or today()
        year = year or last.year
        found = reading.months_of_pool(session, pool, year)
    years = range(last.year, last.year - 5, -1)
    return show(view, "cost_months", "costs", pools=pools, pool=pool, year=year, years=years, found=found)


@page(router, "/beside", *READS)
def beside_page(view: Viewed, period: str = "", pool: str = "") -> HTMLResponse:
    """Show estimates and actual costs side by side."""
    with view.reading() as session:
        asked = parse_period(period or f"{(reading.last_month(session) or today()).year}")
        rows = reading.beside(session, asked.span, pool)
        pools = reading.pools_by_code(session)
    offered = [parse_period(f"{today().year}"), *periods_ended(today())]
    if asked not in offered:
        offered.insert(0, asked)
    return show(view, "cost_beside", "costs", rows=rows, pools=pools, period=asked, periods=offered)


@router.get("/template.csv", response_class=Response, include_in_schema=False, openapi_extra=roles(*READS))
def template_file(view: Viewed) -> Response:
    """Send an example of the file that the house reads without a mapping."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "costs.csv"
        write_costs_template(path)
        content = path.read_bytes()
    headers = {"Content-Disposition": f'attachment; filename="costs-{view.language}.csv"'}
    return Response(content, media_type="text/csv", headers=headers)


@post(router, "/enter", "finance")
def enter(view: Viewed, fields: Fields) -> Response:
    """Book one cost that came without a file."""
    tried = send(view, "book-costs", fields, _entered)
    if tried.done is None:
        return _costs(view, tried, "enter")
    return see_other(f"/g/{view.desk.group}/finance/costs", notice="finance.cost_entered")


@post(router, "/check", "finance")
def check(view: Viewed, sent: SentFile, fields: Fields) -> HTMLResponse:
    """Read a file and show what it would book, or what is wrong with it line by line; nothing is saved."""
    if sent is None:
        return _costs(view, _without_file(view, fields))
    return _checked(view, fields, sent)


@post(router, "/import", "finance")
def import_(view: Viewed, sent: SentFile, fields: Fields) -> Response:
    """Book a file that was looked at: all of it or nothing."""
    if sent is None:
        return _costs(view, _without_file(view, fields))
    is_long = _lines(sent) > LONG
    act, more = ("ask-cost-import", {"what": "costs"}) if is_long else ("import-costs", {})
    tried = send(view, act, fields, lambda given: _asked(given) | {"file": sent.fields, **more})
    if tried.done is None:
        return _checked(view, fields, sent, tried)
    root, done = f"/g/{view.desk.group}", tried.done.result
    if is_long:
        return see_other(f"{root}/jobs/{done['id']}")
    return see_other(f"{root}/finance/costs", notice="finance.costs_booked", count=done["count"], name=sent.name)


@post(router, "/mapping", "finance")
def mapping_form(view: Viewed, sent: SentFile, fields: Fields) -> HTMLResponse:
    """Show the columns of a file, to say what each holds."""
    if sent is None:
        return _costs(view, _without_file(view, fields))
    return _mapping(view, fields, sent, UNTRIED)


@post(router, "/mapping/save", "finance")
def save_mapping(view: Viewed, sent: SentFile, fields: Fields) -> HTMLResponse:
    """Save what each column holds, and read the file by it."""
    if sent is None:
        return _costs(view, _without_file(view, fields))
    tried = send(view, "save-cost-mapping", fields, _mapping_of)
    if tried.done is None:
        return _mapping(view, fields, sent, tried)
    return _checked(view, fields | {"mapping": fields["mapping_name"]}, sent)


def _costs(view: View, tried: Tried, form: str = "file") -> HTMLResponse:
    with view.reading() as session:
        return show(
            view,
            "costs",
            "costs",
            status=tried.status,
            booked=reading.booked(session),
            mappings=saved_mappings(session),
            pools=reading.pools_by_code(session),
            statuses=STATUSES,
            kinds=KINDS,
            tried=tried,
            tried_in=form,
        )


def _without_file(view: View, fields: Mapping[str, str]) -> Tried:
    return not_done(invalid("file", "no file", "choose a CSV or XLSX file"), fields, view.language)


def _checked(view: View, fields: Mapping[str, str], sent: Sent, tried: Tried = UNTRIED) -> HTMLResponse:
    found: reading.Rehearsal | None = None
    try:
        asked = _asked(fields)
        with view.desk.database.writing(view.desk.group, view.desk.actor, dry_run=True) as session:
            found = reading.rehearse(
                session, sent.name, sent.content, asked.get("mapping"), asked.get("month"), asked["status"]
            )
    except BasicplusError as error:
        tried = tried if tried.message else not_done(error, fields, view.language)
    with view.reading() as session:
        mappings, pools = saved_mappings(session), reading.pools_by_code(session)
    return show(
        view,
        "cost_check",
        "costs",
        status=tried.status,
        sent=sent,
        fields=fields,
        found=found,
        mappings=mappings,
        pools=pools,
        statuses=STATUSES,
        tried=tried,
        shown=Tried(fields),
    )


def _mapping(view: View, fields: Mapping[str, str], sent: Sent, tried: Tried) -> HTMLResponse:
    try:
        table = table_of(sent.name, sent.content)
    except InvalidInput as error:
        return _costs(view, not_done(error, fields, view.language))
    return show(
        view,
        "cost_mapping",
        "costs",
        status=tried.status,
        sent=sent,
        fields=fields,
        headers=table.headers,
        examples=[row.cells for row in table.rows[:EXAMPLES]],
        kinds=KINDS,
        tried=tried,
    )


def _lines(sent: Sent) -> int:
    """Count the rows of a file; one that cannot be read has none."""
    try:
        return len(table_of(sent.name, sent.content).rows)
    except InvalidInput:
        return 0


def _asked(fields: Mapping[str, str]) -> dict[str, Any]:
    """Read how a file is to be read: the mapping, the month of the whole file, actual or estimate."""
    asked: dict[str, Any] = {"status": fields.get("status", "actual")}
    if asked["status"] not in STATUSES:
        raise invalid("status", asked["status"], f"one of {', '.join(STATUSES)}")
    if fields.get("mapping"):
        asked["mapping"] = fields["mapping"]
    if month := fields.get("month", "").strip():
        asked["month"] = _month(month)
    return asked


def _month(text: str) -> date:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        raise invalid("month", text, "write a month as 2026-03")
    return parse_period(text).span.from_on


def _entered(fields: Mapping[str, str]) -> dict[str, Any]:
    """Read one cost: of a worker, in whose pool it goes, or of the pool chosen."""
    amount = cents(fields, "amount_cents")
    if amount is None:
        raise invalid("amount_cents", "nothing", "an amount in euros; a subsidy is negative")
    cost = {"month": _month(fields.get("month", "")), "kind": fields.get("kind", ""), "amount_cents": amount}
    cost |= {name: fields[name] for name in ("worker", "pool") if fields.get(name)}
    return {"source": fields.get("source", ""), "costs": [cost]}


def _mapping_of(fields: Mapping[str, str]) -> dict[str, Any]:
    """Read the mapping from the form: `column-<n>` says what the n-th column holds, `header-<n>` its name."""
    found: dict[str, Any] = {"name": fields.get("mapping_name", ""), "columns": {}}
    for name, header in fields.items():
        place = name.removeprefix("header-")
        holds = fields.get(f"column-{place}", "") if place != name else ""
        if holds in ("worker", "month"):
            found[f"{holds}_column"] = header
        elif holds:
            kind, _, sign = holds.partition(":")
            found["columns"][header] = {"kind": kind, "sign": -1 if sign == "-" else 1}
    found["decimal_comma"] = fields.get("decimal", "comma") == "comma"
    if "worker_column" not in found:
        raise invalid("worker_column", "no column", "say which column holds the number of the worker")
    return {name: value for name, value in found.items() if name in MappingCreate.model_fields}
