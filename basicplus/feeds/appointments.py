"""What a feed shows: the published visits of its worker or member, and for a while those that were cancelled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import col, func, select

from basicplus import groups
from basicplus.assignments import Plan, Visit
from basicplus.assignments.reading import visits_of
from basicplus.clock import Span
from basicplus.db import GroupSession, get, pick
from basicplus.feeds.icalendar_file import Appointment, calendar_file
from basicplus.feeds.models import Feed
from basicplus.feeds.planned import Planned, described
from basicplus.feeds.wording import Language, profession, wording
from basicplus.journal import JournalEntry
from basicplus.members import Member
from basicplus.versions import RowVersion, table_of
from basicplus.workers import Worker

BEHIND, AHEAD = timedelta(days=92), timedelta(days=400)
CANCELLED_BEHIND = timedelta(days=14)
"""How long after its day a cancelled visit is still told as cancelled."""


@dataclass(frozen=True)
class FeedFile:
    """The file of a feed as of now, and when what it shows changed last."""

    content: bytes
    changed_at: datetime


def feed_file(session: GroupSession, feed: Feed, today: date) -> FeedFile:
    """Return the calendar of a feed in its owner's language: published visits, no pay, no reasons.

    A member's feed tells nothing of other members: neither where the worker comes from, nor where he goes.
    """
    owner: Worker | Member = (
        get(session, Worker, f"worker {feed.worker_id}", id=feed.worker_id)
        if feed.worker_id is not None
        else get(session, Member, f"member {feed.member_id}", id=feed.member_id)
    )
    visits = _visits(session, feed, today)
    changes = _changes(session, visits)
    language: Language = owner.language  # type: ignore[assignment]
    code, words = groups.current(session).code, wording(language)
    appointments = []
    for each in described(session, visits, with_ways=feed.worker_id is not None):
        tell = _for_worker if feed.worker_id is not None else _for_member
        sequence, changed_at = changes[each.id]
        uid = f"visit-{each.id}@{code}.basicplus"
        times = (each.starts_at, each.ends_at)
        appointments.append(Appointment(uid, sequence, changed_at, *times, *tell(each, language), each.cancelled))
    last = max((each.changed_at for each in appointments), default=feed.opened_at)
    name = words.say("calendar", name=owner.name)
    return FeedFile(calendar_file(name, appointments), max(last, feed.opened_at))


def _for_worker(visit: Planned, language: Language) -> tuple[str, str, str]:
    """Return summary, location and description for the worker."""
    words = wording(language)
    said = [visit.site.name]
    if visit.agreement:
        said.append(words.say("agreement", number=visit.agreement))
    if visit.way is not None:
        km = f"{visit.way.journey.km:.1f}".replace(".", words.decimal)
        parts = {"site": visit.way.from_site, "km": km, "minutes": str(visit.way.journey.minutes)}
        said.append(words.say("from_before", **parts))
    return visit.member.name, visit.address, "\n".join(said)


def _for_member(visit: Planned, language: Language) -> tuple[str, str, str]:
    """Return summary, location and description for the member."""
    words = wording(language)
    said = [visit.site.name]
    if visit.agreement:
        said.append(words.say("agreement", number=visit.agreement))
    summary = words.say("visit", profession=profession(visit.worker, words), worker=visit.worker.name)
    return summary, visit.address, "\n".join(said)


def _visits(session: GroupSession, feed: Feed, today: date) -> list[Visit]:
    """Return what stands and what was cancelled of published plans, in order of time."""
    span = Span(today - BEHIND, today + AHEAD)
    standing = visits_of(session, span, published=True, worker=feed.worker_id, member=feed.member_id)
    owner = Visit.worker_id == feed.worker_id if feed.worker_id is not None else Visit.member_id == feed.member_id
    cancelled = session.exec(
        select(Visit)
        .join(Plan, col(Plan.id) == Visit.plan_id)
        .where(Plan.state == "published", Visit.state == "cancelled", owner)
        .where(Visit.day >= today - CANCELLED_BEHIND, Visit.day < span.until_on)
    )
    return sorted([*standing, *cancelled], key=lambda visit: (visit.starts_at, visit.id))


def _changes(session: GroupSession, visits: Sequence[Visit]) -> Mapping[int, tuple[int, datetime]]:
    """Return how often each visit was changed after it was made, and when it was last written or told."""
    ids, plan_of = [visit.id for visit in visits], {visit.id: visit.plan_id for visit in visits}
    told = dict(session.rows(pick(Plan.id, Plan.published_at).where(col(Plan.id).in_(set(plan_of.values())))))
    query = (
        pick(RowVersion.row_id, func.count(), func.max(JournalEntry.at))
        .join(JournalEntry, col(JournalEntry.seq) == RowVersion.journal_seq)
        .where(RowVersion.table_name == table_of(Visit).name, col(RowVersion.row_id).in_(ids))
        .group_by(col(RowVersion.row_id))
    )
    return {visit: (times - 1, max(at, told[plan_of[visit]])) for visit, times, at in session.rows(query)}
