"""Acts on invoice runs and on how the group bills; and a whole run, one commit a batch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from basicplus import invoicing
from basicplus.acts.act import FINANCE, FINANCE_OR_ADMIN, Act
from basicplus.clock import Period, parse_period
from basicplus.db import Database, WriteSession
from basicplus.invoicing.issuing import Renderer, render_here
from basicplus.invoicing.runs import BATCH


class OpeningRun(BaseModel):
    """A month 2026-01, a quarter 2026-Q1 or a year 2026, and the date of the documents."""

    period: str
    issue_on: date


class RunOfPeriod(BaseModel):
    """The period of the run: 2026-01, 2026-Q1 or 2026."""

    period: str


class Approval(RunOfPeriod):
    """The run by its period, and numbers of members: those approved (all that are ready if none), or left out."""

    only: list[str] | None = None
    without: list[str] = []


class Batch(RunOfPeriod):
    """The run by its period, and how many documents are issued at most."""

    documents: Annotated[int, Field(ge=1, le=500)] = BATCH


@dataclass
class Issued:
    """What a run issued: number, kind and cents of each document; `run_on` is the date they bear."""

    run_on: date | None = None
    documents: list[tuple[str, str, int]] = field(default_factory=list)


def issue_in_batches(
    database: Database,
    group: str | None,
    actor: str,
    period: Period,
    issue_on: date | None,
    *,
    only: list[str] | None = None,
    despite: str | None = None,
    documents: int = BATCH,
    render: Renderer = render_here,
    progress: Callable[[int], None] = lambda _done: None,
) -> Issued:
    """Issue a period from approval to the last document, or what a stopped run left; each batch is a commit.

    `issue_on` may be None where a run is unfinished: it has its date. Raises Conflict once somebody else takes
    the run over.
    """
    reason = f"run {period.name}"
    with database.writing(group, actor, reason, despite=despite) as session:
        run = invoicing.claim_run(session, period, issue_on, only=only)
    if run is None:
        return Issued()
    issued, left = Issued(run.issue_on), True
    while left:
        with database.writing(group, actor, reason, despite=despite) as session:
            batch = invoicing.issue_next(session, period, documents=documents, claim=run.claim, render=render)
            issued.documents += [(row.number, row.kind, row.total_cents) for row in batch]
            left = invoicing.unfinished(session, period) is not None
        progress(len(batch))
    return issued


def open_run(session: WriteSession, given: OpeningRun) -> object:
    """Open a run of a period, whose documents bear one date."""
    return invoicing.open_run(session, parse_period(given.period), given.issue_on)


def approve_run(session: WriteSession, given: Approval) -> object:
    """Approve the members of a run who are ready, or some of them."""
    return invoicing.approve_run(session, parse_period(given.period), only=given.only, without=given.without)


def issue_next(session: WriteSession, given: Batch) -> object:
    """Issue the next approved documents of a run; do it again until it issues none."""
    return invoicing.issue_next(session, parse_period(given.period), documents=given.documents)


def cancel_run(session: WriteSession, given: RunOfPeriod) -> object:
    """Give up what a run has not issued yet."""
    return invoicing.cancel_run(session, parse_period(given.period))


ACTS = (
    Act(
        "set-billing",
        invoicing.BillingTerms,
        invoicing.set_billing,
        FINANCE_OR_ADMIN,
        {"title": "debit_note", "grace_days": 5, "texts": {"fr": ["Merci de votre confiance."]}},
    ),
    Act("open-run", OpeningRun, open_run, FINANCE, {"period": "2026-01", "issue_on": "2026-02-05"}),
    Act("approve-run", Approval, approve_run, FINANCE, {"period": "2026-01", "only": ["M900"]}),
    Act("issue-run", Batch, issue_next, FINANCE, {"period": "2026-01"}),
    Act("cancel-run", RunOfPeriod, cancel_run, FINANCE, {"period": "2026-01"}),
)
