"""Two columns for each month, side by side: what can be given and what is agreed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 480, 120


@dataclass(frozen=True)
class Pair:
    """The columns of a month: where they begin, how wide and how high each is, in the units of the drawing."""

    month: date
    x: float
    width: float
    capacity: float
    agreed: float
    is_short: bool


@dataclass(frozen=True)
class Columns:
    """A drawing of pairs on a common base, and its highest value."""

    width: int
    height: int
    pairs: tuple[Pair, ...]
    top: int


def columns(months: Sequence[tuple[date, int, int]]) -> Columns:
    """Return the columns of months, each with its capacity and what is agreed; the highest fills the height."""
    top = max([1, *(max(capacity, agreed) for _, capacity, agreed in months)])
    step = WIDTH / max(1, len(months))
    return Columns(
        WIDTH,
        HEIGHT,
        tuple(
            Pair(
                month,
                round(place * step + 4, 1),
                round((step - 8) / 2, 1),
                round(HEIGHT * capacity / top, 1),
                round(HEIGHT * agreed / top, 1),
                agreed > capacity,
            )
            for place, (month, capacity, agreed) in enumerate(months)
        ),
        top,
    )
