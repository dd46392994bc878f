"""The sites of members as a small map: towns as circles by their coordinates, and a scale; no outside tiles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt

from sqlmodel import col

from basicplus.db import GroupSession, pick
from basicplus.members import Member, MemberSite, Site
from basicplus.web.reading.listing import holds

WIDTH, HEIGHT, EDGE = 720, 460, 34
KM_A_DEGREE = 111.2
SCALES = (1, 2, 5, 10, 20, 50, 100)
LABEL_HEIGHT, LETTER_WIDTH = 17, 7.8
SMALLEST_SPAN = 0.06
PROVINCES = {
    "bruxelles": ((1000, 1299),),
    "brabant_wallon": ((1300, 1499),),
    "vlaams_brabant": ((1500, 1999), (3000, 3499)),
    "antwerpen": ((2000, 2999),),
    "limburg": ((3500, 3999),),
    "liege": ((4000, 4999),),
    "namur": ((5000, 5999),),
    "hainaut": ((6000, 6599), (7000, 7999)),
    "luxembourg": ((6600, 6999),),
    "west_vlaanderen": ((8000, 8999),),
    "oost_vlaanderen": ((9000, 9999),),
}
"""The ranges of postal codes of each province."""


@dataclass(frozen=True)
class Spot:
    """A site of a member and where it lies."""

    member: str
    member_name: str
    site: str
    postal_code: str
    city: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True)
class Town:
    """The sites of a town, where its circle is drawn, and whether there is room for its name."""

    name: str
    spots: tuple[Spot, ...]
    x: float
    y: float
    radius: float
    is_named: bool


@dataclass(frozen=True)
class Map:
    """Towns on a sheet, the largest last, and a bar that is so many kilometres long."""

    width: int
    height: int
    towns: tuple[Town, ...]
    unplaced: tuple[Spot, ...]
    scale_km: int
    scale_width: float

    @property
    def listed(self) -> list[Town]:
        """The towns in order of name, for the table beside."""
        return sorted(self.towns, key=lambda town: town.name)


def province_of(postal_code: str) -> str:
    """Return the province of a Belgian postal code; nothing for others."""
    if not postal_code.isdecimal():
        return ""
    code = int(postal_code)
    found = (name for name, ranges in PROVINCES.items() if any(low <= code <= high for low, high in ranges))
    return next(found, "")


def spots_of(session: GroupSession, q: str = "", province: str = "") -> list[Spot]:
    """Return the sites of members, those of some words or of a province only."""
    columns = (Member.number, Member.name, Site.name, Site.postal_code, Site.city, Site.latitude, Site.longitude)
    query = (
        pick(*columns)
        .select_from(MemberSite)
        .join(Member, col(Member.id) == MemberSite.member_id)
        .join(Site, col(Site.id) == MemberSite.site_id)
        .order_by(col(Member.number), col(Site.code))
    )
    return [
        spot
        for spot in (Spot(*row) for row in session.rows(query))
        if holds(f"{spot.member} {spot.member_name} {spot.site} {spot.postal_code} {spot.city}", q)
        and province in ("", province_of(spot.postal_code))
    ]


def map_of(spots: Sequence[Spot]) -> Map:
    """Draw sites by town, as large as the sheet allows; north is up."""
    by_town: dict[str, list[Spot]] = defaultdict(list)
    for spot in spots:
        if spot.latitude is not None and spot.longitude is not None:
            by_town[spot.city].append(spot)
    unplaced = tuple(spot for spot in spots if spot.latitude is None or spot.longitude is None)
    centres = {name: _centre(of) for name, of in by_town.items()}
    if not centres:
        return Map(WIDTH, HEIGHT, (), unplaced, 0, 0.0)
    south, north = _reach([latitude for latitude, _ in centres.values()])
    west, east = _reach([longitude for _, longitude in centres.values()])
    narrow = cos(radians((south + north) / 2))
    scale = min((WIDTH - 2 * EDGE) / ((east - west) * narrow), (HEIGHT - 2 * EDGE) / (north - south))
    left = (WIDTH - (east - west) * narrow * scale) / 2
    top = (HEIGHT - (north - south) * scale) / 2
    places = {
        name: (left + (longitude - west) * narrow * scale, top + (north - latitude) * scale)
        for name, (latitude, longitude) in centres.items()
    }
    pixels = scale / KM_A_DEGREE
    fitting = [km for km in SCALES if km * pixels <= WIDTH / 4] or [SCALES[0]]
    return Map(WIDTH, HEIGHT, _towns(by_town, places), unplaced, fitting[-1], round(fitting[-1] * pixels, 1))


def _towns(by_town: dict[str, list[Spot]], places: dict[str, tuple[float, float]]) -> tuple[Town, ...]:
    """Return the towns with their names where there is room: the largest choose first."""
    taken: list[tuple[float, float, float, float]] = []
    found = []
    for name, spots in sorted(by_town.items(), key=lambda item: (-len(item[1]), item[0])):
        x, y = places[name]
        radius = 3 + 1.7 * sqrt(len(spots))
        box = (x + radius, y - LABEL_HEIGHT / 2, x + radius + 6 + LETTER_WIDTH * len(name), y + LABEL_HEIGHT / 2)
        fits = box[2] <= WIDTH and not any(_touch(box, other) for other in taken)
        taken.append((x - radius, y - radius, x + radius, y + radius))
        if fits:
            taken.append(box)
        found.append(Town(name, tuple(spots), round(x, 1), round(y, 1), round(radius, 1), fits))
    return tuple(reversed(found))


def _touch(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _centre(spots: list[Spot]) -> tuple[float, float]:
    latitudes = [spot.latitude for spot in spots if spot.latitude is not None]
    longitudes = [spot.longitude for spot in spots if spot.longitude is not None]
    return sum(latitudes) / len(latitudes), sum(longitudes) / len(longitudes)


def _reach(values: list[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    spare = max(0.0, (SMALLEST_SPAN - (high - low)) / 2)
    return low - spare, high + spare
