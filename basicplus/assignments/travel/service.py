"""Set where a group takes its distances from, and record those it was told."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field
from sqlmodel import col, select

from basicplus import groups, journal
from basicplus.assignments.travel.figures import profile_named
from basicplus.assignments.travel.models import Distance, Source, TravelSettings
from basicplus.assignments.travel.ways import Pair
from basicplus.db import GroupSession, WriteSession, pick
from basicplus.errors import invalid
from basicplus.members import Site

SiteCode = Annotated[str, Field(min_length=1, max_length=30)]
LONGEST_MINUTES = 600
LONGEST_KM = 1000


class TravelTerms(BaseModel):
    """Where distances come from from now on; a field that is left out stays."""

    source: Annotated[
        Source | None, Field(description="great_circle, table (imported) or routing (fetched from a service)")
    ] = None
    profile: Annotated[str | None, Field(description="speeds of distances by great circle")] = None


class DistanceCreate(BaseModel):
    """The way from one site to another, by their codes, in kilometres and minutes; the way back is another."""

    from_site: SiteCode
    to_site: SiteCode
    km: Annotated[float, Field(ge=0, le=LONGEST_KM)]
    minutes: Annotated[int, Field(ge=0, le=LONGEST_MINUTES)]


class DistancesCreate(BaseModel):
    """Distances between sites, as a table or a routing service tells them."""

    distances: Annotated[list[DistanceCreate], Field(min_length=1)]
    source: Literal["table", "routing"] = "table"


def set_travel(session: WriteSession, terms: TravelTerms) -> TravelSettings:
    """Set where the group takes its distances from; plans that stand are looked at by the next audit."""
    settings = session.exec(select(TravelSettings)).first() or TravelSettings()
    given = terms.model_dump(exclude_none=True)
    if terms.profile is not None:
        profile_named(terms.profile)
    for name, value in given.items():
        setattr(settings, name, value)
    session.add(settings)
    journal.record(session, "set travel", groups.current(session).code, **given)
    return settings


def record_distances(session: WriteSession, given: DistancesCreate) -> int:
    """Record distances between sites; what was told before of the same two is replaced. Return how many are new.

    Raises InvalidInput for a site that the group does not have, and for a way from a site to itself.
    """
    sites = site_ids(session)
    there = _recorded(session, given.source)
    changed = 0
    for told in given.distances:
        pair = _pair(told, sites)
        metres = round(told.km * 1000)
        row = there.get(pair)
        if row is not None and (row.metres, row.minutes) == (metres, told.minutes):
            continue
        row = row or Distance(source=given.source, from_site_id=pair[0], to_site_id=pair[1], metres=0, minutes=0)
        row.metres, row.minutes = metres, told.minutes
        there[pair] = row
        session.add(row)
        changed += 1
    journal.record(session, "record distances", given.source, told=len(given.distances), changed=changed)
    return changed


def site_ids(session: GroupSession) -> dict[str, int]:
    """Return the id of every site by its code."""
    return dict(session.rows(pick(Site.code, Site.id).order_by(col(Site.code))))


def _pair(told: DistanceCreate, sites: dict[str, int]) -> Pair:
    for name in ("from_site", "to_site"):
        if getattr(told, name) not in sites:
            raise invalid(name, getattr(told, name), "the code of a site of this group")
    if told.from_site == told.to_site:
        raise invalid("to_site", told.to_site, f"another site than {told.from_site}")
    return sites[told.from_site], sites[told.to_site]


def _recorded(session: GroupSession, source: str) -> dict[Pair, Distance]:
    rows = session.exec(select(Distance).where(Distance.source == source))
    return {(row.from_site_id, row.to_site_id): row for row in rows}
