"""Ask a routing service for the ways that plans need and nobody told yet, and keep its answers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlmodel import col, select

from basicplus.assignments.planning.reading import visits_of
from basicplus.assignments.travel.journeys import USUAL
from basicplus.assignments.travel.legs import legs
from basicplus.assignments.travel.models import AS_THE_CROW_FLIES, Distance
from basicplus.assignments.travel.routing import NoRoute, Router
from basicplus.assignments.travel.service import DistanceCreate, DistancesCreate, record_distances
from basicplus.assignments.travel.ways import Pair, Ways, place_of, places_of
from basicplus.clock import Span
from basicplus.db import Database, GroupSession, pick
from basicplus.members import Site


@dataclass
class Fetched:
    """What a routing service told: ways wanted, told, without a road; `failure` says why it stopped early."""

    wanted: int = 0
    told: int = 0
    no_road: int = 0
    failure: str = ""


def fetch_distances(database: Database, group: str | None, actor: str, router: Router, span: Span) -> Fetched:
    """Ask for the ways between consecutive visits of a span that are not on file, and record them in one commit.

    The service is asked before the group is locked. Where it stops answering, what it told so far is kept: the
    other ways go by great circle until it is asked again.
    """
    with database.reading(group) as session:
        wanted = _wanted(session, span)
        ends = {site for pair in wanted for site in pair}
        sites = {row.id: row for row in session.exec(select(Site).where(col(Site.id).in_(ends)))}
    fetched = Fetched(len(wanted))
    told = _asked(router, wanted, sites, fetched)
    if told:
        with database.writing(group, actor) as writing:
            record_distances(writing, DistancesCreate(distances=told, source="routing"))
    return fetched


def _asked(router: Router, wanted: set[Pair], sites: dict[int, Site], fetched: Fetched) -> list[DistanceCreate]:
    by_start: dict[int, list[int]] = defaultdict(list)
    for start, end in sorted(wanted):
        by_start[start].append(end)
    places = {site.id: place_of(site.latitude, site.longitude) for site in sites.values()}
    told: list[DistanceCreate] = []
    for start, ends in by_start.items():
        points = [place for place in (places[start], *(places[end] for end in ends)) if place is not None]
        try:
            row = router.table(points[0], points[1:])
        except NoRoute as error:
            fetched.failure = str(error)
            break
        for end, way in zip(ends, row, strict=True):
            if way is None:
                fetched.no_road += 1
            else:
                codes = {"from_site": sites[start].code, "to_site": sites[end].code}
                told.append(DistanceCreate(**codes, km=way.km, minutes=way.minutes))
    fetched.told = len(told)
    return told


def _wanted(session: GroupSession, span: Span) -> set[Pair]:
    """Return the ways of the plan between sites with coordinates that no routing service has told."""
    visits = visits_of(session, span, published=False)
    ways = Ways(AS_THE_CROW_FLIES, USUAL, places_of(session, {visit.site_id for visit in visits}))
    told = pick(Distance.from_site_id, Distance.to_site_id).where(Distance.source == "routing")
    wanted = {(leg.before.site_id, leg.after.site_id) for leg in legs(visits, ways.between)}
    return wanted - {tuple(pair) for pair in session.rows(told)}
