"""Costs and keys, documents, and the annual settlement: at cost, to the cent."""

from basicplus.invoicing.costs import (
    CostCreate,
    PoolCreate,
    book,
    key_by_code,
    open_key,
    open_pool,
    pool_by_code,
    set_tariff,
    weigh,
)
from basicplus.invoicing.facts import WITNESS
from basicplus.invoicing.models import CostEntry, CostPool, Document, Invoice, InvoiceLine, Settlement
from basicplus.invoicing.runs import (
    InvoiceRun,
    LineCredit,
    approve_run,
    cancel_run,
    claim_run,
    credit,
    issue_next,
    issue_run,
    open_run,
    preview,
    preview_member,
)
from basicplus.invoicing.settings import BillingTerms, billing_of, set_billing
from basicplus.invoicing.settlement import proof, settle_year, year_of

__all__ = [
    "WITNESS",
    "BillingTerms",
    "CostCreate",
    "CostEntry",
    "CostPool",
    "Document",
    "Invoice",
    "InvoiceLine",
    "InvoiceRun",
    "LineCredit",
    "PoolCreate",
    "Settlement",
    "approve_run",
    "billing_of",
    "book",
    "cancel_run",
    "claim_run",
    "credit",
    "issue_next",
    "issue_run",
    "key_by_code",
    "open_key",
    "open_pool",
    "open_run",
    "pool_by_code",
    "preview",
    "preview_member",
    "proof",
    "set_billing",
    "set_tariff",
    "settle_year",
    "weigh",
    "year_of",
]
