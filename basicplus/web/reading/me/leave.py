"""Leave as its worker sees it, and as the coordinator does with the visits that it meets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from pydantic import BaseModel
from sqlmodel import col, select

from basicplus import workers
from basicplus.assignments.leave import visits_met
from basicplus.assignments.planning.capacity import Person
from basicplus.assignments.planning.staffing import staff_of
from basicplus.clock import Span, year_span
from basicplus.db import GroupSession
from basicplus.members import Member
from basicplus.workers import LeaveRequest, Worker, leave

OPEN = ("asked", "reported")


class LeaveItem(BaseModel):
    """A request for leave, or an illness reported, with the decision on it."""

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


class MetVisit(BaseModel):
    """A visit that leave meets."""

    id: int
    day: date
    starts_at: datetime
    ends_at: datetime
    member_name: str


class InboxItem(LeaveItem):
    """A request in the coordinator's inbox: whose, the published visits that it meets, who else is away."""

    worker_name: str
    profession: str
    visits: list[MetVisit]
    also_away: list[str]


class LeaveYear(BaseModel):
    """Half-days of annual leave in a year: taken before a day, planned from then on, and asked for."""

    year: int
    taken_halves: int
    planned_halves: int
    asked_halves: int


def my_leave(session: GroupSession, number: str) -> list[LeaveItem]:
    """Return the requests of a worker, the latest first."""
    worker = workers.by_number(session, number)
    query = select(LeaveRequest).where(LeaveRequest.worker_id == worker.id)
    rows = session.exec(query.order_by(col(LeaveRequest.from_on).desc(), col(LeaveRequest.id).desc()))
    return [_item(row, number) for row in rows]


def leave_year(session: GroupSession, number: str, year: int, today: date) -> LeaveYear:
    """Return a worker's annual leave of a year, counted in half-days on which the contract has hours.

    What a worker is entitled to is not in the records: the payroll office knows it, from the year before.
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
    waiting = [row for row in asked if row.state == "asked"]
    return LeaveYear(
        year=year,
        taken_halves=sum(halves(days & past) for days in absences) + sum(row.from_on < today for row in half_days),
        planned_halves=sum(halves(days & ahead) for days in absences)
        + sum(row.from_on >= today for row in half_days),
        asked_halves=sum(halves(Span(row.from_on, row.until_on)) if row.part == "day" else 1 for row in waiting),
    )


def inbox(session: GroupSession, *, decided: bool = False) -> list[InboxItem]:
    """Return what waits for the coordinator in order of its first day, or the last hundred that were decided."""
    query = select(LeaveRequest)
    if decided:
        query = query.where(col(LeaveRequest.state).not_in(OPEN)).order_by(col(LeaveRequest.id).desc()).limit(100)
    else:
        query = query.where(col(LeaveRequest.state).in_(OPEN)).order_by(col(LeaveRequest.from_on))
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
            MetVisit(
                id=visit.id,
                day=visit.day,
                starts_at=visit.starts_at,
                ends_at=visit.ends_at,
                member_name=members[visit.member_id],
            )
            for visit in (visits_met(session, row, worker.number) if with_visits else ())
        ],
        also_away=_also_away(session, row, people) if with_visits else [],
    )


def _also_away(session: GroupSession, row: LeaveRequest, people: dict[int, Worker]) -> list[str]:
    """Return the colleagues of the same profession who are absent on one of the days."""
    profession = people[row.worker_id].profession
    absences = workers.absences_of(session, Span(row.from_on, row.until_on))
    away = {absence.worker_id for absence in absences} - {row.worker_id}
    return sorted(people[each].name for each in away if people[each].profession == profession)


def _item(row: LeaveRequest, number: str) -> LeaveItem:
    return LeaveItem(worker=number, **row.model_dump(exclude={"group_id", "worker_id"}))
