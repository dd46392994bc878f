"""Costs and keys, documents, and the annual settlement: at cost, to the cent."""

from basicplus.invoicing.costs import (
    CostCreate,
    CostEstimate,
    CostStatus,
    PoolCreate,
    PourRuleCreate,
    book,
    key_by_code,
    open_key,
    open_pool,
    pool_by_code,
    set_pour_rule,
    set_price_index,
    set_tariff,
    side_by_side,
    weigh,
    weigh_by_sites,
)
from basicplus.invoicing.facts import WITNESS
from basicplus.invoicing.models import ClosedYear, CostEntry, CostPool, Document, Invoice, InvoiceLine, Settlement
from basicplus.invoicing.proof import invoice_proof
from basicplus.invoicing.run import credit, issue_run, preview
from basicplus.invoicing.settlement import close_year, explain_settlement, proof, proof_of, settle_year, year_of

__all__ = [
    "WITNESS",
    "ClosedYear",
    "CostCreate",
    "CostEntry",
    "CostEstimate",
    "CostPool",
    "CostStatus",
    "Document",
    "Invoice",
    "InvoiceLine",
    "PoolCreate",
    "PourRuleCreate",
    "Settlement",
    "book",
    "close_year",
    "credit",
    "explain_settlement",
    "invoice_proof",
    "issue_run",
    "key_by_code",
    "open_key",
    "open_pool",
    "pool_by_code",
    "preview",
    "proof",
    "proof_of",
    "set_pour_rule",
    "set_price_index",
    "set_tariff",
    "settle_year",
    "side_by_side",
    "weigh",
    "weigh_by_sites",
    "year_of",
]
