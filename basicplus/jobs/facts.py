"""No rule depends on what work is under way; the gate still answers for its tables."""

from __future__ import annotations

from basicplus.compliance.facts import Facts
from basicplus.compliance.gate import Scope, Witness, silent
from basicplus.db import GroupSession
from basicplus.jobs.models import Job, JobFile, JobPulse, JobSchedule


def testify(_session: GroupSession, _scope: Scope) -> Facts:
    """Return nothing."""
    return Facts()


WITNESS = Witness("jobs", frozenset({Job, JobFile, JobPulse, JobSchedule}), silent, testify)
