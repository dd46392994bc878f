"""Leave as its worker sees it, and as the coordinator does with the visits that it meets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from pydantic import BaseModel
from sqlmodel import col, or_, select

from basicplus import workers
from basicplus.assignments import Visit
from basicplus.assignments.leave import visits_met
from basicplus.assignments.planning.capacity import Person
from basicplus.assignments.planning.staffing import staff_of
from basicplus.clock import Span, year_span
from basicplus.db import GroupSession
from basicplus.feeds import told_on
from basicplus.members import Member
from basicplus.workers import LeaveRequest, Worker, leave

OPEN = ("asked", "reported")


class LeaveItem(BaseModel):
    """A request for leave, or an illness reported, with the decision on it.

    `back_on` is the day from which its worker asks to have approved leave called off.
    """

    id: int
    worker: str
    kind: str
    from_on: date
    until_on: date
    part: str
    open_end: bool
    note: str
    state: str
    answer: str
    asked_at: datetime
    back_on: date | None

    @property
    def last_on(self) -> date:
        """The last day."""
        return self.until_on - timedelta(days=1)


class MetVisit(BaseModel):
    """A visit that leave meets; of one that is `gone`, the worker was told that it does not take place."""

    id: int
    day: date
    starts_at: datetime
    ends_at: datetime
    member_name: str
    gone: bool = False


class InboxItem(LeaveItem):
    """A request in the coordinator's inbox: whose, the published visits that it meets, who else is away.

    Where leave is to be called off, the visits are those of the days that come back, also those that are gone.
    """

    worker_name: str
    profession: str
    visits: list[MetVisit]
    also_away: list[str]


class LeaveYear(BaseModel):
    """Half-days of annual leave in a year: taken before a day, planned from then on, asked for, and entitled to.

    What a worker is entitled to is None where nobody stated it; `source` says who did, on which day. `counts` says
    of the requests that lie in the year, by their ids, how many half-days each takes.
    """

    year: int
    taken_halves: int
    planned_halves: int
    asked_halves: int
    entitled_halves: int | None = None
    stated_on: date | None = None
    source: str = ""
    counts: dict[int, int] = {}

    @property
    def left_halves(self) -> int | None:
        """What is neither taken nor planned; below zero, what is too much."""
        return (
            None
            if self.entitled_halves is None
            else self.entitled_halves - self.taken_halves - self.planned_halves
        )


def my_leave(session: GroupSession, number: str) -> list[LeaveItem]:
    """Return the requests of a worker, the latest first."""
    worker = workers.by_number(session, number)
    query = select(LeaveRequest).where(LeaveRequest.worker_id == worker.id)
    rows = session.exec(query.order_by(col(LeaveRequest.from_on).desc(), col(LeaveRequest.id).desc()))
    return [_item(row, number) for row in rows]


def leave_year(session: GroupSession, number: str, year: int, today: date) -> LeaveYear:
    """Return a worker's annual leave of a year, counted in half-days on which the contract has hours.

    What a worker is entitled to is what was stated last: the payroll office works it out, from the year before.
    """
    worker = workers.by_number(session, number)
    span = year_span(year)
    staff = staff_of(session, span, [number])
    person = replace(staff.people.get(worker.id, Person(number, worker.name, worker.profession)), absences=())

    def halves(days: Span) -> int:
        return sum(2 for day in (days & span).days() if staff.owed_on(person, day))

    past, ahead = Span(date.min, today), Span(today)
    absences = [
        Span(row.from_on, row.until_on)
        for row in workers.absences_of(session, span, worker.id)
        if row.kind == "annual_leave"
    ]
    asked = [row for row in leave.requests_of(session, span, worker.id) if row.kind == "annual_leave"]
    half_days = [row for row in asked if row.part != "day" and row.state == "approved"]
    taking = {row.id: halves(Span(row.from_on, row.until_on)) if row.part == "day" else 1 for row in asked}
    waiting = [row for row in asked if row.state == "asked"]
    stated = workers.entitlements_of(session, worker.id, year)[-1:]
    return LeaveYear(
        year=year,
        entitled_halves=stated[0].half_days if stated else None,
        stated_on=stated[0].stated_on if stated else None,
        source=stated[0].source if stated else "",
        taken_halves=sum(halves(days & past) for days in absences) + sum(row.from_on < today for row in half_days),
        planned_halves=sum(halves(days & ahead) for days in absences)
        + sum(row.from_on >= today for row in half_days),
        asked_halves=sum(taking[row.id] for row in waiting),
        counts={
            row.id: taking[row.id]
            for row in asked
            if span.from_on <= row.from_on and row.until_on <= span.until_on
        },
    )


def inbox(session: GroupSession, *, decided: bool = False) -> list[InboxItem]:
    """Return what waits for the coordinator in order of its first day, or the last hundred that were decided."""
    query, waits = (
        select(LeaveRequest),
        or_(col(LeaveRequest.state).in_(OPEN), col(LeaveRequest.back_on).is_not(None)),
    )
    if decided:
        query = query.where(~waits).order_by(col(LeaveRequest.id).desc()).limit(100)
    else:
        query = query.where(waits).order_by(col(LeaveRequest.from_on))
    rows = list(session.exec(query))
    people = {row.id: row for row in session.exec(select(Worker))} if rows else {}
    names = {row.id: row.name for row in session.exec(select(Member))} if rows else {}
    return [_in_inbox(session, row, people, names, with_visits=not decided) for row in rows]


def _in_inbox(
    session: GroupSession,
    row: LeaveRequest,
    people: dict[int, Worker],
    members: dict[int, str],
    *,
    with_visits: bool,
) -> InboxItem:
    worker = people[row.worker_id]
    return InboxItem(
        **_item(row, worker.number).model_dump(),
        worker_name=worker.name,
        profession=worker.profession,
        visits=[
            _met(visit, members)
            for visit in (visits_met(session, row, worker.number) if with_visits else ())
            if row.back_on is None or visit.day >= row.back_on
        ]
        + [_met(visit, members, gone=True) for visit in _given_away(session, row)],
        also_away=_also_away(session, row, people) if with_visits else [],
    )


def _given_away(session: GroupSession, row: LeaveRequest) -> list[Visit]:
    """Return the visits of the days that come back which the worker had once and does not make any more."""
    if row.back_on is None:
        return []
    told = told_on(session, Visit.worker_id == row.worker_id, Span(row.back_on, row.until_on), row.asked_at)
    return [each.visit for each in told if each.gone]


def _met(visit: Visit, members: dict[int, str], *, gone: bool = False) -> MetVisit:
    return MetVisit(
        id=visit.id,
        day=visit.day,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        member_name=members[visit.member_id],
        gone=gone,
    )


def _also_away(session: GroupSession, row: LeaveRequest, people: dict[int, Worker]) -> list[str]:
    """Return the colleagues of the same profession who are absent on one of the days."""
    profession = people[row.worker_id].profession
    absences = workers.absences_of(session, Span(row.from_on, row.until_on))
    away = {absence.worker_id for absence in absences} - {row.worker_id}
    return sorted(people[each].name for each in away if people[each].profession == profession)


def _item(row: LeaveRequest, number: str) -> LeaveItem:
    return LeaveItem(worker=number, **row.model_dump(exclude={"group_id", "worker_id"}))
