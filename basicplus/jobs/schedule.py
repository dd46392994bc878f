"""Work that runs by itself: how often, when it is due next, and asking for what is due."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlmodel import col, select

from basicplus import journal
from basicplus.clock import at, brussels_day, month_of
from basicplus.db import GroupSession, WriteSession
from basicplus.errors import Conflict, invalid
from basicplus.jobs.kinds import Kind
from basicplus.jobs.models import Every, Job, JobSchedule
from basicplus.jobs.service import request

ACTOR = "basicplus"
"""Who asks for work that nobody asks for."""


@dataclass(frozen=True)
class Due:
    """A kind of work that runs by itself: how often, its last job, and the instant from which it is due."""

    kind: str
    every: str
    hour: int
    from_on: date
    next_at: datetime
    last: Job | None


def schedule(session: WriteSession, kind: str, every: Every, hour: int, from_on: date) -> JobSchedule:
    """Say how often a kind of work runs by itself from a day on; `never` ends it."""
    if not 0 <= hour < 24:
        raise invalid("hour", hour, "an hour of the day from 0 to 23")
    query = select(JobSchedule).where(JobSchedule.kind == kind, JobSchedule.from_on == from_on)
    row = session.exec(query).first() or JobSchedule(kind=kind, every=every, hour=hour, from_on=from_on)
    row.every, row.hour = every, hour
    session.add(row)
    journal.record(session, "schedule job", kind, every=every, hour=hour, from_on=from_on.isoformat())
    return row


def scheduled(session: GroupSession, now: datetime) -> list[Due]:
    """Return what runs by itself on the day of an instant, what is due soonest first."""
    today, latest = brussels_day(now), dict[str, JobSchedule]()
    for row in session.exec(
        select(JobSchedule).where(JobSchedule.from_on <= today).order_by(col(JobSchedule.from_on))
    ):
        latest[row.kind] = row
    last = {
        job.kind: job
        for job in session.exec(
            select(Job).where(col(Job.scheduled_on).is_not(None)).order_by(col(Job.scheduled_on))
        )
    }
    found = [_due(row, last.get(row.kind)) for row in latest.values() if row.every != "never"]
    return sorted(found, key=lambda due: (due.next_at, due.kind))


def request_due(session: WriteSession, now: datetime, kinds: Mapping[str, Kind]) -> list[Job]:
    """Ask for what is due: one job for each kind, however many occasions went by."""
    asked = []
    for due in scheduled(session, now):
        if due.next_at <= now and due.kind in kinds:
            with suppress(Conflict):  # The job of an earlier occasion is still under way.
                given = kinds[due.kind].model()
                asked.append(request(session, due.kind, given, occasion(due.every, due.hour, now)))
    return asked


def occasion(every: str, hour: int, now: datetime) -> date:
    """Return the latest day on which work that runs so often was due by an instant."""
    today = brussels_day(now)
    day = today if at(today, time(hour)) <= now else today - timedelta(days=1)
    if every == "week":
        return day - timedelta(days=day.weekday())
    return month_of(day).from_on if every == "month" else day


def _due(row: JobSchedule, last: Job | None) -> Due:
    first = _first_from(row.every, row.from_on)
    if last is not None and last.scheduled_on is not None and last.scheduled_on >= first:
        first = _first_from(row.every, last.scheduled_on + timedelta(days=1))
    return Due(row.kind, row.every, row.hour, row.from_on, at(first, time(row.hour)), last)


def _first_from(every: str, day: date) -> date:
    if every == "week":
        return day + timedelta(days=-day.weekday() % 7)
    return day if every == "day" or day.day == 1 else month_of(day).until_on
