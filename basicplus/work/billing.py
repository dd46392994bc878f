"""Invoice runs and the settlement of a year, as long work."""

from __future__ import annotations

from basicplus import invoicing
from basicplus.acts.jobs import InvoiceRunWork, SettlementWork
from basicplus.acts.runs import issue_in_batches
from basicplus.clock import parse_period, today
from basicplus.db import Database
from basicplus.invoicing.press import pressing
from basicplus.jobs import Job, Outcome, Step


def invoice_run(database: Database, group: str, job: Job, given: InvoiceRunWork, step: Step) -> Outcome:
    """Issue a period batch by batch; taken up again, it goes on where it was and bills nothing twice."""
    period = parse_period(given.period)
    with database.reading(group) as session:
        running = invoicing.unfinished(session, period)
        ready = invoicing.preview(session, period, given.issue_on).counters.get("ready", 0)
    done = 0

    def tell(documents: int) -> None:
        nonlocal done
        done += documents
        step(done, max(ready, done), "issuing")

    tell(0)
    with pressing() as render:
        issued = issue_in_batches(
            database,
            group,
            job.asked_by,
            period,
            given.issue_on or (None if running else today()),
            only=given.only,
            despite=given.despite,
            render=render,
            progress=tell,
        )
    return _told(issued.documents, group, given.period)


def settlement(database: Database, group: str, job: Job, given: SettlementWork, step: Step) -> Outcome:
    """Settle a year in one commit: all of it, or nothing."""
    step(0, 0, "settling")
    with (
        pressing() as render,
        database.writing(group, job.asked_by, f"settle {given.year}", despite=given.despite) as session,
    ):
        rows = invoicing.settle_year(session, given.year, given.issue_on, render=render)
        step(len(rows), len(rows), "settling")
    return _told([(row.number, row.kind, row.total_cents) for row in rows], group, str(given.year))


def _told(documents: list[tuple[str, str, int]], group: str, period: str) -> Outcome:
    total = sum(cents for _, _, cents in documents)
    result = {"period": period, "documents": len(documents), "total_cents": total}
    if documents:
        result |= {"first": documents[0][0], "last": documents[-1][0]}
    return Outcome(result, page=f"/g/{group}/invoices")
