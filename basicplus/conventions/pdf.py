"""The paper of an agreement or of an amendment to it: its blocks, what changes, and the places to sign."""

from __future__ import annotations

from itertools import zip_longest

from basicplus.conventions.blocks import Block, blocks, last_day, parties
from basicplus.conventions.content import Content, Paper
from basicplus.conventions.redline import redline
from basicplus.conventions.wording import Words, words_of
from basicplus.invoicing.documents.layout import (
    ACCENT,
    FULL,
    GREY,
    INK,
    LEFT,
    About,
    Flow,
    Style,
    draw,
    fit,
    wrap,
)
from basicplus.invoicing.documents.letter import Fact, frame, heading, letterhead, notice
from basicplus.invoicing.documents.table import GUTTER, INNER, Cell, Column, Table

_TITLE = Style(10.5, bold=True, color=ACCENT)
_SECTION = Style(14, bold=True)
_TEXT = Style(9.2, spacing=1.4)
_LABEL = Style(8.5, color=GREY, spacing=1.5)
_VALUE = Style(9.2, spacing=1.4)
_SMALL = Style(8.5)
_NAME = Style(9.2, bold=True)
_LABEL_WIDTH = 150.0
_NAMES_HEIGHT = 56.0
_SIGN_ROWS = {"name": 20.0, "date": 22.0, "signature": 44.0}
_SIGN_HEIGHT = 40 + _NAMES_HEIGHT + sum(_SIGN_ROWS.values())
_MOST_LINES = 12
"""Lines of a table row; what is longer goes on in the next row, so that it can cross a page."""


def render(paper: Paper) -> bytes:
    """Draw the paper in its language; the same text gives the same bytes."""
    content = paper.content
    words = words_of(content.language)
    flow = Flow()
    letterhead(flow, content.seller, content.buyer, words.forms)
    title = words.say("amendment" if paper.before else "title")
    heading(flow, title, content.number, _facts(content, words))
    if content.is_draft:
        notice(flow, words.say("draft"))
        flow.y -= 8
    if paper.before is not None:
        _amendment(flow, paper, paper.before, words)
    for number, block in enumerate(blocks(content), 1):
        _block(flow, number, block, words)
    if paper.before is None:
        _signatures(flow, content, words)
    frame(flow, content.seller, f"{title} {content.number} · {content.buyer.name}", words.forms)
    about = About(f"{title} {content.number}", content.seller.name, words.forms.patterns["pdf"])
    return draw(flow.pages, about)


def _facts(content: Content, words: Words) -> list[Fact]:
    return [
        Fact(words.say("begins"), [words.forms.day(content.from_on)], 100),
        Fact(words.say("ends"), [last_day(content, words)], 150),
        Fact(words.say("version"), [str(content.version)], 80),
        Fact(words.forms["member"], [content.buyer.number]),
    ]


def _amendment(flow: Flow, paper: Paper, before: Content, words: Words) -> None:
    """Put what changes, where to sign, and the heading of the text as it will read."""
    content = paper.content
    date = words.forms.long_day(content.from_on)
    named = parties(content)
    text = words.say(
        "amends", date=date, agreement=content.agreement, group=named["group"], member=named["member"]
    )
    flow.paragraph(_TEXT, text)
    if paper.why:
        flow.y -= 4
        flow.paragraph(_TEXT, words.say("why", why=paper.why))
    flow.y -= 8
    _changes(flow, before, content, words)
    _signatures(flow, content, words)
    flow.break_page()
    flow.paragraph(_SECTION, words.say("consolidated", date=date))
    flow.y -= 4


def _changes(flow: Flow, before: Content, after: Content, words: Words) -> None:
    columns = [Column(words.say("point"), 150), Column(words.say("before"), 165)]
    columns.append(Column(words.say("after"), INNER - sum(column.width for column in columns)))
    nothing = words.say("nothing")
    with Table(flow, columns, words.say("continued", title="{title}")) as table:
        block = ""
        for each in redline(before, after):
            if each.block != block:
                table.group(each.block)
            block = each.block
            cells = [each.term, each.before or nothing, each.after or nothing]
            for row in _rows(cells, columns):
                table.row(row)
    flow.y -= 12


def _rows(texts: list[str], columns: list[Column]) -> list[list[Cell]]:
    """Cut long texts into rows of so many lines."""
    lines = [wrap(text, _SMALL, column.width - GUTTER) for text, column in zip(texts, columns, strict=True)]
    longest = max(map(len, lines))
    return [
        [[(_SMALL, line) for line in column[start : start + _MOST_LINES]] or [(_SMALL, "")] for column in lines]
        for start in range(0, longest, _MOST_LINES)
    ]


def _block(flow: Flow, number: int, block: Block, words: Words) -> None:
    """Put a block; its title stays with the first lines under it."""
    flow.y -= 9
    flow.room(_TITLE.leading + 3 * _TEXT.leading)
    flow.text(LEFT, flow.y, *_one_line(f"{number}. {block.title}", _TITLE, FULL))
    flow.y -= _TITLE.leading + 1
    for term in block.terms:
        _term(flow, term.label, term.value)
    if block.terms and block.texts:
        flow.y -= 3
    for text in (*block.texts, *([words.say("own_text", text=block.own)] if block.own else [])):
        flow.paragraph(_TEXT, text)
        flow.y -= 2


def _term(flow: Flow, label: str, value: str) -> None:
    """Put a label and beside it its value; both may be longer than a line, and cross a page."""
    width = FULL - _LABEL_WIDTH
    for left, right in zip_longest(wrap(label, _LABEL, _LABEL_WIDTH - GUTTER), wrap(value, _VALUE, width)):
        flow.room(_VALUE.leading)
        if left:
            flow.text(LEFT, flow.y, _LABEL, left)
        if right:
            flow.text(LEFT + _LABEL_WIDTH, flow.y, _VALUE, right)
        flow.y -= _VALUE.leading


def _signatures(flow: Flow, content: Content, words: Words) -> None:
    """Put the places to sign beside each other, together on one page."""
    named = parties(content)
    signers = [("group", named["group"]), ("member", named["member"])]
    if content.worker:
        signers.append(("worker", content.worker))
    flow.y -= 12
    flow.room(_SIGN_HEIGHT)
    flow.text(LEFT, flow.y, _TITLE, words.say("signatures.title"))
    flow.y -= _TITLE.leading
    flow.paragraph(_SMALL, words.paragraphs("signatures")[0])
    flow.y -= 6
    top, width = flow.y, FULL / len(signers)
    for index, (party, name) in enumerate(signers):
        x = LEFT + index * width
        y = flow.lines(x, top, *fit(words.say(f"signatures.{party}"), _LABEL, width - GUTTER, 2)) - 2
        flow.lines(x, y, *fit(name, _NAME, width - GUTTER, 4, least=7))
        under = top - _NAMES_HEIGHT
        for key in ("name", "date", "signature"):
            under -= _SIGN_ROWS[key]
            flow.text(x, under + _LABEL.leading + 2, _LABEL, words.say(f"signatures.{key}"))
            flow.rule(under, x, x + width - 16, color=INK)
    flow.y = top - _NAMES_HEIGHT - sum(_SIGN_ROWS.values())


def _one_line(text: str, style: Style, width: float) -> tuple[Style, str]:
    fitted, lines = fit(text, style, width)
    return fitted, lines[0]
