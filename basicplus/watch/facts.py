"""No rule depends on what the watch keeps; the gate still answers for its tables."""

from __future__ import annotations

from basicplus.compliance.facts import Facts
from basicplus.compliance.gate import Scope, Witness, silent
from basicplus.db import GroupSession
from basicplus.watch.models import AuditRun, Duty, FindingCase


def testify(_session: GroupSession, _scope: Scope) -> Facts:
    """Return nothing."""
    return Facts()


WITNESS = Witness("watch", frozenset({AuditRun, Duty, FindingCase}), silent, testify)
