"""Acts that ask for long work: each kind has one of its own, with its own fields and roles; a worker does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from basicplus import jobs
from basicplus.acts.act import ADMIN, COORDINATOR, FINANCE, Act, ActRole, Days
from basicplus.acts.costs import CostFileImport
from basicplus.compliance.service import FileCreate
from basicplus.db import WriteSession
from basicplus.privacy import RetentionRun

ASK = "ask-"
STAFF: tuple[ActRole, ...] = ("coordinator", "finance", "admin")
AUDITORS: tuple[ActRole, ...] = ("auditor", "coordinator", "admin")
Despite = Annotated[str | None, Field(max_length=500, description="why to go ahead although a rule warns")]
DryRun = Annotated[bool, Field(description="say what would happen, and save nothing")]
Skip = Annotated[bool, Field(description="leave refused lines out instead of refusing the file")]


class InvoiceRunWork(BaseModel):
    """A month 2026-01, a quarter 2026-Q1 or a year 2026, the date of the documents, and members if not all."""

    period: str
    issue_on: Annotated[date | None, Field(description="today, or that of the run that was begun")] = None
    only: Annotated[list[str] | None, Field(description="numbers of members; all if nothing is said")] = None
    despite: Despite = None


class DeliveryWork(BaseModel):
    """The period whose documents are queued first; without one, only what is queued already goes."""

    period: Annotated[str | None, Field(description="2026-01, 2026-Q1 or 2026")] = None


class SettlementWork(BaseModel):
    """The year to settle, the date of the documents, and why to go ahead although a rule warns."""

    year: Annotated[int, Field(ge=2000, le=2100)]
    issue_on: date
    despite: Despite = None


class SendingWork(BaseModel):
    """Everything that waits: nothing more needs to be said."""


class CostImportWork(CostFileImport):
    """A file of costs that is too long to wait for, read as `import-costs` reads it; or one of debts."""

    what: Literal["costs", "debts"]
    dry_run: DryRun = False
    skip_refused: Skip = False
    despite: Despite = None


class ImportWork(BaseModel):
    """A CSV or XLSX file of one kind of records, all or nothing unless refused lines are left out."""

    what: Literal["members", "workers", "visits", "hours", "openings", "closures", "distances"]
    file: FileCreate
    dry_run: DryRun = False
    skip_refused: Skip = False
    despite: Despite = None


class YearPlanWork(Days):
    """The days to plan, how long the planner searches, and whether its plan becomes the draft."""

    seconds: Annotated[int, Field(ge=1, le=3600)] = 60
    seed: Annotated[int, Field(ge=0, description="another seed searches another way")] = 1
    keep: Annotated[tuple[str, ...], Field(description="numbers of agreements whose visits stay")] = ()
    apply: Annotated[bool, Field(description="put it into the draft")] = False
    told_on: Annotated[date | None, Field(description="first day on which workers can be told; today if not")] = (
        None
    )
    despite: Despite = None


class AuditWork(BaseModel):
    """The language of the sentences that are kept."""

    language: Literal["fr", "nl", "de", "en"] = "fr"


class EvidenceWork(Days):
    """The period of the pack, and how many lines of hours are drawn by which seed (the period if none)."""

    seed: Annotated[str | None, Field(max_length=60, description="the same seed draws the same lines")] = None
    sample: Annotated[int, Field(ge=1, le=1000, description="lines of hours in the sample")] = 25


class RetentionWork(RetentionRun):
    """Whom to let go of the people who are due, all of them if nobody is named; or whom it would be."""

    dry_run: DryRun = False


class JobNumber(BaseModel):
    """The id of a job."""

    job: int


class Scheduling(BaseModel):
    """A kind of work, how often it runs by itself, and from which hour of the day, from a day on."""

    kind: Literal[
        "audit",
        "month-follow-up",
        "telling",
        "delivery",
        "verification",
        "backup",
        "retention",
        "webhook-sending",
    ]
    every: jobs.Every
    hour: Annotated[int, Field(ge=0, le=23)] = 2
    from_on: date


def cancel_job(session: WriteSession, given: JobNumber) -> object:
    """Give up a job; what it has saved stays."""
    return jobs.cancel(session, given.job)


def schedule_job(session: WriteSession, given: Scheduling) -> object:
    """Say how often a kind of work runs by itself from a day on, or that it no longer does."""
    return jobs.schedule(session, given.kind, given.every, given.hour, given.from_on)


def _asking(kind: str, says: str) -> Callable[[WriteSession, Any], object]:
    def ask(session: WriteSession, given: BaseModel) -> object:
        return jobs.request(session, kind, given)

    ask.__doc__ = says
    return ask


def _work(
    kind: str,
    model: type[BaseModel],
    says: str,
    roles: tuple[ActRole, ...],
    example: Mapping[str, Any],
) -> Act:
    return Act(f"{ASK}{kind}", model, _asking(kind, says), roles, example)


FILE = {"name": "closures.csv", "content": "bWVtYmVyO2Zyb21fb24K"}
ACTS = (
    _work(
        "invoice-run",
        InvoiceRunWork,
        "Ask for the invoices of a period to be approved and issued, batch by batch.",
        FINANCE,
        {"period": "2026-02", "issue_on": "2026-03-05"},
    ),
    _work("delivery", DeliveryWork, "Ask for documents to be sent.", FINANCE, {}),
    _work(
        "settlement",
        SettlementWork,
        "Ask for a year to be settled at actual cost.",
        FINANCE,
        {"year": 2025, "issue_on": "2026-03-02"},
    ),
    _work("reminder-sending", SendingWork, "Ask for the reminders that were written to be sent.", FINANCE, {}),
    _work(
        "cost-import",
        CostImportWork,
        "Ask for a long file of costs, or one of debts, to be imported.",
        FINANCE,
        {"what": "costs", "file": FILE, "dry_run": True},
    ),
    _work(
        "import",
        ImportWork,
        "Ask for a file of members, workers, visits, hours or closures to be imported.",
        COORDINATOR,
        {"what": "closures", "file": FILE},
    ),
    _work(
        "year-plan",
        YearPlanWork,
        "Ask the planner to plan who serves whom and when.",
        COORDINATOR,
        {"from_on": "2026-09-01", "until_on": "2027-07-01", "seconds": 60},
    ),
    _work("telling", SendingWork, "Ask for everybody to be told of the published plan.", COORDINATOR, {}),
    _work(
        "month-follow-up",
        SendingWork,
        "Ask for the daily step of the month close: approval by silence, reminders and escalation, e-mails.",
        COORDINATOR,
        {},
    ),
    _work("audit", AuditWork, "Ask for every rule to be run on everything.", STAFF, {"language": "fr"}),
    _work(
        "evidence",
        EvidenceWork,
        "Ask for the evidence pack of a period.",
        AUDITORS,
        {"from_on": "2025-01-01", "until_on": "2026-01-01", "seed": "2025", "sample": 25},
    ),
    _work("verification", SendingWork, "Ask whether everything recorded is what was recorded.", AUDITORS, {}),
    _work("backup", SendingWork, "Ask for a copy of the database in a dated file.", ADMIN, {}),
    _work(
        "retention",
        RetentionWork,
        "Ask for the people to be let go whom no rule of retention keeps any more.",
        ADMIN,
        {"dry_run": True},
    ),
    _work("webhook-sending", SendingWork, "Ask for webhooks to be told what happened since.", ADMIN, {}),
    Act("cancel-job", JobNumber, cancel_job, STAFF, {"job": 1}),
    Act(
        "schedule-job",
        Scheduling,
        schedule_job,
        ADMIN,
        {"kind": "audit", "every": "day", "hour": 2, "from_on": "2026-02-01"},
    ),
)
