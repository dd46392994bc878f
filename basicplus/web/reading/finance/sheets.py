"""Every list of the treasurer as a table for spreadsheets: amounts in cents with their columns named so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from basicplus import liability, members
from basicplus.clock import year_span
from basicplus.db import GroupSession
from basicplus.errors import NotFound
from basicplus.invoicing import payments
from basicplus.invoicing.payments.ageing import AGES, ageing
from basicplus.tabular import Sheet
from basicplus.tabular.sheets import Cell
from basicplus.web.reading.finance.costs import beside
from basicplus.web.reading.finance.settlement import year_preview
from basicplus.web.reading.invoices import invoice_items


def invoices_sheet(session: GroupSession, _on: date) -> Sheet:
    """Return every issued document."""
    names = ("number", "kind", "purpose", "period", "member", "member_name", "issue_on", "due_on", "total_cents")
    return Sheet("invoices", names, [_cells(row, names) for row in invoice_items(session)])


def receivables_sheet(session: GroupSession, on: date) -> Sheet:
    """Return what is open of each document on a day."""
    names = (
        "number",
        "kind",
        "issue_on",
        "due_on",
        "ogm",
        "total_cents",
        "paid_cents",
        "set_off_cents",
        "written_off_cents",
        "credited_cents",
        "open_cents",
        "state",
    )
    rows = payments.receivables(session, on, unsettled=True)
    return Sheet("receivables", names, [_cells(row, names) for row in rows if row.open_cents])


def ageing_sheet(session: GroupSession, on: date) -> Sheet:
    """Return what members owe by days of delay."""
    rows: list[list[Cell]] = [
        [row.member, row.name, *(row.cents[age] for age in AGES), row.owed_cents, row.credit_cents]
        for row in ageing(session, on).members
    ]
    columns = ("member", "name", *(f"{age}_cents" for age in AGES), "owed_cents", "credit_cents")
    return Sheet("ageing", columns, rows)


def payments_sheet(session: GroupSession, _on: date) -> Sheet:
    """Return the ledger of payments."""
    names = (
        "id",
        "booked_on",
        "member",
        "document",
        "kind",
        "amount_cents",
        "rule",
        "reason",
        "undoes",
        "undone_by",
    )
    rows = [_cells(row, names) for row in payments.payments(session)]
    return Sheet("payments", names, rows)


def costs_sheet(session: GroupSession, on: date) -> Sheet:
    """Return estimates and actual costs of the year of a day, by pool and kind."""
    names = ("pool", "kind", "estimate_cents", "actual_cents", "difference_cents", "expected_cents")
    rows = [_cells(row, names) for row in beside(session, year_span(on.year))]
    return Sheet("costs", names, rows)


def settlement_sheet(session: GroupSession, on: date) -> Sheet:
    """Return what a settlement of the year before a day finds, member by member."""
    rows: list[list[Cell]] = [
        [row.member, row.name, row.share.share_cents, row.share.billed_cents, row.share.difference_cents]
        for row in year_preview(session, on.year - 1).members
    ]
    return Sheet("settlement", ("member", "name", "share_cents", "billed_cents", "difference_cents"), rows)


def exposure_sheet(session: GroupSession, on: date) -> Sheet:
    """Return what each member answers for on a day."""
    names = ("member", "name", "when_due_cents", "when_arose_cents", "internal_cents")
    rows = [_cells(row, names) for row in liability.exposure(session, on).members]
    return Sheet("exposure", names, rows)


def vat_sheet(session: GroupSession, on: date) -> Sheet:
    """Return the members of a day as the VAT administration is told."""
    names = (
        "number",
        "name",
        "enterprise_number",
        "activity",
        "status",
        "taxable_percent",
        "joined_on",
        "left_on",
    )
    return Sheet("vat list", names, [_cells(row, names) for row in members.vat_list(session, on)])


def _cells(row: object, names: tuple[str, ...]) -> list[Cell]:
    return [getattr(row, name) for name in names]


SHEETS: Mapping[str, Callable[[GroupSession, date], Sheet]] = {
    "invoices": invoices_sheet,
    "receivables": receivables_sheet,
    "ageing": ageing_sheet,
    "payments": payments_sheet,
    "costs": costs_sheet,
    "settlement": settlement_sheet,
    "exposure": exposure_sheet,
    "vat-list": vat_sheet,
}


def sheet_named(session: GroupSession, name: str, on: date) -> Sheet:
    """Return a list as a table for a spreadsheet; NotFound when there is none of this name."""
    if name not in SHEETS:
        raise NotFound(f"There is no list {name}; there are {', '.join(SHEETS)}.")
    return SHEETS[name](session, on)
