"""No rule depends on a text that is not signed yet; the gate still answers for the tables."""

from __future__ import annotations

from basicplus.compliance.facts import Facts
from basicplus.compliance.gate import Scope, Witness, silent
from basicplus.conventions.models import AgreementSignature, Amendment, Campaign
from basicplus.db import GroupSession


def testify(_session: GroupSession, _scope: Scope) -> Facts:
    """Return nothing."""
    return Facts()


WITNESS = Witness("conventions", frozenset({AgreementSignature, Amendment, Campaign}), silent, testify)
