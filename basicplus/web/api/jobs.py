"""Long work: what was asked for, how far it is, what it made; acts named `ask-...` ask for it."""

from __future__ import annotations

from fastapi.responses import Response

from basicplus import jobs
from basicplus.acts.jobs import ACTS, ASK
from basicplus.clock import now
from basicplus.web.api.shapes import GROUP
from basicplus.web.desk import AtDesk
from basicplus.web.reading.jobs import DueItem, JobDetail, JobItem, act_of, due_items, job_detail, job_items
from basicplus.web.roles import roles
from basicplus.web.section import Section

STAFF = roles("coordinator", "finance", "auditor", "admin")
router = Section(prefix=f"{GROUP}/jobs", tags=["jobs"])


@router.get("", openapi_extra=STAFF)
def list_jobs(desk: AtDesk) -> list[JobItem]:
    """Return the jobs of the kinds that the caller may ask for, the latest first."""
    mine = {act.name.removeprefix(ASK) for act in ACTS if desk.acting & set(act.roles)}
    with desk.reading() as session:
        return job_items(session, mine)


@router.get("/due", openapi_extra=STAFF)
def list_due(desk: AtDesk) -> list[DueItem]:
    """Return what runs by itself, what is due soonest first."""
    with desk.reading() as session:
        return due_items(session, now())


@router.get("/{number}", openapi_extra=STAFF)
def get_job(desk: AtDesk, number: int) -> JobDetail:
    """Return one job: how far it is, and once it has ended, what it made."""
    with desk.reading() as session:
        found = job_detail(session, number)
    desk.allow(act_of(found.kind).roles, found.kind)
    return found


@router.get("/{number}/files/{name}", response_class=Response, openapi_extra=STAFF)
def get_file(desk: AtDesk, number: int, name: str) -> Response:
    """Return a file that a job made."""
    with desk.reading() as session:
        desk.allow(act_of(jobs.job_by_id(session, number).kind).roles, name)
        found = jobs.file_of(session, number, "made", name)
        return Response(found.content, media_type=found.media_type)
