"""Invoice runs: draft and preview a period, approve it, issue it batch by batch, credit what was issued."""

from basicplus.invoicing.runs.batches import (
    BATCH,
    approve_run,
    cancel_run,
    claim_run,
    issue_next,
    issue_run,
    list_runs,
    open_run,
    unfinished,
)
from basicplus.invoicing.runs.crediting import LineCredit, credit
from basicplus.invoicing.runs.models import InvoiceRun, RunMember
from basicplus.invoicing.runs.previewing import Preview, preview, preview_member

__all__ = [
    "BATCH",
    "InvoiceRun",
    "LineCredit",
    "Preview",
    "RunMember",
    "approve_run",
    "cancel_run",
    "claim_run",
    "credit",
    "issue_next",
    "issue_run",
    "list_runs",
    "open_run",
    "preview",
    "preview_member",
    "unfinished",
]
