"""Visits and hours as lists and pages show them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import BaseModel
from sqlmodel import col, func

from basicplus import clock
from basicplus.assignments import Agreement, Plan, TimeEntry, Visit
from basicplus.clock import Span
from basicplus.db import GroupSession, pick
from basicplus.errors import NotFound, invalid
from basicplus.members import Member, Site
from basicplus.workers import Worker

LONGEST_DAYS = 400
AHEAD = 28
CONFIRMED = ("signed", "invoiced")


class VisitItem(BaseModel):
    """A planned presence of a worker at a member's site, in [starts_at, ends_at)."""

    id: int
    day: date
    starts_at: datetime
    ends_at: datetime
    minutes: int
    worker: str
    worker_name: str
    member: str
    member_name: str
    site: str
    site_name: str
    agreement: str | None
    state: str
    note: str


class HoursItem(BaseModel):
    """Hours done, in [starts_at, ends_at); member and agreement for service only."""

    id: int
    day: date
    starts_at: datetime
    ends_at: datetime
    minutes: int
    kind: str
    state: str
    worker: str
    member: str | None
    agreement: str | None
    site: str | None
    note: str


def span_asked(from_on: date | None, until_on: date | None, today: date) -> Span:
    """Return the span of a list: four weeks from today if nothing is said, a year at most."""
    start = from_on or today
    span = Span(start, until_on or start + timedelta(days=AHEAD))
    if not span:
        raise invalid("until_on", until_on, f"a day after from_on ({start})")
    if span.length > LONGEST_DAYS:
        raise invalid("until_on", until_on, f"at most {LONGEST_DAYS} days after from_on ({start})")
    return span


def visits_where(session: GroupSession, *wanted: Any, newest_first: bool = False) -> list[VisitItem]:
    """Return visits in order of time: rows of any version, unless the conditions say `planning.standing`."""
    names = ("id", "day", "starts_at", "ends_at", "state", "note")
    order = col(Visit.starts_at)
    query = (
        pick(
            *(getattr(Visit, name) for name in names),
            Worker.number,
            Worker.first_name,
            Worker.last_name,
            Member.number,
            Member.name,
            Site.code,
            Site.name,
            Agreement.number,
        )
        .join(Plan, col(Plan.id) == Visit.plan_id)
        .join(Worker, col(Worker.id) == Visit.worker_id)
        .join(Member, col(Member.id) == Visit.member_id)
        .join(Site, col(Site.id) == Visit.site_id)
        .join(Agreement, col(Agreement.id) == Visit.agreement_id, isouter=True)
        .where(*wanted)
        .order_by(order.desc() if newest_first else order, col(Visit.id))
        .limit(2000)
    )
    return [
        VisitItem(
            **dict(zip(names, row[:6], strict=True)),
            minutes=clock.minutes_between(row[2], row[3]),
            worker=row[6],
            worker_name=f"{row[7]} {row[8]}",
            member=row[9],
            member_name=row[10],
            site=row[11],
            site_name=row[12],
            agreement=row[13],
        )
        for row in session.rows(query)
    ]


def visit_detail(session: GroupSession, visit_id: int) -> VisitItem:
    """Return one visit."""
    found = visits_where(session, Visit.id == visit_id)
    if not found:
        raise NotFound(f"There is no visit {visit_id} in this group.")
    return found[0]


def on_days(model: type[Visit] | type[TimeEntry], span: Span) -> Any:
    """Return the condition that a visit or hours fall on a day of the span."""
    return (col(model.day) >= span.from_on) & (col(model.day) < span.until_on)


def hours_where(session: GroupSession, *wanted: Any) -> list[HoursItem]:
    """Return hours in order of time."""
    names = ("id", "day", "starts_at", "ends_at", "minutes", "kind", "state", "note")
    query = (
        pick(
            *(getattr(TimeEntry, name) for name in names),
            Worker.number,
            Member.number,
            Agreement.number,
            Site.code,
        )
        .join(Worker, col(Worker.id) == TimeEntry.worker_id)
        .join(Member, col(Member.id) == TimeEntry.member_id, isouter=True)
        .join(Agreement, col(Agreement.id) == TimeEntry.agreement_id, isouter=True)
        .join(Site, col(Site.id) == TimeEntry.site_id, isouter=True)
        .where(*wanted)
        .order_by(col(TimeEntry.starts_at), col(TimeEntry.id))
        .limit(2000)
    )
    columns = [*names, "worker", "member", "agreement", "site"]
    return [HoursItem(**dict(zip(columns, row, strict=True))) for row in session.rows(query)]


def hours_detail(session: GroupSession, entry_id: int) -> HoursItem:
    """Return one hours entry."""
    found = hours_where(session, TimeEntry.id == entry_id)
    if not found:
        raise NotFound(f"There are no hours {entry_id} in this group.")
    return found[0]


def minutes_by_month(session: GroupSession, by: Any, *wanted: Any) -> dict[date, dict[str, int]]:
    """Return the minutes per month, latest first, and per value of the column `by`."""
    query = (
        pick(TimeEntry.day, by, func.sum(TimeEntry.minutes))
        .where(*wanted)
        .group_by(col(TimeEntry.day), by)
        .order_by(col(TimeEntry.day).desc())
    )
    months: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for day, value, minutes in session.rows(query):
        months[day.replace(day=1)][value] += int(minutes)
    return months
