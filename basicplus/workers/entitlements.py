"""How much annual leave each worker has in a year, as the payroll office states it; nothing is worked out here."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field
from sqlmodel import col, select

from basicplus import journal
from basicplus.db import GroupSession, WriteSession
from basicplus.errors import invalid
from basicplus.workers.models import LeaveEntitlement
from basicplus.workers.service import by_number


class EntitlementCreate(BaseModel):
    """Days of annual leave of a worker in a year, halves too, with who stated them and when."""

    worker: Annotated[str, Field(description="number of the worker")]
    year: Annotated[int, Field(ge=2000, le=2100)]
    days: Annotated[float, Field(ge=0, le=60, multiple_of=0.5, description="days as the worker works them")]
    stated_on: Annotated[date, Field(description="day of the paper; the latest one holds")]
    source: Annotated[str, Field(min_length=1, max_length=200, description="who states it, and where")]


def record_entitlement(session: WriteSession, given: EntitlementCreate) -> LeaveEntitlement:
    """Record how many days of annual leave a worker has in a year; earlier figures of the year stay on file."""
    worker = by_number(session, given.worker)
    known = entitlements_of(session, worker.id, given.year)
    if given.stated_on in {row.stated_on for row in known}:
        raise invalid("stated_on", given.stated_on, f"a day without a figure for {given.year}; choose another")
    row = LeaveEntitlement(
        worker_id=worker.id,
        year=given.year,
        half_days=round(given.days * 2),
        stated_on=given.stated_on,
        source=given.source,
    )
    session.add(row)
    journal.record(
        session,
        "record leave entitlement",
        given.worker,
        year=row.year,
        half_days=row.half_days,
        stated_on=row.stated_on,
        source=row.source,
    )
    return row


def entitlements_of(session: GroupSession, worker_id: int, year: int) -> list[LeaveEntitlement]:
    """Return the figures of a worker's year, the one that holds last."""
    query = select(LeaveEntitlement).where(LeaveEntitlement.worker_id == worker_id, LeaveEntitlement.year == year)
    return list(session.exec(query.order_by(col(LeaveEntitlement.stated_on))))
