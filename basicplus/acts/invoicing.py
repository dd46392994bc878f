"""Acts on money: pools, tariffs, keys, costs, invoice runs, credit notes and the settlement."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from basicplus import invoicing
from basicplus.acts.act import FINANCE, Act
from basicplus.clock import parse_period
from basicplus.db import WriteSession
from basicplus.invoicing.models import KeyKind

Year = Annotated[int, Field(ge=2000, le=2100)]


class TariffCreate(BaseModel):
    """A pool's provisional prices of a year: an hour in 1/10,000 EUR, the whole key's month in cents."""

    pool: Annotated[str, Field(description="code of the pool")]
    year: Year
    hourly_rate_e4: Annotated[int, Field(ge=0)]
    pro_rata_month_cents: Annotated[int, Field(ge=0)] = 0


class KeyCreate(BaseModel):
    """An allocation key, for instance pupils."""

    code: Annotated[str, Field(pattern=r"^[A-Z0-9-]{1,30}$")]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    kind: Annotated[
        KeyKind, Field(description="recorded weights; or all agreements equal; or their agreed hours")
    ] = "recorded"


class SiteWeighing(BaseModel):
    """The day from which a key weighs by number of sites."""

    key: Annotated[str, Field(description="code of the key")]
    from_on: date


class IndexValue(BaseModel):
    """The value of an index in a month, in 1/10,000 of a point: 1304100 for 130.41."""

    code: Annotated[str, Field(pattern=r"^[A-Z0-9-]{1,30}$")]
    month: date
    value_e4: Annotated[int, Field(gt=0)]


class Weighing(BaseModel):
    """The members' weights in a key from a day on, by member number."""

    key: Annotated[str, Field(description="code of the key")]
    from_on: date
    weights: Annotated[dict[str, Annotated[int, Field(ge=0)]], Field(min_length=1)]


class CostBooking(BaseModel):
    """Costs, where they come from, and whether they are actual or an estimate."""

    source: Annotated[str, Field(min_length=1, max_length=200)]
    costs: Annotated[list[invoicing.CostCreate], Field(min_length=1)]
    status: invoicing.CostStatus = "actual"


class InvoiceRun(BaseModel):
    """A month 2026-01, a quarter 2026-Q1 or a year 2026, and the date of the documents."""

    period: str
    issue_on: date
    only: Annotated[list[str] | None, Field(description="numbers of members; all if nothing is said")] = None


class Crediting(BaseModel):
    """The invoice to credit, the date of the credit note, and why; in full, or some lines or hours of it."""

    invoice: Annotated[str, Field(description="number of the invoice")]
    issue_on: date
    why: Annotated[str, Field(min_length=1, max_length=500)]
    lines: list[invoicing.LineCredit] = []
    hours: Annotated[list[int], Field(description="ids of the hours to credit, of lines billed by the hour")] = []


class YearSettlement(BaseModel):
    """The year to settle, and the date of the documents."""

    year: Year
    issue_on: date


def set_tariff(session: WriteSession, given: TariffCreate) -> object:
    """Set a pool's provisional prices for a year, once."""
    return invoicing.set_tariff(session, given.pool, given.year, given.hourly_rate_e4, given.pro_rata_month_cents)


def open_key(session: WriteSession, given: KeyCreate) -> object:
    """Open an allocation key."""
    return invoicing.open_key(session, given.code, given.name, given.kind)


def weigh_key(session: WriteSession, given: Weighing) -> object:
    """Record the members' weights in an allocation key from a day on."""
    return invoicing.weigh(session, given.key, given.weights, given.from_on)


def weigh_key_by_sites(session: WriteSession, given: SiteWeighing) -> object:
    """Record in an allocation key, from a day on, how many sites each association has."""
    return invoicing.weigh_by_sites(session, given.key, given.from_on)


def set_price_index(session: WriteSession, given: IndexValue) -> object:
    """Record the value of an index in a month, once: fees are raised by it."""
    return invoicing.set_price_index(session, given.code, given.month, given.value_e4)


def book_costs(session: WriteSession, given: CostBooking) -> object:
    """Book costs; each goes to the pool of its worker, or to the pool named."""
    return invoicing.book(session, given.costs, given.source, status=given.status)


def issue_invoices(session: WriteSession, given: InvoiceRun) -> object:
    """Issue the invoices of a period to the members billed at its frequency."""
    return invoicing.issue_run(session, parse_period(given.period), given.issue_on, only=given.only)


def credit(session: WriteSession, given: Crediting) -> object:
    """Credit an invoice or a part of it; the hours credited are freed, to be signed and billed again."""
    return invoicing.credit(
        session, given.invoice, given.issue_on, given.why, lines=given.lines, hours=given.hours
    )


def settle(session: WriteSession, given: YearSettlement) -> object:
    """Settle a year at actual cost: bill or credit each member's difference."""
    return invoicing.settle_year(session, given.year, given.issue_on)


ACTS = (
    Act(
        "open-pool",
        invoicing.PoolCreate,
        invoicing.open_pool,
        FINANCE,
        {"code": "LAWYER", "name": "Juristes", "kind": "profession", "profession": "lawyer"},
    ),
    Act(
        "set-tariff", TariffCreate, set_tariff, FINANCE, {"pool": "LAWYER", "year": 2026, "hourly_rate_e4": 520000}
    ),
    Act("open-key", KeyCreate, open_key, FINANCE, {"code": "CLASSES", "name": "classes"}),
    Act(
        "weigh-key",
        Weighing,
        weigh_key,
        FINANCE,
        {"key": "CLASSES", "from_on": "2026-01-01", "weights": {"M001": 12, "M002": 8}},
    ),
    Act(
        "weigh-key-by-sites",
        SiteWeighing,
        weigh_key_by_sites,
        FINANCE,
        {"key": "CLASSES", "from_on": "2027-01-01"},
    ),
    Act(
        "set-price-index",
        IndexValue,
        set_price_index,
        FINANCE,
        {"code": "HEALTH", "month": "2025-12-01", "value_e4": 1304100},
    ),
    Act(
        "book-costs",
        CostBooking,
        book_costs,
        FINANCE,
        {
            "source": "payroll 2026-01",
            "costs": [{"month": "2026-01-01", "kind": "gross", "amount_cents": 412500, "pool": "LAWYER"}],
        },
    ),
    Act(
        "issue-invoices",
        InvoiceRun,
        issue_invoices,
        FINANCE,
        {"period": "2026-01", "issue_on": "2026-02-05", "only": ["M900"]},
    ),
    Act(
        "credit",
        Crediting,
        credit,
        FINANCE,
        {"invoice": "2026-000001", "issue_on": "2026-02-09", "why": "Mauvais destinataire"},
    ),
    Act("settle", YearSettlement, settle, FINANCE, {"year": 2025, "issue_on": "2026-03-02"}),
)
