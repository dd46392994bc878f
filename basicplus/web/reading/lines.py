"""Lines of hours with what was planned beside them and what was said of them; no note, which may hold a reason."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel
from sqlmodel import col

from basicplus.assignments import Agreement, TimeEntry, Visit, timesheets
from basicplus.clock import BRUSSELS
from basicplus.db import GroupSession, pick
from basicplus.members import Site
from basicplus.workers import Worker

SEEN_BY_MEMBERS = ("dispute", "message", "settled", "credited")
"""What a member reads of a thread: what was said between worker and coordinator before the check is not for it."""


class Message(BaseModel):
    """Something said of a line, and what the line had then."""

    at: datetime
    party: str
    author: str
    kind: str
    says: str
    minutes: int


class LineItem(BaseModel):
    """A line of hours in [starts_at, ends_at), what was planned, and the day to answer where silence approves."""

    id: int
    day: date
    starts_at: datetime
    ends_at: datetime
    minutes: int
    state: str
    worker: str
    worker_name: str
    agreement: str
    site_name: str
    planned_starts_at: datetime | None
    planned_ends_at: datetime | None
    dispute: str | None
    answer_until_on: date | None = None
    thread: list[Message] = []

    @property
    def differs(self) -> bool:
        """Whether it was not done as it was planned."""
        planned = (self.planned_starts_at, self.planned_ends_at)
        return planned != (self.starts_at, self.ends_at)

    @property
    def start_time(self) -> str:
        """When it starts by Brussels clocks."""
        return f"{self.starts_at.astimezone(BRUSSELS):%H:%M}"

    @property
    def end_time(self) -> str:
        """When it ends by Brussels clocks."""
        return f"{self.ends_at.astimezone(BRUSSELS):%H:%M}"


def lines_where(
    session: GroupSession, *wanted: Any, kinds: tuple[str, ...] = timesheets.MESSAGES
) -> list[LineItem]:
    """Return lines of service in order of worker and time, with the messages of some kinds."""
    names = ("id", "day", "starts_at", "ends_at", "minutes", "state", "dispute")
    columns = (*names, "worker", "worker_name", "agreement", "site_name", "planned_starts_at", "planned_ends_at")
    query = (
        pick(
            *(getattr(TimeEntry, name) for name in names),
            Worker.number,
            Worker.first_name + " " + Worker.last_name,
            Agreement.number,
            Site.name,
            Visit.starts_at,
            Visit.ends_at,
        )
        .join(Worker, col(Worker.id) == TimeEntry.worker_id)
        .join(Agreement, col(Agreement.id) == TimeEntry.agreement_id)
        .join(Site, col(Site.id) == TimeEntry.site_id, isouter=True)
        .join(Visit, col(Visit.id) == TimeEntry.visit_id, isouter=True)
        .where(TimeEntry.kind == "service", *wanted)
        .order_by(col(Worker.last_name), col(Worker.number), col(TimeEntry.starts_at), col(TimeEntry.id))
    )
    rows = [dict(zip(columns, row, strict=True)) for row in session.rows(query)]
    said = timesheets.threads(session, [row["id"] for row in rows])
    return [
        LineItem(
            **row | {"site_name": row["site_name"] or ""},
            thread=[Message(**each.model_dump()) for each in said.get(row["id"], ()) if each.kind in kinds],
        )
        for row in rows
    ]
