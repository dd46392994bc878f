"""Hours as they are recorded: prefilled from the plan, logged, corrected, deleted; never in a closed month."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Annotated, Literal

from pydantic import BaseModel, Field
from sqlmodel import col, select

from basicplus import clock, journal, members, workers
from basicplus.assignments import agreements
from basicplus.assignments.models import Agreement, Plan, TimeEntry, Visit
from basicplus.assignments.planning.reading import standing
from basicplus.assignments.timesheets.periods import check_open, closed_months
from basicplus.clock import BRUSSELS, Span, minutes_between
from basicplus.db import GroupSession, WriteSession, get
from basicplus.errors import Conflict, invalid
from basicplus.members import Site

ClockTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class HoursCreate(BaseModel):
    """Hours done; times in Brussels; an end before the start is on the next day.

    `visit` is the id of the planned visit that they are of, if any: each has its hours once.
    """

    worker: str
    kind: Literal["service", "travel", "training", "internal", "unsold"] = "service"
    agreement: str | None = None
    site: str | None = None
    visit: int | None = None
    day: date
    start_time: ClockTime
    end_time: ClockTime
    note: Annotated[str, Field(max_length=200)] = ""


def prefill(session: WriteSession, span: Span, worker_number: str | None = None) -> int:
    """Draft an hours entry for every published visit of the span that has none; return how many.

    Days of a closed month are left out: they do not stop the others.
    """
    query = (
        select(Visit)
        .join(Plan, col(Plan.id) == Visit.plan_id)
        .join(TimeEntry, col(TimeEntry.visit_id) == Visit.id, isouter=True)
        .where(standing(published=True), Visit.state == "planned", col(TimeEntry.id).is_(None))
        .where(Visit.day >= span.from_on, Visit.day < span.until_on)
    )
    if worker_number is not None:
        query = query.where(Visit.worker_id == workers.by_number(session, worker_number).id)
    closed = closed_months(session)
    visits = [visit for visit in session.exec(query) if visit.day.replace(day=1) not in closed]
    for visit in visits:
        session.add(
            TimeEntry(
                worker_id=visit.worker_id,
                kind="service",
                member_id=visit.member_id,
                agreement_id=visit.agreement_id,
                site_id=visit.site_id,
                visit_id=visit.id,
                day=visit.day,
                starts_at=visit.starts_at,
                ends_at=visit.ends_at,
                minutes=minutes_between(visit.starts_at, visit.ends_at),
            )
        )
    journal.record(session, "prefill hours", worker_number or "everybody", days=str(span), entries=len(visits))
    return len(visits)


def log(session: WriteSession, hours: HoursCreate) -> TimeEntry:
    """Record hours as a draft; an entry in a signed month reopens nothing but itself (T3).

    Raises Conflict in a closed month.
    """
    check_open(session, [hours.day])
    row = _entry(_Directory(session), hours)
    if hours.visit is not None:
        row.visit_id = _visit_without_hours(session, row, hours.visit)
    session.add(row)
    journal.record(session, "log hours", hours.worker, day=row.day, minutes=row.minutes, kind=row.kind)
    return row


def _visit_without_hours(session: GroupSession, row: TimeEntry, visit_id: int) -> int:
    visit = get(session, Visit, f"visit {visit_id}", id=visit_id)
    if (visit.worker_id, visit.day) != (row.worker_id, row.day):
        raise invalid("visit", visit_id, f"a visit of the same worker on {row.day}")
    if session.exec(select(TimeEntry.id).where(TimeEntry.visit_id == visit_id)).first() is not None:
        raise Conflict(f"The hours of visit {visit_id} on {row.day} are recorded already: correct them instead.")
    return visit_id


def log_many(
    session: WriteSession, hours: Iterable[HoursCreate], source: str, source_sha256: str = ""
) -> list[TimeEntry]:
    """Record many hours as drafts, as one act of the journal; `source` says where they come from."""
    directory = _Directory(session)
    rows = [_entry(directory, line) for line in hours]
    check_open(session, [row.day for row in rows])
    session.add_all(rows)
    minutes = sum(row.minutes for row in rows)
    journal.record(
        session, "log many hours", source, entries=len(rows), minutes=minutes, source_sha256=source_sha256
    )
    return rows


def correct(
    session: WriteSession,
    entry: TimeEntry,
    start_time: str | None = None,
    end_time: str | None = None,
    note: str | None = None,
) -> TimeEntry:
    """Change the times (in Brussels, on the day of the entry) or the note of hours that were not checked yet.

    What is not given stays. Raises Conflict for hours that are checked or later, and in a closed month.
    """
    _check_own(session, entry, ("draft", "submitted"), "corrected", "ask a coordinator to send them back")
    before = f"{_clock(entry.starts_at)}-{_clock(entry.ends_at)}"
    starts_at, ends_at = _instants(
        entry.day, start_time or _clock(entry.starts_at), end_time or _clock(entry.ends_at)
    )
    entry.starts_at, entry.ends_at, entry.minutes = starts_at, ends_at, minutes_between(starts_at, ends_at)
    entry.note = entry.note if note is None else note
    session.add(entry)
    journal.record(session, "correct hours", str(entry.id), day=entry.day, before=before, minutes=entry.minutes)
    return entry


def delete(session: WriteSession, entry: TimeEntry) -> int:
    """Take a draft away; return its id. Raises Conflict for hours that were handed in, and in a closed month."""
    _check_own(session, entry, ("draft",), "deleted", "ask a coordinator to send them back")
    journal.record(session, "delete hours", str(entry.id), day=entry.day, minutes=entry.minutes, kind=entry.kind)
    session.delete(entry)
    return entry.id


def _check_own(session: WriteSession, entry: TimeEntry, states: tuple[str, ...], done: str, instead: str) -> None:
    check_open(session, [entry.day])
    if entry.state not in states:
        allowed = " or ".join(states)
        raise Conflict(
            f"Only {allowed} hours are {done}; those of {entry.day} {_clock(entry.starts_at)} are {entry.state}:"
            f" {instead}."
        )


def _clock(instant: datetime) -> str:
    return f"{instant.astimezone(BRUSSELS):%H:%M}"


class _Directory:
    """Workers, agreements and sites by the names that hours give them, each looked up once."""

    def __init__(self, session: GroupSession) -> None:
        self.worker = cache(lambda number: workers.by_number(session, number))
        self._versions = cache(lambda number: agreements.versions_of(session, number))
        self.site = cache(lambda agreement, code: _site(session, self._versions(agreement)[0], code))

    def agreement(self, number: str, day: date) -> Agreement:
        return agreements.version_on(self._versions(number), day)


def _site(session: GroupSession, agreement: Agreement, code: str) -> Site:
    return members.site_of(session, agreements.member_of(session, agreement), code)


def _entry(directory: _Directory, hours: HoursCreate) -> TimeEntry:
    agreement = directory.agreement(hours.agreement, hours.day) if hours.agreement else None
    if hours.kind == "service" and agreement is None:
        raise invalid("agreement", "nothing", "service is done under an agreement with a member")
    if agreement is not None and hours.day not in Span.of(agreement.from_on, agreement.until_on):
        days = Span.of(agreement.from_on, agreement.until_on)
        raise invalid("day", hours.day, f"a day of agreement {agreement.number} ({days})")
    starts_at, ends_at = instants(hours)
    return TimeEntry(
        worker_id=directory.worker(hours.worker).id,
        kind=hours.kind,
        member_id=agreement.member_id if agreement else None,
        agreement_id=agreement.id if agreement else None,
        site_id=directory.site(hours.agreement, hours.site).id if hours.agreement and hours.site else None,
        day=hours.day,
        starts_at=starts_at,
        ends_at=ends_at,
        minutes=minutes_between(starts_at, ends_at),
        note=hours.note,
    )


def instants(hours: HoursCreate) -> tuple[datetime, datetime]:
    """Return when hours start and end; an end that is not after the start is on the next day."""
    return _instants(hours.day, hours.start_time, hours.end_time)


def _instants(day: date, start_time: str, end_time: str) -> tuple[datetime, datetime]:
    if start_time == end_time:
        raise invalid("end_time", end_time, "a later time than the start, or a time of the next day")
    last_day = day if end_time > start_time else day + timedelta(days=1)
    starts_at = clock.at(day, time.fromisoformat(start_time))
    ends_at = clock.at(last_day, time.fromisoformat(end_time))
    if ends_at <= starts_at:
        raise invalid("start_time", start_time, f"a time that clocks show on {day}: they skip an hour")
    return starts_at, ends_at
