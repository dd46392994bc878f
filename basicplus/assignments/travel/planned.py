"""The ways between planned visits as the rules see them: working time between one site and the next (WT-04)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from basicplus.assignments.travel.legs import legs
from basicplus.assignments.travel.ways import place_of, told_ways
from basicplus.compliance.facts import Presence
from basicplus.db import GroupSession


def planned_travels(session: GroupSession, visits: Sequence[Any]) -> tuple[Presence, ...]:
    """Return the ways between the visits of each worker's day, which must all be given.

    A visit brings its worker's number and its site's coordinates. A way begins when the visit before it ends, and
    ends when the next one begins at the latest; one that has no time at all is left to who lists conflicts.
    """
    if len({visit.site_id for visit in visits}) < 2:
        return ()
    ways = told_ways(session, {visit.site_id: place_of(visit.latitude, visit.longitude) for visit in visits})
    return tuple(
        Presence("travel", leg.before.worker, None, leg.before.day, leg.starts_at, leg.ends_at)
        for leg in legs(visits, ways.between)
        if leg.starts_at < leg.ends_at
    )
