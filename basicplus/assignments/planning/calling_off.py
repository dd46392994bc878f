"""What cannot take place is called off at once; who was told of it is told that it falls away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select

from basicplus import journal, workers
from basicplus.assignments.models import Plan, Visit
from basicplus.assignments.planning.differences import SlotChange
from basicplus.assignments.planning.models import PlanNotice
from basicplus.assignments.planning.publishing import notices_for, slot_of
from basicplus.assignments.planning.reading import published_version, standing, within
from basicplus.canonical import canonical_json
from basicplus.clock import Span, now
from basicplus.db import WriteSession


def cancel_visits(session: WriteSession, worker_number: str, span: Span, note: str) -> int:
    """Call a worker's visits of some days off; return how many."""
    worker = workers.by_number(session, worker_number)
    return call_off(session, worker_number, span, note, col(Visit.worker_id) == worker.id)


def call_off(session: WriteSession, subject: str, span: Span, note: str, *which: ColumnElement[bool]) -> int:
    """Call the visits of a span off that fulfil the conditions; return how many.

    Both are called off: those that stand in the draft, and those published ones that the draft moves elsewhere.
    Worker and member of a published visit that was still to come get a notice; it gives no reason.
    """
    known = published_version()
    moved_by_the_draft = (col(Visit.from_version) <= known) & (col(Visit.until_version) > known)
    query = (
        select(Visit, Plan)
        .join(Plan, col(Plan.id) == Visit.plan_id)
        .where(Visit.state == "planned", within(span), or_(standing(published=False), moved_by_the_draft), *which)
    )
    found = list(session.exec(query.order_by(col(Visit.plan_id), col(Visit.starts_at), col(Visit.id))))
    for visit, _ in found:
        visit.state, visit.note = "cancelled", note
        session.add(visit)
    notices = list(_notices(session, found))
    session.add_all(notices)
    told = {"notices": len(notices)} if notices else {}
    journal.record(session, "cancel visits", subject, days=str(span), visits=len(found), **told)
    return len(found)


def _notices(session: WriteSession, found: Iterable[tuple[Visit, Plan]]) -> Iterable[PlanNotice]:
    """Yield a notice for each party that a version had told of visits to come, plan by plan."""
    at = now()
    known = [
        (visit, plan) for visit, plan in found if visit.from_version <= plan.published and visit.starts_at > at
    ]
    for plan, of_plan in groupby(known, key=lambda each: each[1]):
        visits = [visit for visit, _ in of_plan]
        for columns in notices_for([SlotChange(slot_of(visit, visit.id or 0), None) for visit in visits]):
            yield PlanNotice(
                journal_seq=journal.first_seq(session),
                plan_id=plan.id,
                version=plan.published,
                published_at=at,
                called_off=canonical_json([visit.id for visit in _theirs(visits, columns)]),
                **columns,
            )


def _theirs(visits: Sequence[Visit], columns: dict[str, object]) -> list[Visit]:
    """Return the visits of the party that a notice is for."""
    return [
        visit
        for visit in visits
        if visit.worker_id == columns.get("worker_id") or visit.member_id == columns.get("member_id")
    ]
