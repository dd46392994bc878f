"""The PDF of an activity report: who the group is, the year at a glance, a table for each section."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from basicplus.activity.figures import ActivityReport, Kind, Section, Value
from basicplus.activity.wording import Language, Wording, wording
from basicplus.clock import month_of
from basicplus.invoicing.documents.layout import (
    ACCENT,
    FULL,
    GREY,
    HEIGHT,
    INK,
    LEFT,
    RIGHT,
    TINT,
    About,
    Align,
    Flow,
    Page,
    Style,
    draw,
    fit,
)
from basicplus.invoicing.documents.letter import mentions
from basicplus.invoicing.documents.table import INNER, Column, Table
from basicplus.invoicing.documents.wording import enterprise_number, legal_name
from basicplus.invoicing.issuing import seller_of

_GROUP = Style(14, bold=True)
_TITLE = Style(23, bold=True)
_LABEL = Style(7.5, color=GREY)
_VALUE = Style(9.5)
_FIGURE = Style(19, bold=True, color=ACCENT)
_SECTION = Style(13, bold=True)
_HOW = Style(8, color=GREY)
_TEXT = Style(8)
_SUM = Style(8.5, bold=True)
_FOOT = Style(7, color=GREY)
_TILE = 58.0
_GAP = 10.0

# How wide each kind of column is, in points; texts share what is left.
_WIDTHS: dict[Kind, float] = {
    "day": 56,
    "month": 92,
    "movement": 62,
    "severity": 62,
    "count": 74,
    "fte_e2": 108,
    "minutes": 84,
    "cents": 88,
    "rate_e4": 88,
}
_CODES = {"member": 68.0, "pool": 106.0, "rule": 68.0, "reference": 124.0, "party": 68.0}
_NUMBERS = frozenset({"count", "fte_e2", "minutes", "cents", "rate_e4"})
_SUMMED = frozenset({"minutes", "cents"})


def render_report(report: ActivityReport, language: Language) -> bytes:
    """Draw the report in a language; the same report gives the same bytes."""
    words = wording(language)
    flow = Flow()
    _head(flow, report, words)
    _glance(flow, report, words)
    for section in report.sections:
        _section(flow, section, report.year, words)
    for index, page in enumerate(flow.pages):
        _frame(page, report, words, index, len(flow.pages))
    name = legal_name(report.group.name, report.group.legal_form)
    return draw(flow.pages, About(f"{words['title']} {report.year}", name, words.patterns["pdf"]))


def _head(flow: Flow, report: ActivityReport, words: Wording) -> None:
    group = report.group
    flow.box(LEFT, HEIGHT - 40, 30, 3, ACCENT)
    style, lines = fit(legal_name(group.name, group.legal_form), _GROUP, FULL, 2)
    flow.y = flow.lines(LEFT, HEIGHT - 50, style, lines) - 18
    flow.text(LEFT, flow.y, _TITLE, f"{words['title']} {report.year}")
    flow.y -= 38
    flow.paragraph(_VALUE, words["law"])
    flow.y -= 6
    committees = sorted({each.joint_committee for each in report.authorisations})
    facts = (
        (words["enterprise_number"], enterprise_number(group.enterprise_number)),
        (words["authorisation"], ", ".join(each.reference for each in report.authorisations) or words["none"]),
        (words["joint_committee"], ", ".join(committees) or words["none"]),
        (words["made_on"], words.day(report.made_on)),
    )
    flow.rule(flow.y, color=INK, thick=0.8)
    for index, (label, value) in enumerate(facts):
        x = LEFT + index * FULL / len(facts)
        flow.text(x, flow.y - 7, _LABEL, label)
        style, lines = fit(value, _VALUE, FULL / len(facts) - 8, 2)
        flow.lines(x, flow.y - 19, style, lines)
    flow.y -= 48
    flow.rule(flow.y)


def _glance(flow: Flow, report: ActivityReport, words: Wording) -> None:
    """Put the four figures that people ask for first."""
    heads = max(row[1] for row in report.section("staff").rows)  # type: ignore[type-var]
    figures = (
        (words["glance_members"], _written(report.section("members").rows[0][3], "count", words)),
        (words["glance_heads"], _written(heads, "count", words)),
        (words["glance_hours"], _written(_sum(report.section("served"), "signed"), "minutes", words)),
        (words["glance_cost"], _written(_sum(report.section("costs"), "cost"), "cents", words)),
    )
    flow.y -= 14
    width = (FULL - _GAP * (len(figures) - 1)) / len(figures)
    for index, (label, figure) in enumerate(figures):
        x = LEFT + index * (width + _GAP)
        flow.box(x, flow.y, width, _TILE, TINT, radius=4)
        style, lines = fit(figure, _FIGURE, width - 20)
        flow.text(x + 10, flow.y - 9, style, lines[0])
        style, lines = fit(label, _LABEL, width - 20, 2)
        flow.lines(x + 10, flow.y - 37, style, lines)
    flow.y -= _TILE


def _sum(section: Section, column: str) -> int:
    index = list(section.columns).index(column)
    return sum(value for row in section.rows if isinstance(value := row[index], int))


def _section(flow: Flow, section: Section, year: int, words: Wording) -> None:
    flow.y -= 22
    flow.room(130)
    flow.paragraph(_SECTION, words[section.name])
    flow.paragraph(_HOW, words.say(f"{section.name}_how", year=year))
    flow.y -= 6
    if not section.rows:
        flow.paragraph(_VALUE, words["nothing"])
        return
    kinds = list(section.columns.values())
    with Table(flow, _columns(section, words), words["continued"]) as table:
        for row in section.rows:
            texts = (_written(value, kind, words) for value, kind in zip(row, kinds, strict=True))
            table.row([[(_TEXT, text)] for text in texts])
        summed = [name for name, kind in section.columns.items() if kind in _SUMMED]
        if summed and len(section.rows) > 1:
            first = list(section.columns).index(summed[0])
            sums = [
                _written(_sum(section, name), kind, words) if kind in _SUMMED else ""
                for name, kind in list(section.columns.items())[first:]
            ]
            table.sum_row(words["total"], sums, _SUM)


def _columns(section: Section, words: Wording) -> list[Column]:
    fixed = {
        name: _CODES.get(name) or _WIDTHS[kind]
        for name, kind in section.columns.items()
        if name in _CODES or kind in _WIDTHS
    }
    loose = len(section.columns) - len(fixed)
    if not loose:
        fixed = {name: INNER / len(fixed) for name in fixed}
    rest = (INNER - sum(fixed.values())) / loose if loose else 0
    return [
        Column(words[f"column_{name}"], fixed.get(name, rest), _side(kind))
        for name, kind in section.columns.items()
    ]


def _side(kind: Kind) -> Align:
    return "right" if kind in _NUMBERS else "left"


def _written(value: Value, kind: Kind, words: Wording) -> str:
    if value is None or value == "":
        return words["none"]
    if isinstance(value, date):
        return words.period(value, month_of(value).until_on) if kind == "month" else words.day(value)
    if isinstance(value, int):
        writers: dict[str, Callable[[int], str]] = {
            "minutes": words.time,
            "cents": words.money,
            "rate_e4": words.rate,
            "count": lambda number: f"{number:,}".replace(",", words.group),
            "fte_e2": lambda number: f"{number // 100}{words.decimal}{number % 100:02}",
        }
        return writers[kind](value)
    if kind == "profession":
        return words.profession(value)
    return words[f"{kind}_{value}"] if kind in ("movement", "severity") else value


def _frame(page: Page, report: ActivityReport, words: Wording, index: int, count: int) -> None:
    """Put the footer on a page, and on all but the first the header that says what it continues."""
    sheet = Flow()
    sheet.pages = [page]
    seller: Any = seller_of(report.group)
    if index:
        sheet.text(LEFT, HEIGHT - 42, _FOOT, legal_name(report.group.name, report.group.legal_form))
        sheet.text(RIGHT, HEIGHT - 42, _FOOT, f"{words['title']} {report.year}", "right")
        sheet.rule(HEIGHT - 56)
    sheet.rule(54)
    top = 48.0
    for text in mentions(seller, words):
        style, lines = fit(text, _FOOT, FULL - 70, 2)
        top = sheet.lines(LEFT, top, style, lines)
    sheet.text(RIGHT, 48, _FOOT, words.say("page", page=index + 1, pages=count), "right")
