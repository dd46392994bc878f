"""The plan as a table for spreadsheets: a line a visit."""

from __future__ import annotations

from collections.abc import Sequence

from basicplus.clock import BRUSSELS
from basicplus.feeds.planned import Planned
from basicplus.tabular import Sheet
from basicplus.tabular.sheets import Cell

COLUMNS = (
    "day",
    "start",
    "end",
    "minutes",
    "worker",
    "worker_name",
    "profession",
    "member",
    "member_name",
    "site",
    "site_name",
    "city",
    "agreement",
)
WAY_COLUMNS = ("from_site", "travel_km", "travel_minutes")


def plan_sheet(visits: Sequence[Planned], *, with_ways: bool) -> Sheet:
    """Return visits as a table, in Brussels time; the ways between sites are not for members."""
    columns = COLUMNS + WAY_COLUMNS if with_ways else COLUMNS
    return Sheet("plan", columns, [_line(visit) + (_way(visit) if with_ways else ()) for visit in visits])


def _line(visit: Planned) -> tuple[Cell, ...]:
    return (
        visit.day,
        f"{visit.starts_at.astimezone(BRUSSELS):%H:%M}",
        f"{visit.ends_at.astimezone(BRUSSELS):%H:%M}",
        visit.minutes,
        visit.worker.number,
        visit.worker.name,
        visit.worker.profession,
        visit.member.number,
        visit.member.name,
        visit.site.code,
        visit.site.name,
        visit.site.city,
        visit.agreement,
    )


def _way(visit: Planned) -> tuple[Cell, ...]:
    if visit.way is None:
        return (None, None, None)
    return visit.way.from_site, round(visit.way.journey.km, 1), visit.way.journey.minutes
