"""How long the way between two points takes, if nothing better is known: great circle, road factor, one speed."""

from __future__ import annotations

from math import asin, ceil, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371
ROAD_FACTOR = 1.3
KM_AN_HOUR = 50


def drive_minutes(start: tuple[float, float], end: tuple[float, float]) -> int:
    """Return the minutes by car between two points in degrees (latitude, longitude), rounded up."""
    (north, west), (south, east) = ((radians(each) for each in point) for point in (start, end))
    chord = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin((east - west) / 2) ** 2
    km = 2 * EARTH_RADIUS_KM * asin(sqrt(chord)) * ROAD_FACTOR
    return ceil(round(60 * km / KM_AN_HOUR, 6))
