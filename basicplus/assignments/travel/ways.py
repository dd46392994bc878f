"""Journeys between the sites of a group: as its table or routing service told them, else by great circle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from sqlmodel import col

from basicplus.assignments.travel.figures import profile_named
from basicplus.assignments.travel.journeys import USUAL, Journey, Place, journey
from basicplus.assignments.travel.models import AS_THE_CROW_FLIES, Distance, TravelSettings
from basicplus.db import GroupSession, pick, whole
from basicplus.members import Site

Pair = tuple[int, int]


@dataclass
class Ways:
    """The journeys between some sites, and how they were found.

    `fallbacks` are the pairs that the chosen source does not have: they go by great circle. `unknown` are those
    of which a site has no coordinates either: nobody knows how far it is.
    """

    source: str
    profile: str
    places: dict[int, Place | None]
    told: dict[Pair, Journey] = field(default_factory=dict)
    fallbacks: set[Pair] = field(default_factory=set)
    unknown: set[Pair] = field(default_factory=set)

    def between(self, start: int, end: int) -> Journey | None:
        """Return the journey from one site to another, by their ids; None where nobody knows it."""
        pair = start, end
        if pair not in self.told:
            found = self._by_great_circle(pair)
            if found is None:
                return None
            self.told[pair] = found
        return self.told[pair]

    def _by_great_circle(self, pair: Pair) -> Journey | None:
        start, end = (self.places.get(site) for site in pair)
        if start is None or end is None:
            self.unknown.add(pair)
            return None
        if self.source != AS_THE_CROW_FLIES:
            self.fallbacks.add(pair)
        return _journey(start, end, self.profile)


@lru_cache(maxsize=20_000)
def _journey(start: Place, end: Place, profile: str) -> Journey:
    """Remember the journeys: the same sites are asked for with each look at a plan."""
    return journey(start, end, profile_named(profile))


def ways_of(session: GroupSession, sites: Iterable[int]) -> Ways:
    """Return the journeys between these sites, by their ids, in three queries at most."""
    return told_ways(session, places_of(session, sites))


def places_of(session: GroupSession, sites: Iterable[int]) -> dict[int, Place | None]:
    """Return where these sites are, by their ids."""
    query = pick(Site.id, Site.latitude, Site.longitude).where(col(Site.id).in_(sorted(set(sites))))
    return {site: place_of(*point) for site, *point in session.rows(query)}


def told_ways(session: GroupSession, places: dict[int, Place | None]) -> Ways:
    """Return the journeys between places that are known already, by the ids of their sites."""
    rows = session.rows(whole(TravelSettings))
    source, profile = (rows[0].source, rows[0].profile) if rows else (AS_THE_CROW_FLIES, USUAL)
    ways = Ways(source, profile, places)
    if ways.source != AS_THE_CROW_FLIES:
        query = pick(Distance.from_site_id, Distance.to_site_id, Distance.metres, Distance.minutes).where(
            Distance.source == ways.source,
            col(Distance.from_site_id).in_(places),
            col(Distance.to_site_id).in_(places),
        )
        ways.told = {(start, end): Journey(*told) for start, end, *told in session.rows(query)}
    return ways


def place_of(latitude: float | None, longitude: float | None) -> Place | None:
    """Return a place, None where its coordinates are not known."""
    return None if latitude is None or longitude is None else Place(latitude, longitude)
