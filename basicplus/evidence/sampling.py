"""Draw a sample that anybody draws again: a shown seed, a hash for each name, the lowest ones."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def draw(population: Iterable[int], seed: str, size: int) -> list[int]:
    """Return `size` ids, or all when there are fewer: those with the lowest SHA-256 of `seed:id`, in order."""
    return sorted(population, key=lambda each: hashlib.sha256(f"{seed}:{each}".encode()).hexdigest())[:size]
