"""Leave that workers ask for, coordinators decide on and call off, and illness that is reported; knows no plan."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field, ValidationInfo, field_validator
from sqlmodel import col, select

from basicplus import journal
from basicplus.clock import Span, now, uncovered
from basicplus.db import GroupSession, WriteSession, get
from basicplus.errors import Conflict, invalid
from basicplus.workers.models import AbsenceKind, LeaveKind, LeavePart, LeaveRequest
from basicplus.workers.service import absences_of, by_number, end_absence, record_absence

ABSENCE_OF: dict[str, AbsenceKind] = {"compelling_reasons": "other"}
"""The kind of absence that leave is recorded as, where it has another name."""
STANDING = ("asked", "approved")


class LeaveRequestCreate(BaseModel):
    """Leave asked for: days in [from_on, until_on), one day if no end is said; a half-day is of one day."""

    worker: Annotated[str, Field(description="number of the worker")]
    kind: LeaveKind
    from_on: date
    until_on: Annotated[date | None, Field(description="first day after; the day after from_on if not said")] = (
        None
    )
    part: LeavePart = "day"
    note: Annotated[str, Field(max_length=200, description="no medical reason")] = ""
    at: AwareDatetime = Field(default_factory=now)

    @property
    def span(self) -> Span:
        """The days asked for."""
        return Span(self.from_on, self.until_on or self.from_on + timedelta(days=1))

    @field_validator("until_on")
    @classmethod
    def _in_order(cls, until_on: date | None, info: ValidationInfo) -> date | None:
        from_on = info.data.get("from_on")
        if until_on and from_on and until_on <= from_on:
            raise ValueError(f"until_on is the first day after the leave: give a day after {from_on}")
        return until_on

    @field_validator("part")
    @classmethod
    def _of_one_day(cls, part: LeavePart, info: ValidationInfo) -> LeavePart:
        from_on, until_on = info.data.get("from_on"), info.data.get("until_on")
        if part != "day" and from_on and until_on and until_on > from_on + timedelta(days=1):
            raise ValueError("a half-day is of one day: leave until_on out, or ask for whole days")
        return part


class IllnessCreate(BaseModel):
    """Illness from a day on, and the first day after it where that is known; never why."""

    worker: Annotated[str, Field(description="number of the worker")]
    from_on: date
    until_on: Annotated[date | None, Field(description="first day after; nothing while it is not known")] = None
    at: AwareDatetime = Field(default_factory=now)


def ask(session: WriteSession, leave: LeaveRequestCreate) -> LeaveRequest:
    """Ask for leave; days asked for already, or on which the worker is absent already, are refused."""
    worker = by_number(session, leave.worker)
    for known in requests_of(session, leave.span, worker.id):
        if known.state in STANDING and {known.part, leave.part} != {"morning", "afternoon"}:
            days = Span(known.from_on, known.until_on)
            raise Conflict(f"Leave is {known.state} for {days} already: withdraw that request or ask other days.")
    if known_absences := absences_of(session, leave.span, worker.id):
        days = Span(known_absences[0].from_on, known_absences[0].until_on)
        raise Conflict(f"{leave.worker} is absent on {days} already: ask for other days.")
    row = LeaveRequest(
        worker_id=worker.id,
        kind=leave.kind,
        from_on=leave.span.from_on,
        until_on=leave.span.until_on,
        part=leave.part,
        note=leave.note,
        asked_at=leave.at,
    )
    return _noted(session, row, "ask leave", leave.worker)


def withdraw(session: WriteSession, request: LeaveRequest) -> LeaveRequest:
    """Take back leave that nobody has decided on yet."""
    _check(request, "asked", "withdrawn; to have approved leave called off, ask for it")
    request.state = "withdrawn"
    return _noted(session, request, "withdraw leave", f"leave {request.id}")


def grant(session: WriteSession, request: LeaveRequest, worker_number: str) -> LeaveRequest:
    """Grant leave and record the absence of its whole days; a half-day is in no absence, the request tells it."""
    _check(request, "asked", "approved")
    request.state = "approved"
    if request.part == "day":
        _absent(session, worker_number, _absence_kind(request.kind), request)
    return _noted(session, request, "approve leave", f"leave {request.id}")


def refuse(session: WriteSession, request: LeaveRequest, why: str) -> LeaveRequest:
    """Refuse leave, and say why to the worker."""
    _check(request, "asked", "refused")
    if not why.strip():
        raise invalid("why", why, "say in a few words why: the worker reads it")
    request.state, request.answer = "refused", why
    return _noted(session, request, "refuse leave", f"leave {request.id}")


def ask_back(session: WriteSession, request: LeaveRequest, today: date, from_on: date | None) -> LeaveRequest:
    """Ask to have approved leave called off, from a day on that is not over yet: the leave stands meanwhile."""
    _check(request, "approved", "called off; one that is asked for can be withdrawn")
    if request.until_on <= today:
        raise Conflict(f"Leave request {request.id} is over: ask the coordinator to correct days that are past.")
    first = from_on or max(request.from_on, today)
    if first < today:
        raise invalid("from_on", first, f"a day that is not over, {max(request.from_on, today)} or later")
    request.back_on = _day_of(request, first)
    return _noted(session, request, "ask to call leave off", f"leave {request.id}")


def keep_leave(session: WriteSession, request: LeaveRequest, why: str = "") -> LeaveRequest:
    """Let approved leave stand that its worker asked to have called off; `why` is told to the worker."""
    if request.back_on is None:
        raise Conflict(f"Nobody asked to have leave request {request.id} called off: it stands as it is.")
    request.back_on, request.answer = None, why
    return _noted(session, request, "keep leave", f"leave {request.id}")


def call_off(session: WriteSession, request: LeaveRequest, from_on: date | None, why: str) -> LeaveRequest:
    """Call approved leave off from a day on: the absence of these days ends, the days before stay leave.

    Without a day, from the one that the worker asked for, else all of it. Where the worker did not ask, `why` says
    what was agreed.
    """
    _check(request, "approved", "called off")
    if request.back_on is None and not why.strip():
        raise invalid("why", why, "what you agreed with the worker, in a few words: approved leave binds both")
    first = _day_of(request, from_on or request.back_on or request.from_on)
    span = Span(first, request.until_on)
    if request.part == "day":
        for row in absences_of(session, span, request.worker_id):
            if row.kind == _absence_kind(request.kind):
                end_absence(session, row, span)
    request.back_on, request.answer = None, why
    if first == request.from_on:
        request.state = "withdrawn"
    else:
        request.until_on = first
    return _noted(session, request, "call leave off", f"leave {request.id}", span)


def report_illness(session: WriteSession, illness: IllnessCreate) -> LeaveRequest:
    """Record the absence of a worker who is ill and tell the coordinator; without an end, of the first day alone.

    Days of an absence on file stay as they are; where nothing is new, Conflict.
    """
    worker = by_number(session, illness.worker)
    span = Span(illness.from_on, illness.until_on or illness.from_on + timedelta(days=1))
    if not span:
        raise invalid("until_on", illness.until_on, f"a day after from_on ({illness.from_on})")
    row = LeaveRequest(
        worker_id=worker.id,
        kind="sickness",
        from_on=span.from_on,
        until_on=span.until_on,
        open_end=illness.until_on is None,
        state="reported",
        asked_at=illness.at,
    )
    if not _absent(session, illness.worker, "sickness", row):
        raise Conflict(f"{illness.worker} is absent on {span} already: give the day until which it lasts.")
    return _noted(session, row, "report absence", illness.worker)


def note_illness(session: WriteSession, request: LeaveRequest) -> LeaveRequest:
    """Take note of an illness that was reported."""
    _check(request, "reported", "noted")
    request.state = "noted"
    return _noted(session, request, "note absence", f"leave {request.id}")


def request_by_id(session: GroupSession, request_id: int) -> LeaveRequest:
    """Return the request with this id."""
    return get(session, LeaveRequest, f"leave request {request_id}", id=request_id)


def requests_of(session: GroupSession, span: Span, worker_id: int | None = None) -> list[LeaveRequest]:
    """Return the requests that touch a span, of one worker or of everybody, in order of their first day."""
    query = select(LeaveRequest).where(LeaveRequest.from_on < span.until_on, LeaveRequest.until_on > span.from_on)
    if worker_id is not None:
        query = query.where(LeaveRequest.worker_id == worker_id)
    return list(session.exec(query.order_by(col(LeaveRequest.from_on), col(LeaveRequest.id))))


def _day_of(request: LeaveRequest, first: date) -> date:
    span = Span(request.from_on, request.until_on)
    if first not in span:
        raise invalid("from_on", first, f"a day of the leave ({span})")
    return first


def _absence_kind(kind: str) -> AbsenceKind:
    return ABSENCE_OF.get(kind, kind)  # type: ignore[arg-type]


def _check(request: LeaveRequest, state: str, step: str) -> None:
    if request.state != state:
        raise Conflict(f"Leave request {request.id} is {request.state}; only one that is {state} can be {step}.")


def _noted(
    session: WriteSession, row: LeaveRequest, act: str, subject: str, span: Span | None = None
) -> LeaveRequest:
    session.add(row)
    session.flush()
    days = span or Span(row.from_on, row.until_on)
    # Auditors read the journal: the kind of leave can be medical and stays out of it.
    journal.record(session, act, subject, from_on=days.from_on, until_on=days.until_on)
    return row


def _absent(session: WriteSession, worker_number: str, kind: AbsenceKind, request: LeaveRequest) -> int:
    """Record the days of a request on which no absence is on file; return how many spans were new."""
    span = Span(request.from_on, request.until_on)
    known = [Span(row.from_on, row.until_on) for row in absences_of(session, span, request.worker_id)]
    gaps = uncovered(span, known)
    for gap in gaps:
        record_absence(session, worker_number, kind, gap.from_on, gap.until_on)
    return len(gaps)
