"""What goes by while a job runs, written past the gate: how far it is, and its files."""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection
from sqlmodel import col, select

from basicplus.db import GroupSession, WriteSession, append, overwrite
from basicplus.errors import NotFound
from basicplus.jobs.models import JobFile, JobPulse
from basicplus.versions import table_of


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


def begin_pulse(session: WriteSession, job_id: int, at: datetime) -> None:
    """Give a new job its pulse."""
    row = {
        "group_id": session.group(),
        "job_id": job_id,
        "beat_at": at,
        "done": 0,
        "total": 0,
        "words": "",
    }
    append(session.connection(), table_of(JobPulse), [row])


def beat(connection: Connection, job_id: int, at: datetime, done: int, total: int, words: str) -> None:
    """Say that the worker of a job lives, and how far it is."""
    columns = {"beat_at": at, "done": done, "total": total, "words": words[:200]}
    overwrite(connection, JobPulse, columns, col(JobPulse.job_id) == job_id)


def keep_files(session: WriteSession, job_id: int, role: str, files: list[File]) -> None:
    """Keep the files that a job was given, or made."""
    rows = [
        {
            "group_id": session.group(),
            "job_id": job_id,
            "role": role,
            "name": file.name[:200],
            "media_type": file.media_type,
            "content": file.content,
            "content_sha256": file.sha256,
        }
        for file in files
    ]
    append(session.connection(), table_of(JobFile), rows)


def file_of(session: GroupSession, job_id: int, role: str, name: str) -> JobFile:
    """Return a file of a job by its name."""
    query = select(JobFile).where(JobFile.job_id == job_id, JobFile.role == role, JobFile.name == name)
    found = session.exec(query.order_by(col(JobFile.id).desc())).first()
    if found is None:
        raise NotFound(f"Job {job_id} has no file {name!r}.")
    return found
