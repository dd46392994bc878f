"""What cannot take place is called off at once, in the published version as in the draft."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select

from basicplus import journal, workers
from basicplus.assignments.models import Plan, Visit
from basicplus.assignments.planning.reading import published_version, standing, within
from basicplus.clock import Span
from basicplus.db import WriteSession


def cancel_visits(session: WriteSession, worker_number: str, span: Span, note: str) -> int:
    """Call a worker's visits of some days off; return how many."""
    worker = workers.by_number(session, worker_number)
    return call_off(session, worker_number, span, note, col(Visit.worker_id) == worker.id)


def call_off(session: WriteSession, subject: str, span: Span, note: str, *which: ColumnElement[bool]) -> int:
    """Call the visits of a span off that fulfil the conditions; return how many.

    Both are called off: those that stand in the draft, and those published ones that the draft moves elsewhere.
    """
    known = published_version()
    moved_by_the_draft = (col(Visit.from_version) <= known) & (col(Visit.until_version) > known)
    query = (
        select(Visit)
        .join(Plan, col(Plan.id) == Visit.plan_id)
        .where(Visit.state == "planned", within(span), or_(standing(published=False), moved_by_the_draft), *which)
    )
    visits = list(session.exec(query))
    for visit in visits:
        visit.state, visit.note = "cancelled", note
        session.add(visit)
    journal.record(session, "cancel visits", subject, days=str(span), visits=len(visits))
    return len(visits)
