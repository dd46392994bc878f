"""What the tests of plans share: a published week of W001 and W004, and short ways to edit it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlmodel import col, select

from basicplus import workers
from basicplus.assignments import planning
from basicplus.assignments.models import Visit
from basicplus.clock import BRUSSELS, Span
from basicplus.db import Database, GroupSession, WriteSession
from tests import cast

MONDAY = date(2025, 3, 3)
TUESDAY = date(2025, 3, 4)
WEDNESDAY = date(2025, 3, 5)
FRIDAY = date(2025, 3, 7)
WEEK = Span(MONDAY, date(2025, 3, 10))
TOLD = {"told_on": cast.PUBLISHED_AT.date()}
PLACE = ("worker_id", "member_id", "site_id", "agreement_id", "day", "starts_at", "ends_at", "state", "told_on")
Place = tuple[str, str, str]


def plan_week(database: Database) -> None:
    """Plan three mornings, W001 on Monday and Tuesday, W004 on Wednesday, and publish them as version 2."""
    with cast.writing(database) as session:
        workers.register(session, cast.worker("W004"))
        workers.hire(session, cast.contract("W004"))
        planning.add_visit(session, cast.visit())
        planning.add_visit(session, at(2, day=TUESDAY))
        planning.add_visit(session, at(3, worker="W004", day=WEDNESDAY))
    cast.publish(database)


def at(number: int, **changes: Any) -> planning.VisitCreate:
    """A morning at a member of the cast."""
    place = {"member": f"M00{number}", "site": f"S-M00{number}", "agreement": f"A-CP-{number}"}
    return cast.visit(**place | changes)


def do(database: Database, change: Callable[..., Any], given: Any, despite: str | None = None) -> Any:
    """Do one change of the plan in a commit."""
    with cast.writing(database, despite=despite) as session:
        return change(session, given)


def places(database: Database, *, published: bool, called_off: bool = False) -> list[Place]:
    """Return worker, member and time of the visits of the week, in order of time."""
    with cast.reading(database) as session:
        found = planning.visits_of(session, WEEK, published=published, called_off=called_off)
        return [_place(session, visit) for visit in found]


def _place(session: GroupSession, visit: Visit) -> Place:
    starts_at = visit.starts_at.astimezone(BRUSSELS)
    return f"W00{visit.worker_id}", f"M00{visit.member_id}", f"{starts_at:%a %H:%M}"


def standing(session: GroupSession) -> list[tuple[Any, ...]]:
    """Return every visit that stands in a draft, with all that it says, in order of id."""
    query = select(Visit).where(col(Visit.until_version).is_(None)).order_by(col(Visit.id))
    return [(visit.id, *(getattr(visit, name) for name in PLACE)) for visit in session.exec(query)]


def ids(session: WriteSession | GroupSession) -> list[int]:
    """Return the ids of the visits of the week in the draft, in order of time."""
    return [visit.id for visit in planning.visits_of(session, WEEK, published=False)]
