"""Runs: opened for a period, approved, and issued batch by batch, each in one transaction; or all in one.

A run that was stopped at any instant goes on where it was: what a batch committed is issued, all else is not.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from sqlmodel import col, func, select

from basicplus import journal
from basicplus.clock import Period
from basicplus.compliance.gate import Refused, Warned
from basicplus.db import GroupSession, WriteSession, pick
from basicplus.errors import Conflict, invalid
from basicplus.invoicing.issuing import Renderer, issue, render_here
from basicplus.invoicing.models import Invoice
from basicplus.invoicing.runs.drafting import Drafts, members_of
from basicplus.invoicing.runs.models import MEMBER_STATES, UNFINISHED, InvoiceRun, RunMember
from basicplus.invoicing.runs.previewing import Looked, look
from basicplus.members import Member

BATCH = 200
"""Documents issued in one transaction."""


def open_run(session: WriteSession, period: Period, issue_on: date) -> InvoiceRun:
    """Open a run of a period, whose documents bear one date; one run of a period at a time."""
    _after(period, issue_on)
    running = unfinished(session, period)
    if running is not None:
        raise Conflict(
            f"A run of {period.name} dated {running.issue_on} is {running.state}: issue it, or cancel it first."
        )
    run = InvoiceRun(period=period.name, issue_on=issue_on)
    session.add(run)
    session.flush()
    journal.record(session, "open run", period.name, issue_on=issue_on)
    return run


def approve_run(
    session: WriteSession, period: Period, *, only: Sequence[str] | None = None, without: Collection[str] = ()
) -> InvoiceRun:
    """Approve members of a run: those who are ready, or those named by number; nobody in `without`.

    Ready is who has something to bill, against which no rule speaks, and for whose hours nobody waits any more.
    Approved again, a run takes in who was not in it. Raises Refused or Warned for a member named against whom a
    rule speaks, and Conflict when there is nobody to approve.
    """
    run = _running(session, period)
    _approve(session, run, period, only, without)
    return run


def claim_run(
    session: WriteSession, period: Period, issue_on: date | None, *, only: Sequence[str] | None = None
) -> InvoiceRun | None:
    """Open and approve a run, or take over the one that is unfinished; None when there is nobody to bill.

    The claim changes hands: whoever issued the run until now is told at the next batch.
    """
    run = unfinished(session, period)
    if run is not None and (only is not None or issue_on not in (None, run.issue_on)):
        raise Conflict(
            f"A run of {period.name} dated {run.issue_on} is {run.state}: issue it with that date and as approved,"
            " or cancel it first."
        )
    if run is None:
        if issue_on is None:
            raise invalid("issue_on", "nothing", "the date that the documents of a new run bear")
        _after(period, issue_on)
        looked = _looked(session, period, issue_on, only)
        if not _chosen(looked, only):
            return None
        run = open_run(session, period, issue_on)
        _enrol(session, run, looked, only, ())
    elif run.state == "open":
        _approve(session, run, period, None, ())
    run.state, run.claim = "issuing", uuid4().hex
    session.add(run)
    journal.record(session, "claim run", period.name, issue_on=run.issue_on)
    return run


def issue_next(
    session: WriteSession,
    period: Period,
    *,
    documents: int = BATCH,
    claim: str | None = None,
    render: Renderer = render_here,
) -> list[Invoice]:
    """Issue the next approved members of a run, at most so many; after the last one the run is done.

    Raises Conflict when nothing is approved, or the `claim` is no longer the one that the run bears.
    """
    run = unfinished(session, period)
    if claim is not None and (run is None or run.claim != claim):
        raise Conflict(
            f"Somebody else has taken over the run of {period.name}: what this one issued stays issued."
        )
    run = _running(session, period)
    if run.state == "open":
        raise Conflict(f"The run of {period.name} is not approved yet: approve it first.")
    waiting = select(RunMember).where(RunMember.run_id == run.id, RunMember.state == "approved")
    rows = session.exec(
        waiting.join(Member, col(Member.id) == RunMember.member_id).order_by(col(Member.number)).limit(documents)
    ).all()
    with _no_search_for_cycles():
        invoices = _issue(session, run, period, rows, render)
    left = session.exec(select(func.count()).select_from(waiting.subquery())).one()
    run.state = "issuing" if left else "done"
    session.add(run)
    journal.record(session, "issue run", period.name, documents=len(invoices), left=left)
    return invoices


def cancel_run(session: WriteSession, period: Period) -> InvoiceRun:
    """Give up what a run has not issued yet; its members can be billed in another one."""
    run = _running(session, period)
    for row in session.exec(select(RunMember).where(RunMember.run_id == run.id, RunMember.state == "approved")):
        row.state = "cancelled"
        session.add(row)
    run.state = "cancelled"
    session.add(run)
    journal.record(session, "cancel run", period.name)
    return run


def issue_run(
    session: WriteSession,
    period: Period,
    issue_on: date,
    *,
    only: Sequence[str] | None = None,
    render: Renderer = render_here,
    progress: Callable[[int], None] = lambda _done: None,
) -> list[Invoice]:
    """Issue the invoices of a period at once, to all members billed at its frequency or to `only` some of them.

    All or nothing: it leaves nobody out whom a rule speaks against, so the gate refuses the whole. Of members for
    whose hours a run still waits, it bills those who are named.
    """
    _after(period, issue_on)
    looked = _looked(session, period, issue_on, only, explained=True)
    drafts = [each.draft for each in looked if each.draft.bookings and not (only is None and each.summary.waits)]
    if not drafts:
        return []
    invoices = issue(session, drafts, issue_on, render)
    progress(len(invoices))
    return invoices


@dataclass(frozen=True)
class RunSummary:
    """A run, and how many of its members are in which state."""

    period: str
    issue_on: date
    state: str
    approved_by: str | None
    members: dict[str, int]


def list_runs(session: GroupSession) -> list[RunSummary]:
    """Return the runs of the group, the latest first."""
    counted: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(MEMBER_STATES, 0))
    query = pick(RunMember.run_id, RunMember.state, func.count()).group_by(RunMember.run_id, RunMember.state)
    for run_id, state, count in session.rows(query):
        counted[run_id][state] = count
    return [
        RunSummary(run.period, run.issue_on, run.state, run.approved_by, counted[run.id])
        for run in session.exec(select(InvoiceRun).order_by(col(InvoiceRun.id).desc()))
    ]


def unfinished(session: GroupSession, period: Period) -> InvoiceRun | None:
    """Return the run of a period that is neither done nor cancelled, if there is one."""
    query = select(InvoiceRun).where(InvoiceRun.period == period.name, col(InvoiceRun.state).in_(UNFINISHED))
    return session.exec(query).first()


def _running(session: GroupSession, period: Period) -> InvoiceRun:
    run = unfinished(session, period)
    if run is None:
        raise Conflict(f"There is no unfinished run of {period.name}: open one first.")
    return run


def _after(period: Period, issue_on: date) -> None:
    if issue_on < period.span.until_on:
        raise invalid("issue_on", issue_on, f"the period ends first: {period.span.until_on} or later")


def _looked(
    session: GroupSession, period: Period, issue_on: date, only: Sequence[str] | None, explained: bool = False
) -> list[Looked]:
    members = members_of(session, period)
    unknown = sorted(set(only or ()) - {member.number for member in members})
    if unknown:
        raise invalid("only", ", ".join(unknown), f"numbers of members that are billed {period.frequency}")
    wanted = [member for member in members if only is None or member.number in only]
    return look(session, Drafts(session, period, wanted, explained), issue_on)


def _approve(
    session: WriteSession, run: InvoiceRun, period: Period, only: Sequence[str] | None, without: Collection[str]
) -> None:
    looked = _looked(session, period, run.issue_on, only)
    known = set(session.exec(select(RunMember.member_id).where(RunMember.run_id == run.id)))
    new = [each for each in looked if each.draft.member.id not in known]
    if not _chosen(new, only, without):
        raise Conflict(f"Nobody is left to approve in the run of {period.name}: its preview says what is missing.")
    _enrol(session, run, new, only, without)


def _chosen(looked: list[Looked], only: Sequence[str] | None, without: Collection[str] = ()) -> list[Looked]:
    """Return whom a run bills: who goes by itself, or is named and has something to bill."""
    return [
        each
        for each in looked
        if each.summary.member not in without and (each.summary.lines if only is not None else each.summary.goes)
    ]


def _enrol(
    session: WriteSession,
    run: InvoiceRun,
    looked: list[Looked],
    only: Sequence[str] | None,
    without: Collection[str],
) -> None:
    chosen = _chosen(looked, only, without)
    for kind, error in (("refuse", Refused), ("warn", Warned)):
        against = [finding for each in chosen for finding in each.findings if finding.severity == kind]
        if against:
            raise error(against)
    session.add_all(RunMember(run_id=run.id, member_id=each.draft.member.id) for each in chosen)
    run.state, run.approved_by = "approved", session.unit.actor
    session.add(run)
    going = {each.summary.member for each in chosen}
    left_out = {
        each.summary.member: each.summary.reason
        for each in looked
        if each.summary.member not in going and each.summary.reason != "zero"
    }
    cents = sum(each.draft.total_cents for each in chosen)
    journal.record(session, "approve run", run.period, members=len(chosen), cents=cents, left_out=left_out)


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Pause the search for reference cycles: a batch makes few, and the search takes a tenth of its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _issue(
    session: WriteSession, run: InvoiceRun, period: Period, rows: Sequence[RunMember], render: Renderer
) -> list[Invoice]:
    wanted = select(Member).where(col(Member.id).in_([row.member_id for row in rows]))
    by_id = {member.id: member for member in session.exec(wanted)}
    members = [by_id[row.member_id] for row in rows]
    drafts = Drafts(session, period, members, explained=True)
    made = [
        (row, draft) for row, member in zip(rows, members, strict=True) if (draft := drafts.draft(member)).bookings
    ]
    invoices = issue(session, [draft for _, draft in made], run.issue_on, render) if made else []
    for row in rows:
        row.state = "empty"
    for (row, _), invoice in zip(made, invoices, strict=True):
        row.state, row.invoice_id = "issued", invoice.id
    session.add_all(rows)
    return invoices
