"""Small charts as plain shapes: `charts.html` draws them, with a table beside them that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, GAP = 360, 120, 6


@dataclass(frozen=True)
class Bar:
    """A bar, in the units of the chart; `series` counts from 1."""

    x: float
    y: float
    width: float
    height: float
    value: int
    series: int = 1


@dataclass(frozen=True)
class Line:
    """A line through the values of a series, as the `points` of a polyline."""

    points: str
    series: int


@dataclass(frozen=True)
class Chart:
    """Bars on a common base or lines, and a line at the limit, if there is one; `middles` is where labels go."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    limit_y: float | None
    lines: tuple[Line, ...] = ()
    middles: tuple[float, ...] = ()


def bars(values: Sequence[int], limit: int | None = None) -> Chart:
    """Return a bar for each value; the highest value or the limit fills nine tenths of the height."""
    return stacked([values], limit)


def stacked(series: Sequence[Sequence[int]], limit: int | None = None) -> Chart:
    """Return a bar for each place, the series one on top of the other; values below zero are not drawn."""
    sums = [sum(max(0, value) for value in place) for place in zip(*series, strict=True)]
    top, step = _top(sums, limit), WIDTH / max(1, len(sums))
    shapes = []
    for place in range(len(sums)):
        base = 0
        for number, values in enumerate(series, 1):
            value = max(0, values[place])
            shapes.append(
                Bar(
                    x=round(place * step + GAP / 2, 1),
                    y=round(HEIGHT * (1 - (base + value) / top), 1),
                    width=round(step - GAP, 1),
                    height=round(HEIGHT * value / top, 1),
                    value=values[place],
                    series=number,
                )
            )
            base += value
    return Chart(WIDTH, HEIGHT, tuple(shapes), _height(limit, top), middles=_middles(len(sums)))


def lines(series: Sequence[Sequence[int]], limit: int | None = None) -> Chart:
    """Return a line for each series over the same places; values below zero lie on the base."""
    top = _top([value for values in series for value in values], limit)
    places = _middles(max((len(values) for values in series), default=0))
    drawn = tuple(
        Line(
            " ".join(f"{x},{_height(max(0, value), top)}" for x, value in zip(places, values, strict=False)),
            number,
        )
        for number, values in enumerate(series, 1)
    )
    return Chart(WIDTH, HEIGHT, (), _height(limit, top), drawn, places)


def _top(values: Sequence[int], limit: int | None) -> float:
    return max([*values, limit or 0, 1]) / 0.9


def _height(value: int | None, top: float) -> float | None:
    return None if value is None else round(HEIGHT * (1 - value / top), 1)


def _middles(places: int) -> tuple[float, ...]:
    step = WIDTH / max(1, places)
    return tuple(round((place + 0.5) * step, 1) for place in range(places))
