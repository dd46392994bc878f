"""The printed month: A4 across, a column a weekday, a row a week; nothing on it depends on colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from babel import Locale

from basicplus.clock import BRUSSELS, month_of
from basicplus.feeds.month import Month, MonthDay
from basicplus.feeds.planned import Planned
from basicplus.feeds.wording import Wording, profession, wording
from basicplus.invoicing.documents.layout import (
    GREY,
    INK,
    About,
    Flow,
    Style,
    draw,
    fit,
    text_width,
)

WIDTH, HEIGHT = 841.89, 595.28
LEFT, RIGHT, TOP, BOTTOM = 30.0, WIDTH - 30, HEIGHT - 28, 34.0
WEEK_COLUMN = 34.0
WEEKEND_SHARE = 0.55
"""A Saturday or a Sunday is this wide beside a day of work."""

_NAME = Style(16, bold=True)
_SMALL = Style(8.5, color=GREY)
_HEAD = Style(8.5, bold=True)
_DAY = Style(9.5, bold=True)
_OUTSIDE = Style(8.5, color=GREY)
_NOTE = Style(7, bold=True, spacing=1.2)
_TIME = Style(7.5, bold=True, spacing=1.2)
_TEXT = Style(7, spacing=1.2)
_PAD, _GAP = 3.0, 2.0
LEAST = 6.0
"""Points of the smallest letters; a text that is longer still is cut."""
_OFF = (0.92, 0.92, 0.92)
"""The grey of days off: seen in print, and light enough to write on."""


def render_month(month: Month, made_on: date) -> bytes:
    """Draw a month in its language on one page; the same month gives the same bytes."""
    words = wording(month.language)
    sheet = Flow()
    edges = _edges()
    title = words.say("month_worker" if month.of_worker else "month_member", name=month.name)
    when = words.period(month.first, month_of(month.first).until_on)
    _head(sheet, title, when, month, words)
    top = TOP - 46
    _weekdays(sheet, edges, top, month.language)
    top -= 14
    height = (top - BOTTOM) / len(month.weeks)
    for row in range(len(month.weeks)):
        _week(sheet, edges, top - row * height, height, row, month)
    _grid(sheet, edges, top, height, len(month.weeks))
    foot = words.say("printed" if month.published else "draft", day=words.day(made_on))
    sheet.text(LEFT, BOTTOM - 8, _SMALL, foot)
    return draw(sheet.pages, About(f"{title}, {when}", month.group, words.patterns["pdf"]), (WIDTH, HEIGHT))


def _head(sheet: Flow, title: str, when: str, month: Month, words: Wording) -> None:
    figure = Style(12, bold=True)
    hours = words.time(sum(visit.minutes for visit in month.visits))
    beneath = f"{month.group} · {words.say('total', visits=str(len(month.visits)), hours=hours)}"
    room = RIGHT - LEFT - max(text_width(when, figure), text_width(beneath, _SMALL)) - 24
    style, lines = fit(title, _NAME, room, 2)
    sheet.lines(LEFT, TOP, style, lines)
    sheet.text(RIGHT, TOP - 1, figure, when, "right")
    sheet.text(RIGHT, TOP - 18, _SMALL, beneath, "right")


def _edges() -> list[float]:
    """Return the left edge of each day, and the right edge of the last: weekends are narrower."""
    room = RIGHT - LEFT - WEEK_COLUMN
    day = room / (5 + 2 * WEEKEND_SHARE)
    widths = [day] * 5 + [day * WEEKEND_SHARE] * 2
    edges = [LEFT + WEEK_COLUMN]
    for width in widths:
        edges.append(edges[-1] + width)
    return edges


def _weekdays(sheet: Flow, edges: list[float], top: float, language: str) -> None:
    names = Locale.parse(language).days["format"]["wide"]
    for weekday in range(7):
        style, lines = fit(names[weekday], _HEAD, edges[weekday + 1] - edges[weekday] - 2 * _PAD)
        sheet.lines(edges[weekday] + _PAD, top, style, lines)


def _week(sheet: Flow, edges: list[float], top: float, height: float, row: int, month: Month) -> None:
    words, week = wording(month.language), month.weeks[row]
    number = words.say("week", number=str(week[0].day.isocalendar().week))
    sheet.text(LEFT, top - _PAD, _SMALL, number)
    for weekday, day in enumerate(week):
        cell = _Cell(edges[weekday], top, edges[weekday + 1] - edges[weekday], height)
        if day.note or weekday > 4 or not day.inside:
            sheet.box(cell.x, top, cell.width, height, _OFF)
        _day(sheet, cell, day, month.of_worker, words)


@dataclass(frozen=True)
class _Cell:
    """The box of a day: its left edge, its top, its width and height."""

    x: float
    top: float
    width: float
    height: float

    @property
    def inner(self) -> float:
        """The width that text may take."""
        return self.width - 2 * _PAD


def _day(sheet: Flow, cell: _Cell, day: MonthDay, of_worker: bool, words: Wording) -> None:
    x, number = cell.x + _PAD, str(day.day.day)
    if not day.inside:
        sheet.text(x, cell.top - _PAD, _OUTSIDE, number)
        return
    sheet.text(x, cell.top - _PAD, _DAY, number)
    y = cell.top - _PAD - _DAY.leading
    if day.note:
        beside = text_width(number, _DAY) + 4
        style, lines = fit(day.note, _NOTE, cell.inner - beside, 2)
        sheet.lines(x + beside, cell.top - _PAD - 1, style, lines)
        y = min(y, cell.top - _PAD - 1 - len(lines) * style.leading)
    _visits(sheet, cell, y, day.visits, of_worker, words)


def _visits(
    sheet: Flow, cell: _Cell, y: float, visits: tuple[Planned, ...], of_worker: bool, words: Wording
) -> None:
    """Put the visits of a day into what is left of its box; what finds no room is counted.

    Long names take two lines where all visits of the day find room so, else one.
    """
    left = y - (cell.top - cell.height + _PAD)
    for most in (2, 1):
        blocks = [list(_said(visit, of_worker, words, cell.inner, most)) for visit in visits]
        if sum(map(_height, blocks)) <= left:
            break
    for index, block in enumerate(blocks):
        others = len(blocks) - index
        if _height(block) + (_TIME.leading if others > 1 else 0) > left:
            sheet.text(cell.x + _PAD, y, _TIME, f"+{others} …")
            return
        for style, line in block:
            sheet.text(cell.x + _PAD, y, style, line)
            y -= style.leading
        y, left = y - _GAP, left - _height(block)


def _height(block: Sequence[tuple[Style, str]]) -> float:
    return sum(style.leading for style, _ in block) + _GAP


def _said(visit: Planned, of_worker: bool, words: Wording, width: float, most: int) -> Iterator[tuple[Style, str]]:
    """Yield the lines of a visit: its times, where (or who), and the way there where it is told."""
    start, end = (at.astimezone(BRUSSELS) for at in (visit.starts_at, visit.ends_at))
    times = f"{start:%H:%M}\u2013{end:%H:%M}"
    if end.date() != start.date():
        times += f" {words['until_next_day']}"
    if visit.way is not None:
        times += f" · {words.say('travel', minutes=str(visit.way.journey.minutes))}"
    texts: list[tuple[Style, str, int]] = [(_TIME, times, 1)]
    if of_worker:
        texts += [(_TEXT, visit.member.name, most), (_TEXT, f"{visit.site.postal_code} {visit.site.city}", 1)]
    else:
        texts += [(_TEXT, visit.worker.name, most), (_TEXT, profession(visit.worker, words), 1)]
        texts.append((_TEXT, visit.site.name, 1))
    for style, text, lines in texts:
        fitting, found = fit(text, style, width, lines, LEAST)
        yield from ((fitting, line) for line in found)


def _grid(sheet: Flow, edges: list[float], top: float, height: float, weeks: int) -> None:
    """Draw the lines between days and weeks, over what they hold."""
    for row in range(weeks + 1):
        sheet.rule(top - row * height, LEFT, RIGHT, INK if row in (0, weeks) else GREY, 0.6)
    for edge in edges:
        sheet.box(edge - 0.2, top, 0.4, height * weeks, GREY)
