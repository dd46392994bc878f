"""The demonstration leaves time for the way from a morning to an afternoon elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from basicplus.demo.agreements import InventedAgreement
from basicplus.demo.ways import on_the_way


@dataclass(frozen=True)
class Served:
    """A member at a place."""

    number: str
    latitude: float | None = 50.633
    longitude: float | None = 5.581
    language: str = "fr"
    joined_on: date = date(2020, 1, 1)
    left_on: date | None = None


MEMBERS: Any = {
    "M1": Served("M1"),
    "M2": Served("M2", 50.517, 5.225),
    "M3": Served("M3", None, None),
}


def agreement(number: str, member: str, *slots: tuple[int, int, int], worker: str = "W1") -> InventedAgreement:
    """An agreement with a member, in (weekday, half, phase)."""
    terms: Any = ("dpo", worker, "time_spent", len(slots), False, date(2025, 1, 1), None)
    return InventedAgreement(number, member, *terms, slots)


def test_a_morning_ends_earlier_by_the_way_in_steps_of_five_minutes() -> None:
    # Liège to Huy: 36.7 km by road, 48 minutes.
    agreements = [
        agreement("A1", "M1", (0, 0, 0), (0, 0, 2), (1, 0, 0)),
        agreement("A2", "M2", (0, 1, 0), (1, 1, 1)),
        agreement("A3", "M3", (0, 1, 2)),
    ]
    assert on_the_way(agreements, MEMBERS) == {("A1", 0, 0): 50, ("A1", 0, 2): 0}


def test_a_day_at_one_member_or_of_two_workers_loses_nothing() -> None:
    agreements = [
        agreement("A1", "M1", (0, 0, 0), (0, 1, 0)),
        agreement("A2", "M2", (0, 1, 0), worker="W2"),
    ]
    assert on_the_way(agreements, MEMBERS) == {}
