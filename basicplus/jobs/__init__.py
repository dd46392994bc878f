"""Long work, outside of every request: asked for, done by a worker, with progress, cancel and a result."""

from basicplus.jobs.facts import WITNESS
from basicplus.jobs.kinds import Kind, Outcome, fields_of, result_of
from basicplus.jobs.models import EVERY, Every, Job, JobFile, JobPulse, JobSchedule
from basicplus.jobs.passing import File, file_of, pulse_of
from basicplus.jobs.pulse import Step, Stopped
from basicplus.jobs.schedule import Due, schedule, scheduled
from basicplus.jobs.service import (
    cancel,
    job_by_id,
    last_of_each_kind,
    list_jobs,
    request,
)
from basicplus.jobs.working import work

__all__ = [
    "EVERY",
    "WITNESS",
    "Due",
    "Every",
    "File",
    "Job",
    "JobFile",
    "JobPulse",
    "JobSchedule",
    "Kind",
    "Outcome",
    "Step",
    "Stopped",
    "cancel",
    "fields_of",
    "file_of",
    "job_by_id",
    "last_of_each_kind",
    "list_jobs",
    "pulse_of",
    "request",
    "result_of",
    "schedule",
    "scheduled",
    "work",
]
