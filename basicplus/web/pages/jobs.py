"""Long work: what waits, runs and was done; one job with its progress, result and files."""

from __future__ import annotations

from fastapi.responses import HTMLResponse, Response

from basicplus import jobs
from basicplus.acts.jobs import ASK, Scheduling
from basicplus.clock import now, today
from basicplus.jobs.models import EVERY, STATES
from basicplus.web.pages.doing import STAFF as ASKING
from basicplus.web.pages.doing import WORK
from basicplus.web.pages.forms import UNTRIED, Fields, Tried, see_other
from basicplus.web.pages.frame import View, Viewed, page, post
from basicplus.web.reading.jobs import act_of, due_items, job_detail, job_items
from basicplus.web.roles import Role, roles
from basicplus.web.section import Section

STAFF: tuple[Role, ...] = ("coordinator", "finance", "auditor", "admin")
router = Section(prefix="/g/{group}/jobs")


@page(router, "", *STAFF)
def jobs_page(view: Viewed, state: str = "") -> HTMLResponse:
    """Show the jobs that the reader may ask for, the latest first, and what runs by itself."""
    return _list(view, UNTRIED, state)


@post(router, "/schedule", "admin")
def schedule(view: Viewed, fields: Fields) -> Response:
    """Say how often a kind of work runs by itself."""
    tried = view.attempt("schedule-job", fields)
    return see_other(f"/g/{view.desk.group}/jobs", notice="jobs.scheduled") if tried.done else _list(view, tried)


@page(router, "/{number}", *STAFF)
def job_page(view: Viewed, number: int) -> HTMLResponse:
    """Show one job; the page looks again by itself while the job is under way."""
    return _one(view, number, UNTRIED)


@page(router, "/{number}/progress", *STAFF)
def progress(view: Viewed, number: int) -> HTMLResponse:
    """Send the part of a job's page that changes while it is under way."""
    with view.reading() as session:
        job = job_detail(session, number)
    view.desk.allow(act_of(job.kind).roles, job.kind)
    return view.render("job_progress.html", "jobs", job=job)


@post(router, "/{number}/cancel", "coordinator", "finance", "admin")
def cancel(view: Viewed, number: int) -> Response:
    """Give a job up."""
    tried = view.attempt("cancel-job", {"job": number})
    return see_other(f"/g/{view.desk.group}/jobs/{number}") if tried.done else _one(view, number, tried)


@router.get(
    "/{number}/files/{name}", response_class=Response, include_in_schema=False, openapi_extra=roles(*STAFF)
)
def job_file(view: Viewed, number: int, name: str) -> Response:
    """Send a file that a job made."""
    with view.reading() as session:
        view.desk.allow(act_of(jobs.job_by_id(session, number).kind).roles, name)
        found = jobs.file_of(session, number, "made", name)
        headers = {
            "Content-Disposition": f'attachment; filename="{found.name}"',
            "ETag": f'"{found.content_sha256}"',
        }
        return Response(found.content, media_type=found.media_type, headers=headers)


def _list(view: View, tried: Tried, state: str = "") -> HTMLResponse:
    mine = {act.name.removeprefix(ASK) for act in WORK if view.desk.acting & set(act.roles)}
    may_ask = bool(view.desk.acting & set(ASKING))
    with view.reading() as session:
        return view.render(
            "jobs.html",
            "jobs",
            status=tried.status,
            jobs=job_items(session, mine, state),
            states=STATES,
            asks=sorted(mine) if may_ask else [],
            due=due_items(session, now()),
            kinds=Scheduling.model_fields["kind"].annotation.__args__,  # type: ignore[union-attr]
            every=EVERY,
            tried=tried,
            tomorrow=today(),
        )


def _one(view: View, number: int, tried: Tried) -> HTMLResponse:
    with view.reading() as session:
        job = job_detail(session, number)
    view.desk.allow(act_of(job.kind).roles, job.kind)
    return view.render("job.html", "jobs", status=tried.status, job=job, tried=tried)
