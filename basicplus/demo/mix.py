"""Lots drawn so that a mix holds exactly in the group as a whole, not just on average."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from basicplus.money import Key, allocate


def in_mix(rng: Random, count: int, shares: Mapping[Key, int]) -> list[Key]:
    """Return `count` lots, shuffled, that hold the shares as exactly as whole lots can."""
    lots = [name for name, part in allocate(count, shares).items() for _ in range(part)]
    rng.shuffle(lots)
    return lots
