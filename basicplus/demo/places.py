"""Belgian municipalities and the distance between two points: where the demonstration group lives."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from math import cos, hypot, radians
from pathlib import Path

KM_PER_DEGREE = 111.2
"""Length of one degree of latitude."""

KM_PER_DEGREE_EAST = KM_PER_DEGREE * cos(radians(50.5))
"""Length of one degree of longitude in the middle of Wallonia: true within one percent for all Belgium."""


@dataclass(frozen=True)
class Place:
    """A municipality; `weight` says how often the demonstration group puts somebody there."""

    postal_code: str
    name: str
    latitude: float
    longitude: float
    language: str
    weight: int


@cache
def places() -> tuple[Place, ...]:
    """Return every known municipality, by postal code."""
    text = Path(__file__).with_name("places.toml").read_text(encoding="utf-8")
    return tuple(Place(**record) for record in tomllib.loads(text)["places"])


def kilometres(from_point: tuple[float, float], to_point: tuple[float, float]) -> float:
    """Return the distance as the crow flies between two (latitude, longitude) points within Belgium."""
    north = (to_point[0] - from_point[0]) * KM_PER_DEGREE
    east = (to_point[1] - from_point[1]) * KM_PER_DEGREE_EAST
    return hypot(north, east)
