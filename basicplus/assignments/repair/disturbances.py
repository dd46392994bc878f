"""What can happen to a plan: which visits fall by it, what the board then says, and how it is recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from sqlmodel import col, select

from basicplus import members, workers
from basicplus.assignments.calendars.special import Days
from basicplus.assignments.interruptions import open_strike
from basicplus.assignments.models import Assignment, TimeEntry
from basicplus.assignments.planning.moves import Edit
from basicplus.assignments.repair.board import Board, Colleague, Stay
from basicplus.assignments.series import end_assignment
from basicplus.clock import Span, uncovered
from basicplus.db import GroupSession, WriteSession
from basicplus.errors import NotFound
from basicplus.members import ClosureCreate, StrikeCreate, openings
from basicplus.members.openings import ClosureReason
from basicplus.workers import EmploymentContract
from basicplus.workers.models import AbsenceKind

Happening = Literal["absence", "leaver", "closure", "strike", "demand"]
ABOUT = {"absence": "worker", "leaver": "worker", "closure": "member", "strike": "member", "demand": "agreement"}


class Disturbance(Edit):
    """What happened, to whom, on which days; `until_on` is the first day after them.

    An absence or a worker who leaves names the worker, a closure or a strike the member, a demand the agreement
    whose `visits` of `minutes` each are to be spread over the days. Who leaves does so for good: no `until_on`.
    """

    kind: Happening
    from_on: date
    until_on: date | None = None
    worker: Annotated[str | None, Field(description="number of the worker who is away or leaves")] = None
    member: Annotated[str | None, Field(description="number of the member that is closed or on strike")] = None
    agreement: Annotated[str | None, Field(description="number of the agreement to be served")] = None
    absence: Annotated[AbsenceKind, Field(description="kind of absence to record")] = "sickness"
    closure: Annotated[ClosureReason, Field(description="why the member is closed")] = "other"
    visits: Annotated[int, Field(gt=0, le=60, description="visits that a demand asks for")] = 1
    minutes: Annotated[int, Field(gt=0, le=720, description="minutes of each")] = 210

    @model_validator(mode="after")
    def _whole(self) -> Self:
        about = ABOUT[self.kind]
        if getattr(self, about) is None:
            raise ValueError(f"name the {about}: a repair after {self.kind} is about one")
        if (self.until_on is None) != (self.kind == "leaver"):
            raise ValueError("say until_on, the first day after; only a worker who leaves does so for good")
        if self.until_on is not None and self.until_on <= self.from_on:
            raise ValueError(f"until_on is the first day after the last: give a day after {self.from_on}")
        return self

    @property
    def subject(self) -> str:
        """The number of whom it is about."""
        return str(getattr(self, ABOUT[self.kind]))

    @property
    def span(self) -> Span:
        """The days."""
        return Span.of(self.from_on, self.until_on)


def disturbed(board: Board, happened: Disturbance) -> Board:
    """Return the board after what happened: the worker is not there any more, or the member receives nobody."""
    calendars = board.calendars
    if happened.kind == "leaver":
        leaver = _colleague(board, happened)
        return replace(board, colleagues={**board.colleagues, leaver.id: _leaving(leaver, happened.from_on)})
    if happened.kind == "absence":
        worker = _colleague(board, happened).id
        away = (*calendars.absences.get(worker, ()), Days(happened.span, "absence"))
        return replace(board, calendars=replace(calendars, absences={**calendars.absences, worker: away}))
    if happened.kind in ("closure", "strike"):
        member = _member(board, happened)
        closed = Days(happened.span, "member_closed" if happened.kind == "closure" else "strike")
        days = replace(calendars.members[member], days=(*calendars.members[member].days, closed))
        return replace(board, calendars=replace(calendars, members={**calendars.members, member: days}))
    return board


def _colleague(board: Board, happened: Disturbance) -> Colleague:
    found = [each for each in board.colleagues.values() if each.number == happened.worker]
    if not found:
        raise NotFound(f"There is no worker {happened.worker} in this group.")
    return found[0]


def _member(board: Board, happened: Disturbance) -> int:
    found = [member for member, served in board.members.items() if served.number == happened.member]
    if not found:
        raise NotFound(f"There is no member {happened.member} in this group.")
    return found[0]


def _leaving(colleague: Colleague, day: date) -> Colleague:
    cut = (replace(each, span=each.span & Span(date.min, day)) for each in colleague.contracts)
    return replace(colleague, contracts=tuple(each for each in cut if each.span))


def fallen(session: GroupSession, board: Board, happened: Disturbance) -> list[Stay]:
    """Return the visits that cannot be as planned, in order of time; those that were done stay as they are."""
    stays = [stay for stay in board.stays.values() if stay.day in happened.span and _meets(board, stay, happened)]
    query = select(TimeEntry.visit_id).where(col(TimeEntry.visit_id).in_([stay.visit for stay in stays]))
    done = set(session.exec(query))
    return [stay for stay in stays if stay.visit not in done]


def _meets(board: Board, stay: Stay, happened: Disturbance) -> bool:
    if happened.worker is not None:
        return board.colleagues[stay.worker].number == happened.worker
    return happened.member is not None and board.members[stay.member].number == happened.member


def record(session: WriteSession, board: Board, happened: Disturbance) -> None:
    """Record what happened where it is not on file: an absence, a strike, a closure, or the end of who leaves.

    The contracts of a worker who leaves end, and its assignments: later drafts do not count on it.
    """
    RECORDS[happened.kind](session, board, happened)


def _record_absence(session: WriteSession, board: Board, happened: Disturbance) -> None:
    known = board.calendars.absences.get(_colleague(board, happened).id, ())
    for gap in uncovered(happened.span, [each.span for each in known]):
        workers.record_absence(session, happened.subject, happened.absence, gap.from_on, gap.until_on)


def _record_leaver(session: WriteSession, _board: Board, happened: Disturbance) -> None:
    worker = workers.by_number(session, happened.subject)
    for contract in session.exec(select(EmploymentContract).filter_by(worker_id=worker.id)):
        if happened.from_on in Span.of(contract.from_on + timedelta(days=1), contract.until_on):
            workers.end_contract(session, contract.number, happened.from_on)
    for assignment in session.exec(select(Assignment).filter_by(worker_id=worker.id)):
        if happened.from_on in Span.of(assignment.from_on + timedelta(days=1), assignment.until_on):
            end_assignment(session, assignment.id or 0, happened.from_on)


def _record_strike(session: WriteSession, _board: Board, happened: Disturbance) -> None:
    known = members.strikes_of(session, members.by_number(session, happened.subject))
    for gap in uncovered(happened.span, [Span.of(row.from_on, row.until_on) for row in known]):
        days = {"from_on": gap.from_on, "until_on": gap.until_on, "reported_on": happened.told_on}
        open_strike(session, StrikeCreate(member=happened.subject, **days))


def _record_closure(session: WriteSession, _board: Board, happened: Disturbance) -> None:
    known = openings.closures_of(session, members.by_number(session, happened.subject))
    for gap in uncovered(happened.span, [Span(row.from_on, row.until_on) for row in known]):
        days = {"from_on": gap.from_on, "until_on": gap.until_on}
        members.close_member(session, ClosureCreate(member=happened.subject, reason=happened.closure, **days))


RECORDS: dict[Happening, Callable[[WriteSession, Board, Disturbance], None]] = {
    "absence": _record_absence,
    "leaver": _record_leaver,
    "strike": _record_strike,
    "closure": _record_closure,
}
