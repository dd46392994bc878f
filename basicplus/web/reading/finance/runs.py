"""A run as its page shows it: how far it is, and who is in it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, func, select

from basicplus import invoicing
from basicplus.db import GroupSession, pick
from basicplus.invoicing.models import Invoice
from basicplus.invoicing.runs.batches import RunSummary
from basicplus.invoicing.runs.models import InvoiceRun, RunMember
from basicplus.invoicing.runs.previewing import MemberPreview, Preview
from basicplus.members import Member


@dataclass(frozen=True)
class InRun:
    """Where a member is in a run: its state, and the number of its document once it is issued."""

    state: str
    document: str | None


@dataclass(frozen=True)
class Going:
    """Whom a run would take in if it were approved now, and for how much (cents)."""

    members: int
    cents: int


def latest_run(session: GroupSession, period: str) -> RunSummary | None:
    """Return the last run of a period, None when nobody opened one."""
    return next((run for run in invoicing.list_runs(session) if run.period == period), None)


def members_in_run(session: GroupSession, period: str) -> dict[str, InRun]:
    """Return who is in the last run of a period, by number of the member."""
    last = session.exec(select(func.max(InvoiceRun.id)).where(InvoiceRun.period == period)).one()
    query = (
        pick(Member.number, RunMember.state, Invoice.number)
        .join(Member, col(Member.id) == RunMember.member_id)
        .outerjoin(Invoice, col(Invoice.id) == RunMember.invoice_id)
        .where(RunMember.run_id == last)
    )
    return {number: InRun(state, document) for number, state, document in session.rows(query)}


def going(preview: Preview, inside: dict[str, InRun], without: set[str] | None = None) -> Going:
    """Say whom an approval of all that are ready takes in; who is in the run already is not asked again."""
    left_out = inside.keys() | (without or set())
    rows = [row for row in preview.members if row.goes and row.member not in left_out]
    return Going(len(rows), sum(row.total_cents for row in rows))


def shown_of(rows: list[MemberPreview], reason: str, left_out_only: bool) -> list[MemberPreview]:
    """Return the members of one reason, or those whom the run leaves out although there is something to bill."""
    found = [row for row in rows if not reason or row.reason == reason]
    return [row for row in found if row.lines and not row.goes] if left_out_only else found
