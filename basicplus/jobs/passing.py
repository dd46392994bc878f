"""What goes by while a job runs and is no record: how far it is, and its files."""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from basicplus.db import GroupSession, NoteSession, WriteSession, get
from basicplus.errors import NotFound
from basicplus.jobs.models import JobFile, JobPulse


@dataclass(frozen=True)
class File:
    """A file by its name and bytes."""

    name: str
    content: bytes

    @property
    def media_type(self) -> str:
        """What the name says of its kind."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def sha256(self) -> str:
        """The SHA-256 of its bytes."""
        return hashlib.sha256(self.content).hexdigest()


def pulse_of(session: GroupSession, job_id: int) -> JobPulse:
    """Return how far a job is."""
    return get(session, JobPulse, f"job {job_id}", job_id=job_id)


def beat(
    session: WriteSession | NoteSession, job_id: int, at: datetime, done: int = 0, total: int = 0, words: str = ""
) -> None:
    """Say that the worker of a job lives, and how far it is."""
    pulse = pulse_of(session, job_id)
    pulse.beat_at, pulse.done, pulse.total, pulse.words = at, done, total, words[:200]
    session.add(pulse)


def keep_files(session: WriteSession, job_id: int, role: str, files: list[File]) -> None:
    """Keep the files that a job was given, or made."""
    for file in files:
        session.add(
            JobFile(
                job_id=job_id,
                role=role,
                name=file.name[:200],
                media_type=file.media_type,
                content=file.content,
                content_sha256=file.sha256,
            )
        )


def file_of(session: GroupSession, job_id: int, role: str, name: str) -> JobFile:
    """Return a file of a job by its name."""
    query = select(JobFile).where(JobFile.job_id == job_id, JobFile.role == role, JobFile.name == name)
    found = session.exec(query.order_by(col(JobFile.id).desc())).first()
    if found is None:
        raise NotFound(f"Job {job_id} has no file {name!r}.")
    return found
