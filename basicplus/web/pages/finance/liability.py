"""Provisions and debts: what is set aside, what is owed, who answers for it, and what a failure would cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi.responses import HTMLResponse, Response

from basicplus import liability
from basicplus.clock import parse_day, today
from basicplus.errors import BasicplusError, invalid
from basicplus.liability.models import DEBT_KINDS, NATURES
from basicplus.liability.simulation import DefaultSimulation
from basicplus.web.pages.finance.frame import READERS, cents, day_after, send, show
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, not_done, see_other
from basicplus.web.pages.frame import AskedPart, View, Viewed, page, post
from basicplus.web.reading.finance.provisions import ledger_of
from basicplus.web.reading.listing import Asked, arrange
from basicplus.web.section import Section

router = Section(prefix="/g/{group}/finance/liability")
SORTS = {
    "number": lambda row: row.member,
    "internal": lambda row: (row.internal_cents, row.member),
    "due": lambda row: (row.when_due_cents, row.member),
    "arose": lambda row: (row.when_arose_cents, row.member),
}
ENTRIES = ("dotation", "use", "release")


@page(router, "", *READERS)
def liability_page(view: Viewed, on: str = "") -> HTMLResponse:
    """Show provisions and funds, social and tax debts, each with its total."""
    return _liability(view, on, UNTRIED)


@page(router, "/exposure", *READERS)
def exposure_page(view: Viewed, asked: AskedPart, on: str = "") -> HTMLResponse:
    """Show what each member answers for, towards outsiders and among members."""
    day = parse_day(on, "on") if on else today()
    with view.reading() as session:
        found = liability.exposure(session, day)
    part = arrange(found.members, asked, lambda row: f"{row.member} {row.name}", SORTS)
    return show(view, "exposure", "liability", found=found, part=part)


@page(router, "/failure", *READERS)
def failure_page(view: Viewed, asked: AskedPart, members: str = "", on: str = "") -> HTMLResponse:
    """Simulate that members fail: what they leave, which funds bear it, what falls to whom; nothing is booked."""
    day = parse_day(on, "on") if on else today()
    found: DefaultSimulation | None = None
    tried = Tried({"members": members})
    if numbers := members.replace(",", " ").split():
        try:
            with view.reading() as session:
                found = liability.simulate_default(session, numbers, day)
        except BasicplusError as error:
            tried = not_done(error, {"members": members}, view.language)
    return show(
        view,
        "failure",
        "liability",
        status=tried.status,
        found=found,
        on=day,
        part=_borne(found, asked) if found else None,
        tried=tried,
    )


@page(router, "/provisions/{code}", *READERS)
def provision_page(view: Viewed, code: str) -> HTMLResponse:
    """Show the ledger of a provision and the form that books in it."""
    return _provision(view, code, UNTRIED)


@post(router, "/provisions/{code}/enter", "finance")
def enter(view: Viewed, code: str, fields: Fields) -> Response:
    """Put into a provision, use it or release it."""
    tried = send(view, "enter-provision", fields, lambda given: _entry(code, given))
    if tried.done is None:
        return _provision(view, code, tried)
    return see_other(f"{_root(view)}/provisions/{code}", notice="finance.entered")


@post(router, "/debts", "finance")
def book_debt(view: Viewed, fields: Fields) -> Response:
    """Book a social or tax debt."""
    tried = send(view, "book-debts", fields, _debt)
    return see_other(_root(view), notice="finance.debt_booked") if tried.done else _liability(view, "", tried)


@post(router, "/provisions", "finance")
def open_provision(view: Viewed, fields: Fields) -> Response:
    """Open a provision or allocated funds; what goes in is booked on its own page."""
    tried = send(view, "open-provision", fields)
    if tried.done is None:
        return _liability(view, "", tried, "provision")
    return see_other(f"{_root(view)}/provisions/{fields['code']}", notice="finance.provision_opened")


@post(router, "/debts/pay", "finance")
def pay_debt(view: Viewed, fields: Fields) -> Response:
    """Record the payment of a debt."""
    tried = send(view, "pay-debt", fields, _payment)
    return see_other(_root(view), notice="finance.debt_paid") if tried.done else _liability(view, "", tried, "pay")


def _liability(view: View, on: str, tried: Tried, form: str = "debt") -> HTMLResponse:
    day = parse_day(on, "on") if on else today()
    with view.reading() as session:
        return show(
            view,
            "liability",
            "liability",
            status=tried.status,
            on=day,
            provisions=liability.provisions_on(session, day),
            position=liability.position(session, day),
            kinds=DEBT_KINDS,
            natures=NATURES,
            tried=tried,
            tried_in=form,
        )


def _provision(view: View, code: str, tried: Tried) -> HTMLResponse:
    with view.reading() as session:
        found = ledger_of(session, code)
        return show(view, "provision", "liability", status=tried.status, found=found, kinds=ENTRIES, tried=tried)


def _borne(found: DefaultSimulation, asked: Asked) -> Any:
    members = [each for each in found.waterfall if each.step == "member"]
    sorts = {"-cents": lambda row: (row.cents, row.name), "name": lambda row: row.name}
    return arrange(members, asked, lambda row: row.name, sorts)


def _entry(code: str, given: Mapping[str, str]) -> dict[str, Any]:
    fields = {name: value for name, value in given.items() if name not in ("amount_cents", "why")}
    return fields | {
        "provision": code,
        "booked_on": given.get("booked_on", ""),
        "amount_cents": cents(given, "amount_cents"),
        "reason": given.get("why", ""),
        "vintage": given.get("vintage") or given.get("booked_on", "")[:4],
    }


def _debt(given: Mapping[str, str]) -> dict[str, Any]:
    if not given.get("source"):
        raise invalid("source", "nothing", "say where the debt comes from, as the statement of the office")
    debt: dict[str, Any] = {name: value for name, value in given.items() if name != "source"}
    debt |= {"incurred_until_on": day_after(given, "incurred_until_on") or ""}
    return {"source": given["source"], "debts": [debt | {"amount_cents": cents(given, "amount_cents")}]}


def _payment(given: Mapping[str, str]) -> dict[str, Any]:
    return {**given, "amount_cents": cents(given, "amount_cents")}


def _root(view: View) -> str:
    return f"/g/{view.desk.group}/finance/liability"
