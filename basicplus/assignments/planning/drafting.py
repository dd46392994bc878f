"""The first draft of a plan: visits from the assignments, without the days on which nobody works."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select

from basicplus import groups, journal, workers
from basicplus.assignments import agreements, calendar
from basicplus.assignments.calendars import left_out
from basicplus.assignments.models import (
    Agreement,
    Assignment,
    AssignmentException,
    ClosingDay,
    Plan,
    Visit,
)
from basicplus.assignments.recurrence import Occurrence
from basicplus.assignments.series import series_of
from basicplus.clock import Span
from basicplus.db import GroupSession, WriteSession, pick, prepared
from basicplus.errors import Conflict


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
    member_closed: int = 0
    not_open: int = 0


def draft(session: WriteSession, span: Span) -> Drafted:
    """Draft the plan of a period from its assignments.

    Left out: days on which the group keeps a holiday, closing days, exceptions, absences, strikes and lock-outs,
    days and half-days on which the member is closed, and school holidays of the member's Community where the
    agreement or the assignment follows the school weeks (where no calendar is known, all weeks count as such).
    """
    overlapping = session.exec(
        select(Plan).where(Plan.from_on < span.until_on, Plan.until_on > span.from_on)
    ).first()
    if overlapping is not None:
        planned = Span(overlapping.from_on, overlapping.until_on)
        raise Conflict(f"There is a plan for {planned} already: edit its draft.")
    plan = Plan(from_on=span.from_on, until_on=span.until_on)
    session.add(plan)
    session.flush()
    drafted = Drafted(plan)
    for each in wanted_visits(session, span):
        if each.reason is None:
            session.add(Visit(plan_id=plan.id, **each.columns))
            drafted.visits += 1
        else:
            setattr(drafted, each.reason, getattr(drafted, each.reason) + 1)
    journal.record(session, "draft plan", f"{span}", version=plan.version, visits=drafted.visits)
    return drafted


@dataclass(frozen=True)
class Wanted:
    """A visit of an assignment: `reason` says why a draft leaves it out, `columns` what its row would say."""

    day: date
    reason: str | None
    columns: dict[str, Any]


def wanted_visits(session: GroupSession, span: Span, *of_them: ColumnElement[bool]) -> Iterator[Wanted]:
    """Yield the visits of the assignments in a span, of those alone that conditions on assignments name."""
    calendars, series = calendar.load(session, span), series_of(session)
    rows = session.exec(
        select(Assignment, Agreement)
        .where(agreements.holds_for(), *of_them)
        .where(col(Assignment.from_on) < span.until_on)
        .where(or_(col(Assignment.until_on).is_(None), col(Assignment.until_on) > span.from_on))
        .order_by(col(Assignment.id), col(Agreement.id))
    )
    for assignment, agreement in rows:
        days = (
            Span.of(assignment.from_on, assignment.until_on)
            & Span.of(agreement.from_on, agreement.until_on)
            & span
        )
        facts = calendars.of(assignment.worker_id, agreement.member_id)
        school_weeks_only = agreement.school_weeks_only or assignment.school_weeks_only
        for visit in series[assignment.id].occurrences(days) if days else ():
            reason = "closed" if visit.left_out else left_out(facts, visit, school_weeks_only=school_weeks_only)
            yield Wanted(visit.day, reason, _columns(assignment, agreement, visit))


def _columns(assignment: Assignment, agreement: Agreement, visit: Occurrence) -> dict[str, Any]:
    return {
        "assignment_id": assignment.id,
        "agreement_id": agreement.id,
        "worker_id": assignment.worker_id,
        "member_id": agreement.member_id,
        "site_id": assignment.site_id,
        "day": visit.day,
        "starts_at": visit.starts_at,
        "ends_at": visit.ends_at,
    }


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


def days_off(session: GroupSession, span: Span) -> set[date]:
    """Return closing days, and the days on which the group keeps the legal holidays of the span's years."""
    closing = set(closing_days(session))
    for year in range(span.from_on.year, span.until_on.year + 1):
        closing |= set(groups.group_holidays(session, year))
    return closing


def closing_days(session: GroupSession) -> dict[date, str]:
    """Return the days on which the whole group is closed, each with its label."""
    return dict(session.rows(_closing()))


@cache
def _closing() -> Any:
    return prepared(pick(ClosingDay.day, ClosingDay.label))


def absences_of(session: GroupSession, span: Span) -> dict[int, list[Span]]:
    """Return the days on which workers are absent in a span, by worker; why is nobody's business here."""
    absent: dict[int, list[Span]] = defaultdict(list)
    for row in workers.absences_of(session, span):
        absent[row.worker_id].append(Span(row.from_on, row.until_on))
    return absent
