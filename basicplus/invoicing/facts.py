"""No rule depends on costs and documents yet; the gate still answers for every table."""

from __future__ import annotations

from basicplus.compliance.facts import Facts
from basicplus.compliance.gate import Scope, Witness, silent
from basicplus.db import GroupSession
from basicplus.invoicing.models import (
    AllocationKey,
    CostEntry,
    CostPool,
    Document,
    Invoice,
    InvoiceLine,
    KeyWeight,
    NumberSeries,
    Settlement,
    Tariff,
)


def testify(_session: GroupSession, _scope: Scope) -> Facts:
    """Return nothing."""
    return Facts()


WITNESS = Witness(
    "invoicing",
    frozenset(
        {
            AllocationKey,
            CostEntry,
            CostPool,
            Document,
            Invoice,
            InvoiceLine,
            KeyWeight,
            NumberSeries,
            Settlement,
            Tariff,
        }
    ),
    silent,
    testify,
)
