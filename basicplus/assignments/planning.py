"""The plan: visits drafted from assignments, published as a frozen version."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select

from basicplus import clock, groups, journal, members, workers
from basicplus.assignments import agreements
from basicplus.assignments.calendars import school_is_open
from basicplus.assignments.models import (
    Agreement,
    Assignment,
    AssignmentException,
    ClosingDay,
    Plan,
    Visit,
)
from basicplus.assignments.recurrence import days_of
from basicplus.clock import Span
from basicplus.db import GroupSession, WriteSession
from basicplus.errors import Conflict, NotFound, invalid
from basicplus.members import Strike
from basicplus.workers import Absence


class VisitCreate(BaseModel):
    """A single visit; `start_time` in Brussels, duration in minutes; it may run past midnight."""

    worker: str
    member: str
    site: str
    agreement: str | None = None
    day: date
    start_time: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    minutes: Annotated[int, Field(gt=0, le=720)]
    told_on: Annotated[date, Field(description="day on which the worker is told; today unless given")] = Field(
        default_factory=clock.today
    )


@dataclass
class Drafted:
    """How many visits a draft holds, and why others were left out."""

    plan: Plan
    visits: int = 0
    holidays: int = 0
    closed: int = 0
    absences: int = 0
    school_closed: int = 0
    strikes: int = 0


def draft(session: WriteSession, span: Span) -> Drafted:
    """Draft the plan of a period from its assignments.

    Left out: days on which the group keeps a holiday, closing days, exceptions, absences, strikes and lock-outs,
    and school holidays where the agreement follows the school weeks (where no school calendar is known, all
    weeks count as such).
    """
    overlapping = session.exec(
        select(Plan).where(Plan.from_on < span.until_on, Plan.until_on > span.from_on)
    ).first()
    if overlapping is not None:
        planned = Span(overlapping.from_on, overlapping.until_on)
        raise Conflict(f"There is a plan for {planned} already: add or cancel visits in it.")
    plan = Plan(from_on=span.from_on, until_on=span.until_on)
    session.add(plan)
    session.flush()
    drafted = Drafted(plan)
    nobody_works = days_off(session, span)
    absent = _absences(session, span)
    struck = _strikes(session)
    rows = session.exec(
        select(Assignment, Agreement)
        .where(agreements.holds_for())
        .where(col(Assignment.from_on) < span.until_on)
        .where(or_(col(Assignment.until_on).is_(None), col(Assignment.until_on) > span.from_on))
        .order_by(col(Assignment.id), col(Agreement.id))
    )
    excepted = {(row.assignment_id, row.day) for row in session.exec(select(AssignmentException))}
    for assignment, agreement in rows:
        days = (
            Span.of(assignment.from_on, assignment.until_on)
            & Span.of(agreement.from_on, agreement.until_on)
            & span
        )
        for day in days_of(assignment.rule, assignment.from_on, days) if days else ():
            if (assignment.id, day) in excepted:
                drafted.closed += 1
            elif day in nobody_works:
                drafted.holidays += 1
            elif agreement.school_weeks_only and school_is_open(day) is False:
                drafted.school_closed += 1
            elif any(day in away for away in absent[assignment.worker_id]):
                drafted.absences += 1
            elif any(day in strike for strike in struck[agreement.member_id]):
                drafted.strikes += 1
            else:
                session.add(_visit(plan, assignment, agreement, day))
                drafted.visits += 1
    journal.record(session, "draft plan", f"{span}", version=plan.version, visits=drafted.visits)
    return drafted


def publish(session: WriteSession, plan: Plan, at: datetime) -> Plan:
    """Freeze a draft: its visits stand, and people are told from this version."""
    if plan.state != "draft":
        raise Conflict(f"Version {plan.version} of the plan was published on {plan.published_at}.")
    plan.state, plan.published_at = "published", at
    session.add(plan)
    journal.record(session, "publish plan", f"{Span(plan.from_on, plan.until_on)}", version=plan.version)
    return plan


def add_visit(session: WriteSession, visit: VisitCreate) -> Visit:
    """Plan one visit in the latest version of the plan of that day."""
    worker = workers.by_number(session, visit.worker)
    member = members.by_number(session, visit.member)
    site = members.site_of(session, member, visit.site)
    agreement = agreements.by_number(session, visit.agreement, visit.day) if visit.agreement else None
    if agreement is not None:
        span = Span.of(agreement.from_on, agreement.until_on)
        if agreement.member_id != member.id:
            raise invalid("agreement", agreement.number, f"an agreement with {member.number}")
        if visit.day not in span:
            raise invalid("day", visit.day, f"a day of agreement {agreement.number} ({span})")
    starts_at = clock.at(visit.day, time.fromisoformat(visit.start_time))
    plan = plan_of(session, visit.day)
    row = Visit(
        plan_id=plan.id,
        agreement_id=agreement.id if agreement else None,
        worker_id=worker.id,
        member_id=member.id,
        site_id=site.id,
        day=visit.day,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=visit.minutes),
        told_on=visit.told_on if plan.state == "published" else None,
    )
    session.add(row)
    journal.record(session, "add visit", worker.number, member=member.number, day=visit.day)
    return row


def cancel_visits(session: WriteSession, worker_number: str, span: Span, note: str) -> int:
    """Cancel a worker's planned visits on the days of a span; return how many."""
    worker = workers.by_number(session, worker_number)
    return call_off(session, worker_number, span, note, col(Visit.worker_id) == worker.id)


