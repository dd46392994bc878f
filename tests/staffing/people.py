"""Two prevention advisors with usual weeks beside the cast, a weekly agreement, and plans written by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from basicplus import staffing, workers
from basicplus.clock import Span, month_of
from basicplus.db import Database
from basicplus.planner import Assignment, Instance, Plan
from basicplus.staffing import Applied
from tests import cast

MARCH = month_of(date(2026, 3, 1))
TOLD_ON = date(2026, 2, 2)
EARLY_WEEK = "mon 08:30-12:18 13:00-16:48; tue 08:30-12:18 13:00-16:48; thu 08:30-12:18 13:00-16:48"
LATE_WEEK = "wed 08:30-12:18 13:00-16:48; thu 08:30-12:18; fri 08:30-12:18 13:00-16:48"
WEEKLY = 13425
"""Minutes a year that make five visits of 3 h 48 in March."""


def staff(database: Database) -> None:
    """Hire W010 near Liège for the early week and W011 near Namur, who speaks Dutch, for the late one."""
    people: tuple[dict[str, Any], ...] = (
        {"number": "W010", "home_latitude": 50.63, "home_longitude": 5.57, "home_postal_code": "4000"},
        {"number": "W011", "home_latitude": 50.47, "home_longitude": 4.87, "language": "nl"},
    )
    with cast.writing(database) as session:
        for person, pattern, minutes in zip(people, (EARLY_WEEK, LATE_WEEK), (1368, 1140), strict=True):
            workers.register(session, cast.worker(**person))
            terms = {"week_minutes": minutes, "pattern": pattern}
            workers.hire(session, cast.contract(person["number"], **terms))
        cast.agree(session, cast.agreement("A-WEEKLY", volume_minutes=WEEKLY))


def instance(database: Database, span: Span = MARCH) -> Instance:
    """Read the problem of a span."""
    with cast.reading(database) as session:
        return staffing.year_instance(session, span)


def plan(*assignments: Assignment, span: Span = MARCH) -> Plan:
    """Write a plan of a span."""
    return Plan(instance=f"{span}", assignments=assignments)


def weekly(*slots: str, worker: str = "W010") -> Assignment:
    """Serve the weekly agreement."""
    return Assignment(demand="A-WEEKLY", worker=worker, slots=slots)


def visits(*days: str, demand: str = "A-CP-1", worker: str = "W010") -> Assignment:
    """Serve a demand by visits."""
    return Assignment(demand=demand, worker=worker, visits=days)


def apply(database: Database, given: Plan, span: Span = MARCH, **more: Any) -> Applied:
    """Put a plan into the draft."""
    with cast.writing(database) as session:
        return staffing.apply_plan(session, given, span, TOLD_ON, **more)


def drafted(database: Database, span: Span = MARCH, *, published: bool = False) -> list[str]:
    """Return the visits of the drafts as `worker agreement day start-end`, in order of time."""
    from basicplus.assignments import Agreement, visits_of
    from basicplus.clock import BRUSSELS
    from basicplus.workers import Worker

    with cast.reading(database) as session:
        found = []
        for visit in visits_of(session, span, published=published):
            worker, agreement = session.get(Worker, visit.worker_id), session.get(Agreement, visit.agreement_id)
            starts, ends = (each.astimezone(BRUSSELS) for each in (visit.starts_at, visit.ends_at))
            found.append(f"{worker.number} {agreement.number} {visit.day:%m-%d} {starts:%H:%M}-{ends:%H:%M}")
        return found
