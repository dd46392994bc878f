"""Small charts as plain shapes: a template draws them, a table beside them says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, GAP = 360, 120, 6


@dataclass(frozen=True)
class Bar:
    """A bar, in the units of the chart."""

    x: float
    y: float
    width: float
    height: float
    value: int


@dataclass(frozen=True)
class Chart:
    """Bars on a common base, and a line at the limit, if there is one."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    limit_y: float | None


def bars(values: Sequence[int], limit: int | None = None) -> Chart:
    """Return a bar for each value; the highest value or the limit fills nine tenths of the height."""
    top = max([*values, limit or 0, 1]) / 0.9
    step = WIDTH / max(1, len(values))
    shapes = tuple(
        Bar(
            x=round(place * step + GAP / 2, 1),
            y=round(HEIGHT * (1 - value / top), 1),
            width=round(step - GAP, 1),
            height=round(HEIGHT * value / top, 1),
            value=value,
        )
        for place, value in enumerate(values)
    )
    return Chart(WIDTH, HEIGHT, shapes, None if limit is None else round(HEIGHT * (1 - limit / top), 1))
