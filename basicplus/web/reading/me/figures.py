"""A worker's own figures of a week, month or year: worked, expected and absent, never one figure (T15)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from pydantic import BaseModel
from sqlmodel import col, select

from basicplus import workers
from basicplus.assignments import TimeEntry
from basicplus.assignments.planning.capacity import Person, Staff
from basicplus.assignments.planning.staffing import staff_of
from basicplus.assignments.travel import travel_report
from basicplus.clock import Span, month_of, months, year_span
from basicplus.db import GroupSession
from basicplus.money import round_half_away
from basicplus.web.reading.me.week import monday_of, week_of
from basicplus.workers import LeaveRequest, leave

PeriodKind = Literal["week", "month", "year"]
PERIODS: tuple[PeriodKind, ...] = ("week", "month", "year")
NOT_WORKED = "unsold"
"""Time that is offered and that nobody took: it is paid, and is told apart."""


class FiguresItem(BaseModel):
    """Minutes of some days: by kind what was worked, what the contract expects, what of it fell on absence."""

    from_on: date
    until_on: date
    worked_minutes: int
    expected_minutes: int
    absent_minutes: int
    unsold_minutes: int
    kinds: dict[str, int]

    @property
    def difference_minutes(self) -> int:
        """Worked beyond what was expected and not absent; below zero, what is short."""
        return self.worked_minutes + self.unsold_minutes + self.absent_minutes - self.expected_minutes


class MyFigures(BaseModel):
    """The figures of a period up to a day, its parts, and the ways: between visits, and from and to home."""

    period: PeriodKind
    from_on: date
    until_on: date
    to_date_until_on: date
    total: FiguresItem
    parts: list[FiguresItem]
    km: float
    home_km: float
    way_minutes: int
    co2_kg: float


def period_of(kind: PeriodKind, day: date) -> Span:
    """Return the week, month or year of a day."""
    if kind == "week":
        return week_of(day)
    return month_of(day) if kind == "month" else year_span(day.year)


def my_figures(session: GroupSession, number: str, kind: PeriodKind, day: date, today: date) -> MyFigures:
    """Return the figures of the period of a day: until yesterday, or all of a past one."""
    span = period_of(kind, day)
    until = Span(span.from_on, max(span.from_on, min(span.until_on, today)))
    worker = workers.by_number(session, number)
    staff = staff_of(session, span, [number])
    person = staff.people.get(worker.id, Person(number, worker.name, worker.profession))
    entries = _entries(session, worker.id, span)
    halves = [row for row in leave.requests_of(session, span, worker.id) if _is_half(row)]
    report = travel_report(session, until, worker=number) if until else None
    lines = report.lines if report else []
    return MyFigures(
        period=kind,
        from_on=span.from_on,
        until_on=span.until_on,
        to_date_until_on=until.until_on,
        total=_figures(staff, person, entries, halves, until),
        parts=[
            _figures(staff, person, entries, halves, part & until) for part in _parts(kind, span) if part & until
        ],
        km=round(sum(line.metres for line in lines) / 1000, 1),
        home_km=round(sum(line.home_metres for line in lines) / 1000, 1),
        way_minutes=sum(line.minutes for line in lines),
        co2_kg=round(sum(line.milligrams for line in lines) / 1_000_000, 1),
    )


def _parts(kind: PeriodKind, span: Span) -> list[Span]:
    if kind == "week":
        return [Span.day(day) for day in span.days()]
    if kind == "year":
        return [month_of(first) for first in months(span)]
    mondays = [monday_of(span.from_on) + timedelta(weeks=count) for count in range(6)]
    return [week_of(monday) & span for monday in mondays if week_of(monday) & span]


def _figures(
    staff: Staff, person: Person, entries: Iterable[TimeEntry], halves: Iterable[LeaveRequest], span: Span
) -> FiguresItem:
    kinds: Counter[str] = Counter()
    for entry in entries:
        if entry.day in span:
            kinds[entry.kind] += entry.minutes
    days = list(span.days())
    present = replace(person, absences=())
    expected = sum((staff.owed_on(present, day) for day in days), Fraction(0))
    owed = sum((staff.owed_on(person, day) for day in days), Fraction(0))
    half = sum((staff.owed_on(person, row.from_on) / 2 for row in halves if row.from_on in span), Fraction(0))
    unsold = kinds.pop(NOT_WORKED, 0)
    return FiguresItem(
        from_on=span.from_on,
        until_on=span.until_on,
        worked_minutes=sum(kinds.values()),
        expected_minutes=round_half_away(expected),
        absent_minutes=round_half_away(expected - owed + half),
        unsold_minutes=unsold,
        kinds=dict(sorted(kinds.items())),
    )


def _entries(session: GroupSession, worker_id: int, span: Span) -> list[TimeEntry]:
    query = select(TimeEntry).where(
        TimeEntry.worker_id == worker_id, TimeEntry.day >= span.from_on, TimeEntry.day < span.until_on
    )
    return list(session.exec(query.order_by(col(TimeEntry.id))))


def _is_half(request: LeaveRequest) -> bool:
    return request.state == "approved" and request.part != "day"
