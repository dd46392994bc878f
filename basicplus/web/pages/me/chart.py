"""The chart of a worker's figures: three bars a part, as plain shapes; the table beside it says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from basicplus.web.reading.me.figures import FiguresItem

WIDTH, HEIGHT, GAP = 360, 130, 8


@dataclass(frozen=True)
class Column:
    """One bar, in the units of the chart; `figure` is worked, expected or absent."""

    figure: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Columns:
    """Bars on a common base, and where the label of each part stands."""

    width: int
    height: int
    bars: tuple[Column, ...]
    labels: tuple[float, ...]


def columns(parts: Sequence[FiguresItem]) -> Columns:
    """Return three bars for each part; the highest fills the height."""
    figures = [
        {"worked": each.worked_minutes, "expected": each.expected_minutes, "absent": each.absent_minutes}
        for each in parts
    ]
    top = max([value for each in figures for value in each.values()] + [1])
    step = WIDTH / max(1, len(parts))
    width = (step - GAP) / 3
    bars = [
        Column(
            name,
            round(place * step + GAP / 2 + number * width, 1),
            round(HEIGHT * (1 - value / top), 1),
            round(max(width - 1, 1), 1),
            round(HEIGHT * value / top, 1),
        )
        for place, each in enumerate(figures)
        for number, (name, value) in enumerate(each.items())
    ]
    return Columns(
        WIDTH, HEIGHT, tuple(bars), tuple(round((place + 0.5) * step, 1) for place in range(len(parts)))
    )
