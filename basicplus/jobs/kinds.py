"""A kind of work: its fields, how a job keeps them and gives them back, and the function that does it."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from basicplus.canonical import canonical_json
from basicplus.compliance.service import FileCreate
from basicplus.db import Database, GroupSession
from basicplus.jobs.models import Job
from basicplus.jobs.passing import File, file_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from basicplus.jobs.pulse import Step

IN_FILE = "in_file"


@dataclass(frozen=True)
class Outcome:
    """What a job made: figures and words for its page, files to take away, and the page that shows it all."""

    result: dict[str, Any] = field(default_factory=dict)
    files: Sequence[File] = ()
    page: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of work. `run` is given the database, the code of the group, the job, its fields, and `step`.

    It opens its own sessions in the name of who asked, may be run again where a worker ended in between, and calls
    `step` between two of its commits.
    """

    name: str
    model: type[BaseModel]
    run: Callable[[Database, str, Job, Any, Step], Outcome]


def written(given: BaseModel) -> tuple[str, list[File]]:
    """Return the fields as a job keeps them, and the files among them, which it keeps beside."""
    fields, files = given.model_dump(mode="json"), list[File]()
    for name in fields:
        value = getattr(given, name)
        if isinstance(value, FileCreate):
            files.append(File(value.name, value.content))
            fields[name] = {"name": value.name, IN_FILE: files[-1].sha256}
    return canonical_json(fields), files


def fields_of(job: Job) -> dict[str, Any]:
    """Return what a job was asked with; of a file, its name and SHA-256."""
    found: dict[str, Any] = json.loads(job.fields)
    return found


def result_of(job: Job) -> dict[str, Any]:
    """Return what a job made, as far as its page tells it."""
    found: dict[str, Any] = json.loads(job.result)
    return found


def read(session: GroupSession, job: Job, kind: Kind) -> BaseModel:
    """Return what a job was asked with as its kind wants it."""
    return kind.model.model_validate(
        {name: _with_content(session, job, value) for name, value in fields_of(job).items()}
    )


def _with_content(session: GroupSession, job: Job, value: Any) -> Any:
    if not (isinstance(value, dict) and IN_FILE in value):
        return value
    kept = file_of(session, job.id, "given", value["name"])
    return {"name": kept.name, "content": b64encode(kept.content)}
