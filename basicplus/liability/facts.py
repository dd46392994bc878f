"""No rule depends on debts and provisions yet; the gate still answers for every table."""

from __future__ import annotations

from basicplus.compliance.facts import Facts
from basicplus.compliance.gate import Scope, Witness, silent
from basicplus.db import GroupSession
from basicplus.liability.models import (
    DebtMovement,
    ForeseenExit,
    InternalKey,
    LiabilitySnapshot,
    Provision,
    ProvisionEntry,
    SocialDebt,
)


def testify(_session: GroupSession, _scope: Scope) -> Facts:
    """Return nothing."""
    return Facts()


WITNESS = Witness(
    "liability",
    frozenset({DebtMovement, ForeseenExit, InternalKey, LiabilitySnapshot, Provision, ProvisionEntry, SocialDebt}),
    silent,
    testify,
)
