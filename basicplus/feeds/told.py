"""What somebody was told of each visit: what stands, what was called off or moved away, and how often it moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import col, func, or_, select

from basicplus.assignments.models import Plan, Visit
from basicplus.assignments.planning.differences import origin_of
from basicplus.assignments.planning.models import PlanPublication
from basicplus.assignments.planning.reading import published_version, within
from basicplus.clock import Span
from basicplus.db import GroupSession, pick
from basicplus.feeds.models import Feed
from basicplus.journal import JournalEntry
from basicplus.versions import RowVersion, table_of

BEHIND, AHEAD = timedelta(days=92), timedelta(days=400)
GONE_BEHIND = timedelta(days=14)
"""How long after its day a visit that does not take place is still told as cancelled."""


@dataclass(frozen=True)
class Told:
    """A visit as its worker or member knows it: `origin` stays the same when it moves, `sequence` rises then.

    One that is `gone` was called off, taken out, or given to somebody else.
    """

    visit: Visit
    origin: int
    sequence: int
    changed_at: datetime
    gone: bool


def told_visits(session: GroupSession, feed: Feed, today: date) -> list[Told]:
    """Return the visits of a feed's owner of three months back and a year ahead, in order of time.

    Of each visit the last row that was published for the owner counts; drafts are nobody's business yet.
    """
    owner = Visit.worker_id == feed.worker_id if feed.worker_id is not None else Visit.member_id == feed.member_id
    told = told_on(session, owner, Span(today - BEHIND, today + AHEAD), feed.opened_at)
    return [each for each in told if not each.gone or each.visit.day >= today - GONE_BEHIND]


def told_on(session: GroupSession, owner: Any, span: Span, otherwise_at: datetime) -> list[Told]:
    """Return the visits of an owner (a condition) on some days as they were told, in order of time.

    `otherwise_at` stands for the moment of a plan of which nobody knows when it was published.
    """
    query = _once_published().where(owner, within(span))
    replaces = dict(session.rows(pick(Visit.id, Visit.replaces_id).where(col(Visit.replaces_id).is_not(None))))
    latest = {origin_of(visit.id, replaces): visit for visit in session.exec(query.order_by(col(Visit.id)))}
    plans = {plan.id: plan for plan in session.exec(select(Plan))}
    times, moments = _times_moved(session, replaces), _moments(session)
    called_off_at = _called_off_at(session, [visit.id for visit in latest.values() if visit.state == "cancelled"])
    found = []
    for origin, visit in latest.items():
        plan = plans[visit.plan_id]
        left = visit.until_version if (visit.until_version or plan.draft) < plan.draft else None
        gone = left is not None or visit.state == "cancelled"
        first = plan.published_at or otherwise_at
        told_at = moments.get((plan.id, left or visit.from_version), first)
        changed_at = max(told_at, called_off_at.get(visit.id, told_at))
        # In steps of two: one that is gone and given back later has risen each time.
        found.append(Told(visit, origin, 2 * times[origin] + gone, changed_at, gone))
    return sorted(found, key=lambda each: (each.visit.starts_at, each.origin))


def _once_published() -> Any:
    """Select the visits that stood in a version that people know, also those that stand there no more."""
    stood = or_(col(Visit.until_version).is_(None), col(Visit.until_version) > Visit.from_version)
    query = select(Visit).join(Plan, col(Plan.id) == Visit.plan_id)
    return query.where(col(Visit.from_version) <= published_version(), stood)


def _times_moved(session: GroupSession, replaces: Mapping[int, int]) -> Counter[int]:
    """Return how often each visit was replaced by another row in what was published, by its first row."""
    query = _once_published().with_only_columns(Visit.id).where(col(Visit.replaces_id).is_not(None))
    return Counter(origin_of(row, replaces) for (row,) in session.rows(query))


def _moments(session: GroupSession) -> dict[tuple[int, int], datetime]:
    """Return when each version of each plan was published."""
    names = ("plan_id", "version", "published_at")
    rows = session.rows(pick(*(getattr(PlanPublication, name) for name in names)))
    return {(plan, version): at for plan, version, at in rows}


def _called_off_at(session: GroupSession, visits: Sequence[int]) -> dict[int, datetime]:
    """Return when each of these visits was last written: that it is called off is known at once."""
    query = (
        pick(RowVersion.row_id, func.max(JournalEntry.at))
        .join(JournalEntry, col(JournalEntry.seq) == RowVersion.journal_seq)
        .where(RowVersion.table_name == table_of(Visit).name, col(RowVersion.row_id).in_(visits))
        .group_by(col(RowVersion.row_id))
    )
    return dict(session.rows(query)) if visits else {}
