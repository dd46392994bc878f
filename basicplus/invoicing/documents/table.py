"""A table that crosses pages: its header and the title of the group under way are repeated on each page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from basicplus.invoicing.documents.layout import (
    ACCENT,
    FULL,
    GREY,
    INK,
    LEFT,
    TINT,
    Align,
    Flow,
    Style,
    fit,
    wrap,
)

Cell = Sequence[tuple[Style, str]]

LABEL = Style(7.5, color=GREY)
GROUP = Style(8.5, bold=True, color=ACCENT)
INSET = 6.0
INNER = FULL - 2 * INSET
PADDING = 3.5
GUTTER = 8.0
HEADER_HEIGHT = LABEL.leading + 2 * PADDING
_GAP = 3.0
_GROUP_HEIGHT = GROUP.leading + 2 * PADDING + _GAP


@dataclass(frozen=True)
class Column:
    """A column: its label, its width in points, and the side its text keeps to."""

    label: str
    width: float
    align: Align = "left"


class Table:
    """Rows under a header; groups of rows under a title that is repeated after a page break.

    The header needs `least` points left under it.
    """

    def __init__(self, flow: Flow, columns: Sequence[Column], continued: str, least: float = 60) -> None:
        self._flow = flow
        self._columns = columns
        self._continued = continued
        self._least = least
        self._group: str | None = None
        self._announced: str | None = None
        self._edges = self._column_edges()

    def __enter__(self) -> Table:
        """Draw the header, here and after each page break until the table ends."""
        self._flow.room(HEADER_HEIGHT + self._least)
        self._header()
        self._flow.on_break = self._repeat
        return self

    def __exit__(self, *_: object) -> None:
        """End the table."""
        self._flow.on_break = None

    def group(self, title: str) -> None:
        """Announce a group; its title is put together with its first row, never alone."""
        self._group = None
        self._announced = title

    def row(self, cells: Sequence[Cell], keep: float = 0) -> None:
        """Put a row; `keep` is the height of what must follow it on the same page."""
        wrapped = [
            [(style, wrap(text, style, self._inner(column))) for style, text in cell]
            for column, cell in zip(self._columns, cells, strict=True)
        ]
        height = max(sum(style.leading * len(lines) for style, lines in cell) for cell in wrapped) + 2 * PADDING
        self._flow.room(height + keep + (_GROUP_HEIGHT if self._announced else 0))
        self._put_announced()
        for column, x, cell in zip(self._columns, self._edges, wrapped, strict=True):
            top = self._flow.y - PADDING
            for style, lines in cell:
                top = self._flow.lines(x, top, style, lines, column.align)
        self._end_row(height)

    def sum_row(self, title: str, amounts: Sequence[str], style: Style) -> None:
        """Put a row of amounts under the last columns, its title left; empty texts leave a column blank."""
        height = style.leading + 2 * PADDING
        self._flow.room(height)
        top = self._flow.y - PADDING
        start = len(self._columns) - len(amounts)
        taken = next(index for index, amount in enumerate(amounts) if amount)
        room = sum(column.width for column in self._columns[: start + taken]) - GUTTER
        self._flow.text(LEFT + INSET, top, *_line(title, style, room))
        for column, x, text in zip(self._columns[start:], self._edges[start:], amounts, strict=True):
            self._flow.text(x, top, style, text, column.align)
        self._end_row(height)

    def _end_row(self, height: float) -> None:
        self._flow.y -= height
        self._flow.rule(self._flow.y)

    def _put_announced(self) -> None:
        if self._announced is not None:
            self._group, self._announced = self._announced, None
            self._title(self._group)

    def _inner(self, column: Column) -> float:
        return column.width - (GUTTER if column.align == "left" else 0)

    def _column_edges(self) -> list[float]:
        edges, x = [], LEFT + INSET
        for column in self._columns:
            edges.append(x if column.align == "left" else x + column.width)
            x += column.width
        return edges

    def _header(self) -> None:
        top = self._flow.y - PADDING
        for column, x in zip(self._columns, self._edges, strict=True):
            style, lines = fit(column.label, LABEL, self._inner(column))
            self._flow.text(x, top, style, lines[0], column.align)
        self._flow.y -= HEADER_HEIGHT
        self._flow.rule(self._flow.y, color=INK, thick=0.8)

    def _title(self, title: str) -> None:
        self._flow.y -= _GAP
        self._flow.box(LEFT, self._flow.y, FULL, _GROUP_HEIGHT - _GAP, TINT)
        self._flow.text(LEFT + INSET, self._flow.y - PADDING, *_line(title, GROUP, INNER))
        self._flow.y -= _GROUP_HEIGHT - _GAP

    def _repeat(self) -> None:
        self._header()
        if self._group is not None:
            self._title(self._continued.format(title=self._group))


def _line(text: str, style: Style, width: float) -> tuple[Style, str]:
    fitted, lines = fit(text, style, width)
    return fitted, lines[0]
