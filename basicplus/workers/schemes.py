"""Working-time schemes on file: flexible schedules, four-day weeks, night, Sunday, short notice, extra hours."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field
from sqlmodel import col, select

from basicplus import journal
from basicplus.compliance.evidence import keep_file
from basicplus.compliance.facts import SchemeKind
from basicplus.compliance.service import FileCreate
from basicplus.db import GroupSession, WriteSession
from basicplus.errors import Conflict, invalid
from basicplus.workers.models import WorkingTimeScheme
from basicplus.workers.service import by_number

PERSONAL = ("four_day_week", "extra_hours")
"""Kinds that a worker asks for or agrees to, one by one."""


class SchemeCreate(BaseModel):
    """A scheme; without a worker it holds for everybody. `until_on` is the first day it no longer holds."""

    kind: SchemeKind
    worker: Annotated[str | None, Field(description="number of the worker; empty: everybody")] = None
    from_on: date
    until_on: date | None = None
    signed_on: date
    document: FileCreate | None = None


def adopt_scheme(session: WriteSession, scheme: SchemeCreate) -> WorkingTimeScheme:
    """Record a scheme that was signed before it starts, with its document if there is one."""
    if scheme.until_on is not None and scheme.until_on <= scheme.from_on:
        raise invalid("until_on", scheme.until_on, f"a day after from_on ({scheme.from_on})")
    if scheme.signed_on > scheme.from_on:
        raise invalid("signed_on", scheme.signed_on, f"the day it starts ({scheme.from_on}) or an earlier one")
    if scheme.kind in PERSONAL and scheme.worker is None:
        raise invalid("worker", "nothing", f"{scheme.kind} is agreed with each worker: name one")
    worker = by_number(session, scheme.worker) if scheme.worker else None
    document = keep_file(session, scheme.document.name, scheme.document.content) if scheme.document else None
    row = WorkingTimeScheme(
        **scheme.model_dump(exclude={"worker", "document"}),
        worker_id=worker.id if worker else None,
        kept_file_id=document.id if document else None,
    )
    session.add(row)
    journal.record(
        session,
        "adopt scheme",
        scheme.worker or "everybody",
        kind=row.kind,
        from_on=row.from_on,
        until_on=row.until_on,
        signed_on=row.signed_on,
    )
    return row


def end_scheme(session: WriteSession, scheme: WorkingTimeScheme, until_on: date) -> WorkingTimeScheme:
    """End a scheme earlier; the gate refuses it where planned work still needs it."""
    if until_on <= scheme.from_on:
        raise invalid("until_on", until_on, f"a day after the scheme starts ({scheme.from_on})")
    if scheme.until_on is not None and until_on > scheme.until_on:
        raise Conflict(f"The scheme {scheme.kind} already ends before {scheme.until_on}.")
    scheme.until_on = until_on
    session.add(scheme)
    journal.record(session, "end scheme", scheme.kind, from_on=scheme.from_on, until_on=until_on)
    return scheme


def schemes(session: GroupSession) -> list[WorkingTimeScheme]:
    """Return every scheme, the latest first."""
    query = select(WorkingTimeScheme).order_by(col(WorkingTimeScheme.from_on).desc(), col(WorkingTimeScheme.id))
    return list(session.exec(query))
