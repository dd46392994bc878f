"""Workers: the list, and a worker's page, without pay and without the reason of an absence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from fastapi.responses import HTMLResponse, Response
from sqlalchemy import or_
from sqlmodel import col, select

from basicplus import clock, watch, workers
from basicplus.assignments import Agreement, Assignment, TimeEntry
from basicplus.assignments.models import KINDS
from basicplus.clock import Span
from basicplus.compliance.law import belgian_law
from basicplus.web.language import Speech, speech
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, see_other
from basicplus.web.pages.frame import AskedPart, View, Viewed, page, post
from basicplus.web.reading.agreements import agreement_items
from basicplus.web.reading.me.leave import leave_year
from basicplus.web.reading.presences import minutes_by_month
from basicplus.web.reading.timeline import timeline_of
from basicplus.web.reading.workers import WorkerDetail, list_workers, worker_detail
from basicplus.web.section import Section
from basicplus.workers.models import PROFESSIONS

AHEAD = timedelta(days=365)
router = Section(prefix="/g/{group}/workers")


@page(router, "", "coordinator", "auditor")
def workers_list(view: Viewed, asked: AskedPart, profession: str = "", contract: str = "") -> HTMLResponse:
    """Show the workers, searched and filtered."""
    with view.reading() as session:
        part = list_workers(session, asked, clock.today(), profession, contract)
        ahead = watch.headcount(session, belgian_law(), Span(clock.today(), clock.today() + AHEAD))
        return view.render("workers.html", "workers", part=part, professions=PROFESSIONS, ahead=ahead)


@page(router, "/{number}", "coordinator", "auditor")
def worker_page(view: Viewed, number: str) -> HTMLResponse:
    """Show one worker: contracts and terms, absences, leave, whom they serve, hours."""
    return _shown(view, number)


@post(router, "/{number}/entitlement", "coordinator")
def enter_entitlement(view: Viewed, number: str, fields: Fields) -> Response:
    """Record how many days of annual leave a worker has in a year."""
    given = fields | {"worker": number, "days": str(fields.get("days", "")).replace(",", ".")}
    tried = view.attempt("record-leave-entitlement", given)
    if not tried.done:
        return _shown(view, number, replace(tried, given=fields))
    return see_other(f"/g/{view.desk.group}/workers/{number}#leave-year", notice="workers.entitlement_recorded")


def _shown(view: View, number: str, tried: Tried = UNTRIED) -> HTMLResponse:
    with view.reading() as session:
        worker_id = workers.by_number(session, number).id
        worker = worker_detail(session, number, clock.today())
        served = select(Assignment.agreement_id).where(Assignment.worker_id == worker_id)
        return view.render(
            "worker.html",
            "workers",
            status=tried.status,
            tried=tried,
            worker=worker,
            year=leave_year(session, number, clock.today().year, clock.today()),
            line=timeline_of(worker, clock.today(), _hours(worker, speech(view.language))),
            agreements=agreement_items(
                session,
                or_(
                    col(Agreement.worker_id) == worker_id,
                    col(Agreement.id).in_(served),
                    col(Agreement.first_id).in_(served),
                ),
            ),
            months=minutes_by_month(session, TimeEntry.kind, TimeEntry.worker_id == worker_id),
            kinds=KINDS,
        )


def _hours(worker: WorkerDetail, t: Speech) -> list[str]:
    """Write the weekly hours of each of a worker's terms."""
    return [t.hours(term.week_minutes) for contract in worker.contracts for term in contract.terms]
