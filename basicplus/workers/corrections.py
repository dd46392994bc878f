"""Change what is said of a worker: name, language, e-mail and home; never number, profession or contract."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from basicplus import journal
from basicplus.db import WriteSession
from basicplus.groups.corrections import Correction, Email, Medium, Short, check_place, correct
from basicplus.workers.models import Worker
from basicplus.workers.service import by_number

AT = ("home_latitude", "home_longitude")
Emptied = Literal["function", "email", "home_postal_code", "home_city", "home_latitude", "home_longitude"]


class WorkerChange(Correction):
    """What changes of a worker: fields that are left out stay as they are; `clear` names those to empty."""

    worker: Annotated[str, Field(description="number of the worker")]
    first_name: Medium | None = None
    last_name: Medium | None = None
    function: Annotated[str | None, Field(max_length=100, description="the job of a dedicated worker")] = None
    language: Literal["fr", "nl", "de", "en"] | None = None
    email: Email | None = None
    home_postal_code: Short | None = None
    home_city: Medium | None = None
    home_latitude: Annotated[float | None, Field(ge=-90, le=90)] = None
    home_longitude: Annotated[float | None, Field(ge=-180, le=180)] = None
    clear: Annotated[tuple[Emptied, ...], Field(description="fields to empty")] = ()


def change_worker(session: WriteSession, change: WorkerChange) -> Worker:
    """Change the name, language, e-mail or home of a worker; documents that are issued stay as they are."""
    worker = by_number(session, change.worker)
    changed = correct(worker, change, worker.number, ("worker",))
    check_place(worker, changed, change, "home_postal_code", AT)
    session.add(worker)
    # Where a worker lives stays out of the journal.
    journal.record(session, "change worker", worker.number, fields=changed)
    return worker