def call_off(session: WriteSession, subject: str, span: Span, note: str, *which: ColumnElement[bool]) -> int:
    """Cancel the planned visits of a span that fulfil the conditions; return how many."""
    query = select(Visit).where(
        Visit.state == "planned", Visit.day >= span.from_on, Visit.day < span.until_on, *which
    )
    visits = list(session.exec(query))
    for visit in visits:
        visit.state, visit.note = "cancelled", note
        session.add(visit)
    journal.record(session, "cancel visits", subject, days=str(span), visits=len(visits))
    return len(visits)


def close(session: WriteSession, day: date, label: str) -> ClosingDay:
    """Close the whole group on a day: plans drafted from now on have no visit then."""
    if session.exec(select(ClosingDay.id).where(ClosingDay.day == day)).first() is not None:
        raise Conflict(f"The group is closed on {day} already.")
    row = ClosingDay(day=day, label=label)
    session.add(row)
    journal.record(session, "close group", str(day), label=label)
    return row


def leave_out(session: WriteSession, assignment: Assignment, day: date) -> AssignmentException:
    """Leave a day out of a recurring assignment: plans drafted from now on have no visit of it then."""
    row = AssignmentException(assignment_id=assignment.id, day=day)
    session.add(row)
    journal.record(session, "leave out day", str(day), assignment=assignment.id)
    return row


def plan_of(session: GroupSession, day: date) -> Plan:
    """Return the latest version of the plan that holds a day."""
    query = (
        select(Plan)
        .where(Plan.from_on <= day, Plan.until_on > day)
        .order_by(col(Plan.version).desc(), col(Plan.id).desc())
    )
    plan = session.exec(query).first()
    if plan is None:
        raise NotFound(f"There is no plan for {day} yet: draft one for its period first.")
    return plan


def _visit(plan: Plan, assignment: Assignment, agreement: Agreement, day: date) -> Visit:
    starts_at = clock.at(day, time.fromisoformat(assignment.start_time))
    return Visit(
        plan_id=plan.id,
        assignment_id=assignment.id,
        agreement_id=agreement.id,
        worker_id=assignment.worker_id,
        member_id=agreement.member_id,
        site_id=assignment.site_id,
        day=day,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=assignment.minutes),
    )


def days_off(session: GroupSession, span: Span) -> set[date]:
    """Return closing days, and the days on which the group keeps the legal holidays of the span's years."""
    closing = {row.day for row in session.exec(select(ClosingDay))}
    for year in range(span.from_on.year, span.until_on.year + 1):
        closing |= set(groups.group_holidays(session, year))
    return closing


def _absences(session: GroupSession, span: Span) -> dict[int, list[Span]]:
    query = select(Absence).where(Absence.from_on < span.until_on, Absence.until_on > span.from_on)
    absent: dict[int, list[Span]] = defaultdict(list)
    for row in session.exec(query):
        absent[row.worker_id].append(Span(row.from_on, row.until_on))
    return absent


def _strikes(session: GroupSession) -> dict[int, list[Span]]:
    struck: dict[int, list[Span]] = defaultdict(list)
    for row in session.exec(select(Strike)):
        struck[row.member_id].append(Span.of(row.from_on, row.until_on))
    return struck
