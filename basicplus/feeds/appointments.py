"""What a feed shows: the published visits of its worker or member, and for a while those that were cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from basicplus import groups
from basicplus.db import GroupSession, get
from basicplus.feeds.icalendar_file import Appointment, calendar_file
from basicplus.feeds.models import Feed
from basicplus.feeds.planned import Planned, described
from basicplus.feeds.told import told_visits
from basicplus.feeds.wording import Wording, profession, wording
from basicplus.members import Member
from basicplus.workers import Worker


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
    code, language = groups.current(session).code, owner.language
    tell = _for_worker if feed.worker_id is not None else _for_member
    told = told_visits(session, feed, today)
    standing = [each.visit for each in told if not each.gone] if feed.worker_id is not None else []
    seen = described(session, [each.visit for each in told], ways_among=standing)
    words = wording(language)
    appointments = [
        Appointment(
            f"visit-{each.origin}@{code}.basicplus",
            each.sequence,
            each.changed_at,
            visit.starts_at,
            visit.ends_at,
            *tell(visit, words),
            each.gone,
        )
        for each, visit in zip(told, seen, strict=True)
    ]
    last = max((each.changed_at for each in appointments), default=feed.opened_at)
    name = words.say("calendar", name=owner.name)
    return FeedFile(calendar_file(name, appointments), max(last, feed.opened_at))


def _for_worker(visit: Planned, words: Wording) -> tuple[str, str, str]:
    """Return summary, location and description for the worker."""
    said = [visit.site.name]
    if visit.agreement:
        said.append(words.say("agreement", number=visit.agreement))
    if visit.way is not None:
        km = f"{visit.way.journey.km:.1f}".replace(".", words.decimal)
        parts = {"site": visit.way.from_site, "km": km, "minutes": str(visit.way.journey.minutes)}
        said.append(words.say("from_before", **parts))
    return visit.member.name, visit.address, "\n".join(said)


def _for_member(visit: Planned, words: Wording) -> tuple[str, str, str]:
    """Return summary, location and description for the member."""
    said = [visit.site.name]
    if visit.agreement:
        said.append(words.say("agreement", number=visit.agreement))
    summary = words.say("visit", profession=profession(visit.worker, words), worker=visit.worker.name)
    return summary, visit.address, "\n".join(said)
