"""Hours: prefilled from the plan, submitted by the worker, checked, signed by each member for its own lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Annotated, Literal

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement
from sqlmodel import col, select

from basicplus import clock, journal, members, workers
from basicplus.assignments import agreements
from basicplus.assignments.models import Agreement, Plan, SignOff, TimeEntry, Visit
from basicplus.assignments.planning.reading import standing
from basicplus.canonical import sha256_of
from basicplus.clock import Span, minutes_between, month_of
from basicplus.db import GroupSession, WriteSession
from basicplus.errors import Conflict, invalid
from basicplus.members import Site


class HoursCreate(BaseModel):
    """Hours done; times in Brussels; an end before the start is on the next day."""

    worker: str
    kind: Literal["service", "travel", "training", "internal", "unsold"] = "service"
    agreement: str | None = None
    site: str | None = None
    day: date
    start_time: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    end_time: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    note: Annotated[str, Field(max_length=200)] = ""


def prefill(session: WriteSession, span: Span, worker_number: str | None = None) -> int:
    """Draft an hours entry for every published visit of the span that has none; return how many."""
    query = (
        select(Visit)
        .join(Plan, col(Plan.id) == Visit.plan_id)
        .join(TimeEntry, col(TimeEntry.visit_id) == Visit.id, isouter=True)
        .where(standing(published=True), Visit.state == "planned", col(TimeEntry.id).is_(None))
        .where(Visit.day >= span.from_on, Visit.day < span.until_on)
    )
    if worker_number is not None:
        query = query.where(Visit.worker_id == workers.by_number(session, worker_number).id)
    visits = list(session.exec(query))
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
    """Record hours as a draft; an entry in a signed month reopens nothing but itself (T3)."""
    row = _entry(_Directory(session), hours)
    session.add(row)
    journal.record(session, "log hours", hours.worker, day=row.day, minutes=row.minutes, kind=row.kind)
    return row


def log_many(
    session: WriteSession, hours: Iterable[HoursCreate], source: str, source_sha256: str = ""
) -> list[TimeEntry]:
    """Record many hours as drafts, as one act of the journal; `source` says where they come from."""
    directory = _Directory(session)
    rows = [_entry(directory, line) for line in hours]
    session.add_all(rows)
    minutes = sum(row.minutes for row in rows)
    journal.record(
        session, "log many hours", source, entries=len(rows), minutes=minutes, source_sha256=source_sha256
    )
    return rows


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
    if hours.start_time == hours.end_time:
        raise invalid("end_time", hours.end_time, "a later time than the start, or a time of the next day")
    last_day = hours.day if hours.end_time > hours.start_time else hours.day + timedelta(days=1)
    starts_at = clock.at(hours.day, time.fromisoformat(hours.start_time))
    ends_at = clock.at(last_day, time.fromisoformat(hours.end_time))
    if ends_at <= starts_at:
        raise invalid("start_time", hours.start_time, f"a time that clocks show on {hours.day}: they skip an hour")
    return starts_at, ends_at


def submit(session: WriteSession, worker_number: str, span: Span) -> int:
    """The worker hands in the drafts of a span."""
    worker = workers.by_number(session, worker_number)
    return _step(
        session, "submit hours", worker_number, "draft", "submitted", span, TimeEntry.worker_id == worker.id
    )


def check(session: WriteSession, span: Span, worker_number: str | None = None) -> int:
    """A coordinator has looked at the submitted hours of a span."""
    wanted = (
        () if worker_number is None else (TimeEntry.worker_id == workers.by_number(session, worker_number).id,)
    )
    return _step(session, "check hours", worker_number or "everybody", "submitted", "checked", span, *wanted)


def sign(session: WriteSession, member_number: str, month: date, signer: str, at: datetime) -> SignOff:
    """A member's signer approves the member's checked lines of a month; other members are not touched (T16)."""
    member = members.by_number(session, member_number)
    members.check_signer(session, member, "signer", signer)
    lines = _lines(session, month_of(month), TimeEntry.state == "checked", TimeEntry.member_id == member.id)
    if not lines:
        raise Conflict(f"{member_number} has no checked hours to sign in {month:%Y-%m}.")
    signature = SignOff(
        journal_seq=journal.first_seq(session),
        member_id=member.id,
        month=month_of(month).from_on,
        signed_by=signer,
        signed_at=at,
        entries=len(lines),
        minutes=sum(line.minutes for line in lines),
        entries_sha256=lines_sha256(lines),
    )
    session.add(signature)
    session.flush()
    for line in lines:
        line.state, line.sign_off_id, line.dispute = "signed", signature.id, None
        session.add(line)
    journal.record(session, "sign hours", member_number, month=f"{month:%Y-%m}", lines=len(lines), signer=signer)
    return signature


def dispute(session: WriteSession, entry: TimeEntry, reason: str) -> TimeEntry:
    """A member disputes one of its checked lines; the others can still be signed."""
    if entry.state != "checked":
        raise Conflict(f"Only checked hours can be disputed; these are {entry.state}.")
    if not reason.strip():
        raise invalid("reason", reason, "say in a few words what is wrong")
    entry.state, entry.dispute = "disputed", reason
    session.add(entry)
    journal.record(session, "dispute hours", str(entry.id), reason=reason)
    return entry


def settle_dispute(session: WriteSession, entry: TimeEntry, starts_at: datetime, ends_at: datetime) -> TimeEntry:
    """A coordinator corrects a disputed line, or confirms it with its own times; it can be signed again."""
    if entry.state != "disputed":
        raise Conflict(f"Only disputed hours can be settled; these are {entry.state}.")
    entry.starts_at, entry.ends_at = starts_at, ends_at
    entry.minutes, entry.state = minutes_between(starts_at, ends_at), "checked"
    session.add(entry)
    journal.record(session, "settle dispute", str(entry.id), minutes=entry.minutes)
    return entry


def bill(
    session: WriteSession, entries: Iterable[TimeEntry], invoice_line_id: int, rounding_rule: str | None = None
) -> None:
    """Lock signed hours under the invoice line that bills them; they keep the rule that rounds them (T5)."""
    for entry in entries:
        if entry.state != "signed":
            raise Conflict(f"Only signed hours are billed; the entry of {entry.day} is {entry.state}.")
        entry.state, entry.invoice_line_id = "invoiced", invoice_line_id
        entry.rounding_rule = rounding_rule or entry.rounding_rule
        session.add(entry)


def free(session: WriteSession, entries: Sequence[TimeEntry]) -> int:
    """Free hours of credited invoice lines: they are checked again, to be signed and billed anew (T8)."""
    for entry in entries:
        entry.state, entry.invoice_line_id, entry.sign_off_id = "checked", None, None
        session.add(entry)
    return len(entries)


def signed_unbilled(session: GroupSession, member_ids: Sequence[int], until_on: date) -> list[TimeEntry]:
    """Return the members' signed hours before a day that no invoice has billed, in order of time."""
    query = (
        select(TimeEntry)
        .where(col(TimeEntry.member_id).in_(member_ids), TimeEntry.state == "signed", TimeEntry.day < until_on)
        .order_by(col(TimeEntry.starts_at), col(TimeEntry.id))
    )
    return list(session.exec(query))


def lines_sha256(lines: Iterable[TimeEntry]) -> str:
    """Return the SHA-256 of the hours as the member saw them."""
    return sha256_of(
        [
            [line.id, line.worker_id, line.agreement_id, line.starts_at, line.ends_at, line.minutes]
            for line in lines
        ]
    )


def _lines(session: GroupSession, span: Span, *wanted: ColumnElement[bool] | bool) -> list[TimeEntry]:
    query = (
        select(TimeEntry)
        .where(TimeEntry.day >= span.from_on, TimeEntry.day < span.until_on, *wanted)
        .order_by(col(TimeEntry.id))
    )
    return list(session.exec(query))


def _step(
    session: WriteSession,
    act: str,
    subject: str,
    state: str,
    following: str,
    span: Span,
    *wanted: ColumnElement[bool] | bool,
) -> int:
    lines = _lines(session, span, TimeEntry.state == state, *wanted)
    for line in lines:
        line.state = following
        session.add(line)
    journal.record(session, act, subject, days=str(span), entries=len(lines))
    return len(lines)
