"""Long work as lists and pages show it: what was asked, how far it is, what it made."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel
from sqlmodel import col, select

from basicplus import jobs
from basicplus.acts import REGISTRY, Act
from basicplus.acts.jobs import ASK
from basicplus.db import GroupSession, pick
from basicplus.jobs import Job, JobFile, JobPulse


class Progress(BaseModel):
    """How far a job is: done, total (0 where nobody knows), a word, and when its worker last spoke."""

    done: int
    total: int
    words: str
    beat_at: datetime


class MadeFile(BaseModel):
    """A file that a job made."""

    name: str
    media_type: str
    size: int
    sha256: str


class JobItem(BaseModel):
    """A job in a list; `page` is where its result is shown."""

    id: int
    kind: str
    state: str
    is_to_stop: bool
    asked_by: str
    asked_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    scheduled_on: date | None
    page: str
    error: str
    progress: Progress


class JobDetail(JobItem):
    """A job with what it was asked with, what it made, and its files."""

    fields: dict[str, Any]
    result: dict[str, Any]
    files: list[MadeFile]


class DueItem(BaseModel):
    """Work that runs by itself: how often, when it is due next, and how it went last."""

    kind: str
    every: str
    hour: int
    from_on: date
    next_at: datetime
    last_at: datetime | None
    last_state: str | None


def job_items(session: GroupSession, kinds: set[str] | None = None, state: str = "") -> list[JobItem]:
    """Return the jobs of some kinds (all for None), those asked for last first."""
    pulses = {row.job_id: row for row in session.exec(select(JobPulse))}
    return [
        _item(job, pulses[job.id])
        for job in jobs.list_jobs(session)
        if (kinds is None or job.kind in kinds) and state in ("", job.state)
    ]


def job_detail(session: GroupSession, job_id: int) -> JobDetail:
    """Return one job."""
    job = jobs.job_by_id(session, job_id)
    size = pick(JobFile.name, JobFile.media_type, JobFile.content, JobFile.content_sha256)
    made = session.rows(size.where(JobFile.job_id == job_id, JobFile.role == "made").order_by(col(JobFile.id)))
    return JobDetail(
        **_item(job, jobs.pulse_of(session, job_id)).model_dump(),
        fields=jobs.fields_of(job),
        result=jobs.result_of(job),
        files=[
            MadeFile(name=name, media_type=media_type, size=len(content), sha256=sha256)
            for name, media_type, content, sha256 in made
        ],
    )


def due_items(session: GroupSession, now: datetime) -> list[DueItem]:
    """Return what runs by itself, what is due soonest first."""
    return [
        DueItem(
            kind=due.kind,
            every=due.every,
            hour=due.hour,
            from_on=due.from_on,
            next_at=due.next_at,
            last_at=due.last.finished_at if due.last else None,
            last_state=due.last.state if due.last else None,
        )
        for due in jobs.scheduled(session, now)
    ]


def act_of(kind: str) -> Act:
    """Return the act that asks for a kind of work: who may ask may see what came of it."""
    return REGISTRY[f"{ASK}{kind}"]


def _item(job: Job, pulse: JobPulse) -> JobItem:
    return JobItem(
        **job.model_dump(include=set(JobItem.model_fields) - {"progress"}),
        progress=Progress(**pulse.model_dump(include=set(Progress.model_fields))),
    )
