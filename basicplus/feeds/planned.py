"""Planned visits with everything that calendars, tables and printed months say of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlmodel import col, select

from basicplus.assignments import Agreement, Visit
from basicplus.assignments.planning.reading import visits_of
from basicplus.assignments.travel import Journey, legs, ways_of
from basicplus.clock import Span, minutes_between
from basicplus.db import GroupSession, pick
from basicplus.members import Member, Site
from basicplus.workers import Worker

Row = TypeVar("Row", Worker, Member, Site)


@dataclass(frozen=True)
class Way:
    """How a worker comes from the visit before, at another site on the same day."""

    from_site: str
    journey: Journey


@dataclass(frozen=True)
class Planned:
    """One visit in [starts_at, ends_at): who, at which member's site, under which agreement.

    `way` is for the worker and the office only: it tells where the worker was before.
    """

    id: int
    day: date
    starts_at: datetime
    ends_at: datetime
    worker: Worker
    member: Member
    site: Site
    agreement: str | None = None
    way: Way | None = None

    @property
    def minutes(self) -> int:
        """The minutes that pass."""
        return minutes_between(self.starts_at, self.ends_at)

    @property
    def address(self) -> str:
        """Where the site is, on one line."""
        return f"{self.site.street}, {self.site.postal_code} {self.site.city}"


@dataclass(frozen=True)
class View:
    """Which visits are wanted: of a worker, a member, a profession, or all; only published ones, or drafts too."""

    span: Span
    published: bool = True
    worker: str | None = None
    member: str | None = None
    profession: str | None = None


def planned(session: GroupSession, view: View) -> list[Planned]:
    """Return the visits of a view in order of time; NotFound for a worker or member that is not known.

    Ways are told unless the view is a member's: they need the worker's whole day.
    """
    visits = visits_of(
        session,
        view.span,
        published=view.published,
        worker=view.worker or None,
        member=view.member or None,
    )
    found = described(session, visits, ways_among=[] if view.member else visits)
    return [each for each in found if view.profession in (None, each.worker.profession)]


def described(
    session: GroupSession, visits: Sequence[Visit], *, ways_among: Sequence[Visit] = ()
) -> list[Planned]:
    """Return visits with their worker, member, site and agreement: one query for each of these.

    Ways are told between those of `ways_among`, which hold whole days of their workers.
    """
    people = _by_id(session, Worker, {visit.worker_id for visit in visits})
    associations = _by_id(session, Member, {visit.member_id for visit in visits})
    sites = _by_id(session, Site, {visit.site_id for visit in visits})
    agreements = dict(session.rows(pick(Agreement.id, Agreement.number))) if visits else {}
    ways: dict[int, Way] = {}
    if ways_among:
        for leg in legs(ways_among, ways_of(session, sites).between):
            ways[leg.after.id] = Way(sites[leg.before.site_id].name, leg.journey)
    return [
        Planned(
            visit.id,
            visit.day,
            visit.starts_at,
            visit.ends_at,
            people[visit.worker_id],
            associations[visit.member_id],
            sites[visit.site_id],
            agreements.get(visit.agreement_id),
            ways.get(visit.id),
        )
        for visit in visits
    ]


def _by_id(session: GroupSession, model: type[Row], ids: set[int]) -> dict[int, Row]:
    return {row.id: row for row in session.exec(select(model).where(col(model.id).in_(ids)))}
