"""The figures behind journeys: speed profiles by name, and what a kilometre emits by day."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from basicplus.errors import invalid


@dataclass(frozen=True)
class Band:
    """The part of a journey up to `until_km` (None: the rest of it) goes at `speed` kilometres an hour."""

    speed: int
    until_km: int | None = None


@dataclass(frozen=True)
class Profile:
    """How a great circle becomes a journey: road factor, speed by distance, minutes to and from the car."""

    name: str
    road_factor: Fraction
    door_minutes: int
    bands: tuple[Band, ...]
    source: str
    confirmed: str


@dataclass(frozen=True)
class Emission:
    """What a kilometre emits from a day on, in grams of CO2."""

    from_on: date
    grams_per_km: int
    source: str
    confirmed: str


def profile_named(name: str) -> Profile:
    """Return a speed profile; InvalidInput names those there are."""
    if name not in profiles():
        raise invalid("profile", name, f"one of {', '.join(profiles())}")
    return profiles()[name]


@cache
def profiles() -> dict[str, Profile]:
    """Return every speed profile by its name."""
    return {name: _profile(name, said) for name, said in _figures()["profiles"].items()}


def emission_on(day: date) -> Emission:
    """Return what a kilometre emits on a day; InvalidInput before the first value."""
    found = [each for each in _emissions() if each.from_on <= day]
    if not found:
        raise invalid("day", day, f"{_emissions()[0].from_on} or later: no emission is known before")
    return found[-1]


def _profile(name: str, said: dict[str, Any]) -> Profile:
    bands = tuple(Band(band["speed"], band.get("until_km")) for band in said["bands"])
    return Profile(
        name, Fraction(said["road_factor"]), said["door_minutes"], bands, said["source"], said["confirmed"]
    )


@cache
def _emissions() -> tuple[Emission, ...]:
    found = (
        Emission(each["from"], each["grams_per_km"], each["source"], each["confirmed"])
        for each in _figures()["emissions"]
    )
    return tuple(sorted(found, key=lambda each: each.from_on))


@cache
def _figures() -> dict[str, Any]:
    return tomllib.loads((files("basicplus.assignments.travel") / "figures.toml").read_text("utf-8"))
