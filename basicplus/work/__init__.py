"""What a worker can do: every kind of long work, each on the services that everybody else calls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from basicplus.acts import REGISTRY
from basicplus.acts.jobs import ASK
from basicplus.db import Database
from basicplus.jobs import Job, Kind, Outcome, Step
from basicplus.work import auditing, billing, copying, following, importing, planning, sending

RUNS: dict[str, Callable[[Database, str, Job, Any, Step], Outcome]] = {
    "invoice-run": billing.invoice_run,
    "settlement": billing.settlement,
    "delivery": sending.delivery_run,
    "reminder-sending": sending.reminder_sending,
    "telling": sending.telling,
    "month-follow-up": following.month_follow_up,
    "import": importing.import_file,
    "cost-import": importing.import_costs_file,
    "year-plan": planning.year_plan,
    "audit": auditing.audit,
    "evidence": auditing.evidence_pack,
    "verification": auditing.verification_of_all,
    "backup": copying.backup_now,
    "retention": following.retention,
    "webhook-sending": following.webhook_sending,
}
KINDS = {name: Kind(name, REGISTRY[f"{ASK}{name}"].model, run) for name, run in RUNS.items()}

__all__ = ["KINDS"]
