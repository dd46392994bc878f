"""Which visits stand on some days: the one way in for those who read a plan and do not judge it."""

from __future__ import annotations

from sqlmodel import col, select

from basicplus.assignments.models import Plan, Visit
from basicplus.clock import Span
from basicplus.db import GroupSession


def visits_of(
    session: GroupSession,
    span: Span,
    *,
    published: bool,
    worker: int | None = None,
    member: int | None = None,
) -> list[Visit]:
    """Return the visits that stand on the days of a span, in order of time; only published ones if asked for.

    `worker` and `member` are ids: only the visits of these are wanted.
    """
    query = select(Visit).where(Visit.day >= span.from_on, Visit.day < span.until_on, Visit.state == "planned")
    if published:
        query = query.join(Plan, col(Plan.id) == Visit.plan_id).where(Plan.state == "published")
    if worker is not None:
        query = query.where(Visit.worker_id == worker)
    if member is not None:
        query = query.where(Visit.member_id == member)
    return list(session.exec(query.order_by(col(Visit.starts_at), col(Visit.id))))
