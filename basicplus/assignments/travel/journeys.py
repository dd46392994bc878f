"""Journeys between two places: pure arithmetic on coordinates, from door to door by car."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, ceil, cos, radians, sin, sqrt

from basicplus.assignments.travel.figures import Profile, profile_named

EARTH_RADIUS_METRES = 6_371_000
USUAL = "car-1"
"""The profile of a group that chose none."""


@dataclass(frozen=True)
class Place:
    """A point on the map, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Journey:
    """How far it is on the road, and how long it takes; whole metres and minutes."""

    metres: int
    minutes: int

    @property
    def km(self) -> float:
        """The distance in kilometres."""
        return self.metres / 1000


def journey(start: Place, end: Place, profile: Profile | None = None) -> Journey:
    """Return the journey between two places: great circle x road factor, at the speeds of a profile.

    Minutes are rounded up. Two sites at the same point are no journey.
    """
    profile = profile or profile_named(USUAL)
    metres = round(great_circle(start, end) * float(profile.road_factor))
    return Journey(metres, _minutes(metres, profile))


def great_circle(start: Place, end: Place) -> float:
    """Return the metres between two places as the crow flies (haversine)."""
    north, south = radians(start.latitude), radians(end.latitude)
    across = radians(end.longitude - start.longitude)
    chord = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(across / 2) ** 2
    return 2 * EARTH_RADIUS_METRES * asin(sqrt(chord))


def _minutes(metres: int, profile: Profile) -> int:
    if metres == 0:
        return 0
    minutes, begun = float(profile.door_minutes), 0.0
    for band in profile.bands:
        end = metres / 1000 if band.until_km is None else min(metres / 1000, band.until_km)
        minutes += max(0.0, end - begun) * 60 / band.speed
        begun = max(begun, end)
    # A distance of exactly half an hour is no minute more for the last bit of a float.
    return ceil(round(minutes, 6))
