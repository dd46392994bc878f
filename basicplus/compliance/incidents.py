"""Incidents of GE-08: opened by the nightly watch, closed by a person with a reason and evidence."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field
from sqlmodel import col, select

from basicplus import journal
from basicplus.clock import Span
from basicplus.compliance.gate import Gate, Scope
from basicplus.compliance.models import Incident
from basicplus.compliance.rules.excess import Excess, fuse
from basicplus.compliance.service import FileCreate, keep
from basicplus.db import GroupSession, WriteSession, get
from basicplus.errors import Conflict, invalid

RULE = "GE-08"


class ClosingCreate(BaseModel):
    """Why an incident is closed, by whom, and the opinion that says so."""

    exceeded_on: Annotated[date, Field(description="the day that names the incident")]
    closed_on: date
    closed_by: Annotated[str, Field(min_length=1, max_length=200)]
    because: Annotated[str, Field(min_length=1, max_length=500)]
    document: FileCreate


def open_incidents(session: WriteSession, gate: Gate, today: date) -> list[Incident]:
    """Open an incident for each excess up to today that has none; return those opened.

    Where the group reads the law so that a return to the maximum in time cures the excess, a cured one is not
    opened, and an open one is closed with that reading as its reason. For the nightly watch.
    """
    scope = Scope()
    scope.count_heads(Span(min(_first_day(gate), today), Span.day(today).until_on))
    known = {row.exceeded_on: row for row in incidents(session)}
    opened = []
    for excess in fuse(gate.facts(session, scope), gate.law):
        row = known.get(excess.days.from_on)
        if row is None and not excess.cured:
            opened.append(_open(session, excess, today))
        elif row is not None and excess.cured and row.closed_on is None:
            _close(session, row, today, "return_cures_excess", f"back to the maximum on {excess.days.until_on}")
    return opened


def close_incident(session: WriteSession, closing: ClosingCreate) -> Incident:
    """Close an incident on the advice of counsel: the authorisation did not end by it."""
    label = f"incident of {closing.exceeded_on}"
    row = get(session, Incident, label, rule=RULE, exceeded_on=closing.exceeded_on)
    if row.closed_on is not None:
        raise Conflict(f"The {label} was closed on {row.closed_on} by {row.closed_by}.")
    if closing.closed_on < row.opened_on:
        raise invalid("closed_on", closing.closed_on, f"{row.opened_on}, when it was opened, or a later day")
    row.kept_file_id = keep(session, closing.document)
    return _close(session, row, closing.closed_on, closing.closed_by, closing.because)


def incidents(session: GroupSession) -> list[Incident]:
    """Return every incident, the earliest first."""
    return list(session.exec(select(Incident).order_by(col(Incident.exceeded_on))))


def _first_day(gate: Gate) -> date:
    """Return the first day on which there is a maximum: nobody exceeded it before."""
    return next(value.span.from_on for value in gate.law.parameters["max_heads"].values if value.value is not None)


def _open(session: WriteSession, excess: Excess, today: date) -> Incident:
    row = Incident(rule=RULE, opened_on=today, exceeded_on=excess.days.from_on, ends_on=excess.ends_on)
    session.add(row)
    journal.record(session, "open incident", RULE, exceeded_on=row.exceeded_on, ends_on=row.ends_on)
    return row


def _close(session: WriteSession, row: Incident, closed_on: date, closed_by: str, because: str) -> Incident:
    row.closed_on, row.closed_by, row.closed_because = closed_on, closed_by, because
    session.add(row)
    journal.record(
        session, "close incident", RULE, exceeded_on=row.exceeded_on, closed_by=closed_by, because=because
    )
    return row
