"""Open and revoke feeds, and find the one that a token opens."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, Field, model_validator
from sqlmodel import col

from basicplus import journal, members, workers
from basicplus.clock import now
from basicplus.db import Database, GroupSession, WriteSession, get, pick
from basicplus.errors import Conflict, NotFound
from basicplus.feeds.appointments import FeedFile, feed_file
from basicplus.feeds.models import Feed
from basicplus.members import Member
from basicplus.workers import Worker

TOKEN_BYTES = 32


class FeedCreate(BaseModel):
    """A feed of one worker or of one member, by number; `label` says for whom it is, as `phone`."""

    worker: str | None = None
    member: str | None = None
    label: Annotated[str, Field(max_length=100)] = ""
    at: Annotated[AwareDatetime, Field(description="when it is opened; now, if nothing is said")] = Field(
        default_factory=now
    )

    @model_validator(mode="after")
    def _one_owner(self) -> Self:
        if (self.worker is None) == (self.member is None):
            raise ValueError("name a worker or a member: a feed is of one of them")
        return self


class FeedRevocation(BaseModel):
    """A feed by its id, and since when nobody may read it: now, if nothing is said."""

    feed: int
    at: AwareDatetime = Field(default_factory=now)


@dataclass(frozen=True)
class FeedItem:
    """A feed as its group sees it: whose it is, and since when; its token is known to nobody here."""

    id: int
    owner: str
    label: str
    opened_at: datetime
    revoked_at: datetime | None


def open_feed(session: WriteSession, given: FeedCreate) -> dict[str, int | str]:
    """Open the calendar of a worker or a member, and tell its address: the token in it is shown this once."""
    worker = workers.by_number(session, given.worker) if given.worker is not None else None
    member = members.by_number(session, given.member) if given.member is not None else None
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed = Feed(
        worker_id=worker.id if worker else None,
        member_id=member.id if member else None,
        label=given.label,
        token_sha256=sum_of(token),
        opened_at=given.at,
    )
    session.add(feed)
    session.flush()
    journal.record(session, "open feed", given.worker or given.member or "", feed=feed.id, label=given.label)
    return {"id": feed.id, "path": f"/feeds/{token}.ics"}


def revoke_feed(session: WriteSession, given: FeedRevocation) -> Feed:
    """Revoke a feed: whoever has its address reads nothing any more."""
    feed = get(session, Feed, f"feed {given.feed}", id=given.feed)
    if feed.revoked_at is not None:
        raise Conflict(f"Feed {feed.id} was revoked on {feed.revoked_at:%Y-%m-%d} already.")
    feed.revoked_at = given.at
    session.add(feed)
    journal.record(session, "revoke feed", f"feed {feed.id}")
    return feed


def feeds_of(session: GroupSession) -> list[FeedItem]:
    """Return the feeds of the group, in the order in which they were opened."""
    query = (
        pick(Feed, Worker.number, Member.number)
        .join(Worker, col(Worker.id) == Feed.worker_id, isouter=True)
        .join(Member, col(Member.id) == Feed.member_id, isouter=True)
        .order_by(col(Feed.id))
    )
    return [
        FeedItem(feed.id, worker or member, feed.label, feed.opened_at, feed.revoked_at)
        for feed, worker, member in session.rows(query)
    ]


def read_feed(database: Database, token: str, today: date) -> FeedFile:
    """Return the file of the feed that a token opens; NotFound for one that is unknown or revoked, alike."""
    # A token belongs to no group until it is found: this one query sees the feeds of all.
    with database.engine.execution_options(purpose="read").connect() as connection:
        query = pick(Feed.id, Feed.group_id).where(
            Feed.token_sha256 == sum_of(token), col(Feed.revoked_at).is_(None)
        )
        found = connection.execute(query).first()
    if found is None:
        raise NotFound("There is no such calendar: its address is wrong, or it was revoked.")
    with database.reading_as(found.group_id) as session:
        return feed_file(session, get(session, Feed, "such feed", id=found.id), today)


def sum_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
