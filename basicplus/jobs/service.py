"""The life of a job: asked for, taken up by one worker at a time, cancelled, finished; each step is journaled."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import date, datetime, timedelta

from pydantic import BaseModel
from sqlmodel import col, select

from basicplus import journal
from basicplus.canonical import canonical_json
from basicplus.clock import now
from basicplus.db import GroupSession, WriteSession, get
from basicplus.errors import Conflict
from basicplus.jobs.kinds import Outcome, written
from basicplus.jobs.models import Job, JobPulse, State
from basicplus.jobs.passing import beat, keep_files

STALE = timedelta(minutes=5)
"""How long a worker may be silent: longer than any commit takes, during which it cannot speak."""
MOST_ATTEMPTS = 3


def request(session: WriteSession, kind: str, given: BaseModel, scheduled_on: date | None = None) -> Job:
    """Ask for a piece of long work, in the name of who asks; what waits or runs is not asked twice."""
    fields, files = written(given)
    same = session.exec(
        select(Job).where(Job.kind == kind, Job.fields == fields, col(Job.finished_at).is_(None))
    ).first()
    if same is not None:
        raise Conflict(f"Job {same.id}, asked for by {same.asked_by}, does this already: it is {same.state}.")
    job = Job(kind=kind, fields=fields, asked_by=session.unit.actor, asked_at=now(), scheduled_on=scheduled_on)
    session.add(job)
    session.flush()
    session.add(JobPulse(job_id=job.id, beat_at=job.asked_at))
    keep_files(session, job.id, "given", files)
    journal.record(session, "request job", name_of(job), files={file.name: file.sha256 for file in files})
    return job


def cancel(session: WriteSession, job_id: int) -> Job:
    """Give up a job: one that waits at once, one that runs at its next step; what it has saved stays."""
    job = job_by_id(session, job_id)
    if job.finished_at is not None:
        raise Conflict(f"Job {job_id} is {job.state} since {job.finished_at:%Y-%m-%d %H:%M}: nothing to cancel.")
    if job.state == "queued":
        _end(job, "cancelled")
    job.is_to_stop = True
    return _kept(session, job, "cancel job")


def claim(session: WriteSession, kinds: Collection[str]) -> Job | None:
    """Take up the oldest job that waits, or one whose worker fell silent; nobody else has it from then on.

    The session holds the lock of the group, so that two workers never take up the same job.
    """
    at = now()
    waiting = [job for job in unfinished(session, at) if job.kind in kinds]
    for job in waiting:
        if job.attempts < MOST_ATTEMPTS:
            job.state, job.claim = "running", secrets.token_hex(16)
            job.started_at, job.attempts = at, job.attempts + 1
            beat(session, job.id, at)
            return _kept(session, job, "start job", attempt=job.attempts)
        job.error = f"It was taken up {MOST_ATTEMPTS} times, and its worker ended without a word each time."
        _end(job, "failed")
        _kept(session, job, "end job", state="failed")
    return None


def unfinished(session: GroupSession, at: datetime) -> list[Job]:
    """Return the jobs that somebody should take up: those that wait, and those whose worker fell silent."""
    silent = select(JobPulse.job_id).where(JobPulse.beat_at < at - STALE)
    dead = (col(Job.state) == "running") & col(Job.id).in_(silent)
    return list(session.exec(select(Job).where((col(Job.state) == "queued") | dead).order_by(col(Job.id))))


def release(session: WriteSession, job: Job) -> Job:
    """Put a job back that its worker cannot go on with: another one takes it up."""
    mine = _mine(session, job)
    mine.state, mine.claim = "queued", None
    mine.attempts -= 1
    return _kept(session, mine, "release job")


def finish(session: WriteSession, job: Job, state: State, outcome: Outcome, error: str = "") -> Job:
    """Record what came of a job; Conflict where another worker has taken it over meanwhile."""
    mine = _mine(session, job)
    mine.result, mine.page, mine.error = canonical_json(outcome.result), outcome.page[:200], error
    _end(mine, state)
    keep_files(session, mine.id, "made", list(outcome.files))
    told = {file.name: file.sha256 for file in outcome.files}
    return _kept(session, mine, "end job", state=state, files=told)


def job_by_id(session: GroupSession, job_id: int) -> Job:
    """Return one job."""
    return get(session, Job, f"job {job_id}", id=job_id)


def list_jobs(session: GroupSession, limit: int = 200) -> list[Job]:
    """Return the jobs, those asked for last first."""
    return list(session.exec(select(Job).order_by(col(Job.id).desc()).limit(limit)))


def last_of_each_kind(session: GroupSession) -> dict[str, Job]:
    """Return the job of each kind that ended last."""
    ended = select(Job).where(col(Job.finished_at).is_not(None)).order_by(col(Job.finished_at), col(Job.id))
    return {job.kind: job for job in session.exec(ended)}


def name_of(job: Job) -> str:
    """Name a job as the journal does."""
    return f"{job.kind} {job.id}"


def _mine(session: WriteSession, job: Job) -> Job:
    found = job_by_id(session, job.id)
    if found.state != "running" or found.claim != job.claim:
        raise Conflict(f"Job {job.id} is no longer this worker's: it is {found.state}.")
    return found


def _end(job: Job, state: State) -> None:
    job.state, job.claim, job.finished_at = state, None, now()


def _kept(session: WriteSession, job: Job, act: str, **detail: object) -> Job:
    session.add(job)
    journal.record(session, act, name_of(job), job=job.id, **detail)
    return job
