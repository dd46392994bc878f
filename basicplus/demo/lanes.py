"""Lanes: the weekday halves of a worker's four-week cycle, given to agreements, none twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random

from basicplus.demo.places import kilometres
from basicplus.demo.week_patterns import WEDNESDAY

PHASES = 4
"""Weeks of the cycle; an agreement of one lane is visited in one week of four."""

Slot = tuple[int, int, int]
"""(weekday 0-4, half 0-1, phase 0-3): one visit every four weeks."""

Point = tuple[float, float]


def give_slots(
    rng: Random, halves: Sequence[tuple[int, int]], lanes: Mapping[int, int], points: Mapping[int, Point]
) -> dict[int, tuple[Slot, ...]]:
    """Return the slots of every agreement of one worker: no slot twice, all within `halves`.

    Lanes come as 1, 2 or multiples of 4: whole halves first (every week), then pairs (every second
    week), then singles, so that powers of two never leave a gap that the next could not fill. Singles
    that are neighbours on the map become neighbours in time. Wednesday afternoon, when schools are
    shut, is given last.
    """
    free = _by_preference(rng, halves)
    given: dict[int, tuple[Slot, ...]] = {}
    for key in _with(lanes, lambda n: n >= PHASES):
        whole, free = free[: lanes[key] // PHASES], free[lanes[key] // PHASES :]
        given[key] = tuple(sorted((*half, phase) for half in whole for phase in range(PHASES)))
    pairs = [((*half, first), (*half, first + 2)) for half in free for first in (0, 1)]
    every_second_week = _with(lanes, lambda n: n == 2)
    given |= dict(zip(every_second_week, pairs, strict=False))
    rest = [slot for pair in pairs[len(every_second_week) :] for slot in pair]
    singles = _chain(_with(lanes, lambda n: n == 1), points)
    return given | {key: (slot,) for key, slot in zip(singles, _days_together(rest, len(singles)), strict=True)}


def _by_preference(rng: Random, halves: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the halves day by day in a drawn order, with Wednesday afternoon at the end."""
    days = sorted({weekday for weekday, _ in halves})
    rng.shuffle(days)
    return sorted(halves, key=lambda half: (half == (WEDNESDAY, 1), days.index(half[0]), half[1]))


def _with(lanes: Mapping[int, int], wanted: Callable[[int], bool]) -> list[int]:
    return [key for key in sorted(lanes) if wanted(lanes[key])]


def _days_together(free: Sequence[Slot], count: int) -> list[Slot]:
    """Return the `count` most wanted slots by phase and day: the two halves of a day follow each other."""
    return sorted(free[:count], key=lambda slot: (slot[2], slot[0], slot[1]))


def _chain(keys: Sequence[int], points: Mapping[int, Point]) -> list[int]:
    """Return the keys so that each is followed by the nearest one left."""
    left = list(keys)
    chain: list[int] = []
    while left:
        nearest = min(left, key=lambda key: kilometres(points[chain[-1]], points[key])) if chain else left[0]
        left.remove(nearest)
        chain.append(nearest)
    return chain
