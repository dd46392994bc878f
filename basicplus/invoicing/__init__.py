"""Costs and keys, documents, and the annual settlement: at cost, to the cent."""

from basicplus.invoicing.costs import (
    CostCreate,
    PoolCreate,
    book,
    key_by_code,
    open_key,
    open_pool,
    pool_by_code,
    set_price_index,
    set_tariff,
    weigh,
    weigh_by_sites,
)
from basicplus.invoicing.facts import WITNESS
from basicplus.invoicing.models import CostEntry, CostPool, Document, Invoice, InvoiceLine, Settlement
from basicplus.invoicing.run import credit, issue_run, preview
from basicplus.invoicing.settlement import proof, settle_year, year_of

__all__ = [
    "WITNESS",
    "CostCreate",
    "CostEntry",
    "CostPool",
    "Document",
    "Invoice",
    "InvoiceLine",
    "PoolCreate",
    "Settlement",
    "book",
    "credit",
    "issue_run",
    "key_by_code",
    "open_key",
    "open_pool",
    "pool_by_code",
    "preview",
    "proof",
    "set_price_index",
    "set_tariff",
    "settle_year",
    "weigh",
    "weigh_by_sites",
    "year_of",
]
