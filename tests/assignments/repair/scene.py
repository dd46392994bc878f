"""A week of prevention advisors in March 2025: W001 serves M001 and M002, W004 and W005 could."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlmodel import select

from basicplus import assignments, workers
from basicplus.assignments import planning
from basicplus.assignments.repair import Disturbance, Proposal, repair
from basicplus.clock import BRUSSELS, Span
from basicplus.db import Database
from tests import cast

MONDAY = date(2025, 3, 3)
TOLD_ON = date(2025, 2, 3)
WEEK = Span(MONDAY, date(2025, 3, 10))
SPRING = Span(date(2025, 2, 1), date(2025, 7, 1))


def colleague(database: Database, number: str, **changes: Any) -> None:
    """Hire another prevention advisor."""
    with cast.writing(database) as session:
        workers.register(session, cast.worker(number))
        workers.hire(session, cast.contract(number, **changes))


def plan(database: Database, *visits: dict[str, Any], publish: bool = True) -> list[int]:
    """Plan visits like that of the cast with these changes, publish them if asked to; return their ids."""
    ids = []
    for changes in visits:
        with cast.writing(database, despite="the scene") as session:
            ids.append(assignments.add_visit(session, cast.visit(**changes)).id)
    if publish:
        cast.publish(database)
    return ids


def at_m002(**changes: Any) -> dict[str, Any]:
    """What a visit at M002 says."""
    return {"member": "M002", "site": "S-M002", "agreement": "A-CP-2"} | changes


def away(database: Database, number: str, from_on: date, until_on: date) -> None:
    """Put an absence of a worker on file."""
    with cast.writing(database) as session:
        workers.record_absence(session, number, "annual_leave", from_on, until_on)


def happened(**changes: Any) -> Disturbance:
    """W001 is ill on Monday 3 March, which is known a month before."""
    given = {
        "kind": "absence",
        "worker": "W001",
        "from_on": MONDAY,
        "until_on": date(2025, 3, 4),
        "told_on": TOLD_ON,
    }
    return Disturbance(**given | changes)


def repaired(database: Database, **changes: Any) -> Proposal:
    """Repair the plan after what happened."""
    with cast.writing(database) as session:
        return repair(session, happened(**changes))


def told(proposal: Proposal) -> list[tuple[str, str]]:
    """Return what becomes of each visit: the kind, and who is where and when."""
    return [
        (
            step.kind,
            f"{step.after.worker} {step.after.member} {step.after.day} {step.after.hours}" if step.after else "",
        )
        for step in proposal.steps
    ]


def planned(database: Database, *, published: bool = False, span: Span = SPRING) -> list[str]:
    """Return who is where and when, in the draft or as people know it."""
    with cast.reading(database) as session:
        numbers = {row.id: row.number for row in session.exec(select(workers.Worker))}
        visits = planning.visits_of(session, span, published=published)
        starts = [f"{visit.starts_at.astimezone(BRUSSELS):%Y-%m-%d %H:%M}" for visit in visits]
    return [
        f"{numbers[visit.worker_id]} M00{visit.member_id} {start}"
        for visit, start in zip(visits, starts, strict=True)
    ]
