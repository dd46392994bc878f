"""Typeset text on pages: styles, wrapping, a cursor that breaks pages, and the drawing of what was laid out.

Pages are laid out first and drawn after, because "page x / y" needs the number of pages.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from threading import Lock
from typing import Any, Literal

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from basicplus.invoicing.documents.typeface import register_fonts

Align = Literal["left", "right"]
Color = tuple[float, float, float]
Shape = Callable[[Any], None]

WIDTH, HEIGHT = 595.28, 841.89
LEFT, RIGHT = 51.0, 544.28
FULL = RIGHT - LEFT
TOP, BOTTOM = HEIGHT - 74, 62.0

INK: Color = (0.11, 0.15, 0.20)
GREY: Color = (0.36, 0.41, 0.46)
RULE: Color = (0.81, 0.84, 0.87)
TINT: Color = (0.953, 0.965, 0.972)
ACCENT: Color = (0.05, 0.36, 0.42)
WHITE: Color = (1.0, 1.0, 1.0)

# Bytes need no detour over ASCII: a page is a fifth smaller without it.
rl_config.useA85 = 0

# A font object reads its file through one cursor, so two documents must not be drawn at once.
_drawing = Lock()


@dataclass(frozen=True)
class Style:
    """How a piece of text looks; sizes in points."""

    size: float
    bold: bool = False
    color: Color = INK
    spacing: float = 1.36

    @property
    def font(self) -> str:
        """Name the font as it is registered."""
        return "Roboto-Bold" if self.bold else "Roboto"

    @property
    def leading(self) -> float:
        """Give the height of a line."""
        return self.size * self.spacing


@dataclass
class Page:
    """What one page shows: shapes first, text over them."""

    shapes: list[Shape] = field(default_factory=list)
    texts: list[tuple[float, float, Style, str]] = field(default_factory=list)


@dataclass(frozen=True)
class About:
    """What the file says of itself."""

    title: str
    author: str
    language: str


class Flow:
    """Pages in the making, with a cursor `y` (top of what comes next) that moves down them."""

    def __init__(self) -> None:
        self.pages = [Page()]
        self.y = TOP
        self.on_break: Callable[[], None] | None = None

    @property
    def page(self) -> Page:
        """Give the page under the cursor."""
        return self.pages[-1]

    def room(self, height: float) -> None:
        """Start a new page unless `height` is left on this one."""
        if self.y - height < BOTTOM:
            self.break_page()

    def break_page(self) -> None:
        """Start a new page and repeat there what must be repeated."""
        self.pages.append(Page())
        self.y = TOP
        if self.on_break is not None:
            self.on_break()

    def text(self, x: float, top: float, style: Style, text: str, align: Align = "left") -> None:
        """Put one line, its top edge at `top`; aligned right, it ends at `x`."""
        if align == "right":
            x -= text_width(text, style)
        self.page.texts.append((x, top - style.leading / 2 - style.size * 0.36, style, text))

    def lines(self, x: float, top: float, style: Style, lines: Sequence[str], align: Align = "left") -> float:
        """Put lines under each other and give the edge below them."""
        for line in lines:
            self.text(x, top, style, line, align)
            top -= style.leading
        return top

    def paragraph(self, style: Style, text: str, x: float = LEFT, width: float = FULL) -> None:
        """Put a wrapped text at the cursor and move below it; it may cross pages."""
        for line in wrap(text, style, width):
            self.room(style.leading)
            self.text(x, self.y, style, line)
            self.y -= style.leading

    def rule(self, y: float, x: float = LEFT, end: float = RIGHT, color: Color = RULE, thick: float = 0.5) -> None:
        """Draw a horizontal line."""
        self.box(x, y + thick / 2, end - x, thick, color)

    def box(self, x: float, top: float, width: float, height: float, color: Color, radius: float = 0) -> None:
        """Fill a rectangle, its top left corner at (`x`, `top`)."""

        def draw(canvas: Any) -> None:
            canvas.setFillColorRGB(*color)
            if radius:
                canvas.roundRect(x, top - height, width, height, radius, stroke=0, fill=1)
            else:
                canvas.rect(x, top - height, width, height, stroke=0, fill=1)

        self.page.shapes.append(draw)


@lru_cache(maxsize=8192)
def clean(text: str) -> str:
    """Compose accents and turn line ends and control characters into spaces, as the font needs."""
    return re.sub(r"[\x00-\x1f\x7f]+", " ", unicodedata.normalize("NFC", text)).strip()


def text_width(text: str, style: Style) -> float:
    """Measure one line, in points."""
    register_fonts()
    width: float = pdfmetrics.stringWidth(text, style.font, style.size)
    return width


@lru_cache(maxsize=8192)
def wrap(text: str, style: Style, width: float) -> tuple[str, ...]:
    """Break a text into lines of at most `width`; a word that is too long is cut."""
    text = clean(text)
    if text_width(text, style) <= width:
        return (text,)
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if text_width(longer, style) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *whole, line = _cut(word, style, width)
        lines += whole
    return (*lines, line)


def _cut(word: str, style: Style, width: float) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and text_width(pieces[-1] + character, style) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


@lru_cache(maxsize=4096)
def fit(text: str, style: Style, width: float, most: int = 1, least: float = 5) -> tuple[Style, tuple[str, ...]]:
    """Wrap a text on at most `most` lines, in a smaller size when it must; below `least` points it is cut."""
    lines = wrap(text, style, width)
    while len(lines) > most and style.size > least:
        style = replace(style, size=style.size - 0.5)
        lines = wrap(text, style, width)
    if len(lines) > most:
        lines = (*lines[: most - 1], _ellipsis(lines[most - 1], style, width))
    return style, lines


def _ellipsis(line: str, style: Style, width: float) -> str:
    while text_width(f"{line}…", style) > width:
        line = line[:-1].rstrip()
    return f"{line}…"


def draw(pages: Sequence[Page], about: About, size: tuple[float, float] = (WIDTH, HEIGHT)) -> bytes:
    """Draw the pages as a PDF file, upright A4 unless it is said otherwise: the same pages give the same bytes."""
    register_fonts()
    out = io.BytesIO()
    with _drawing:
        canvas = Canvas(
            out,
            pagesize=size,
            invariant=1,
            pageCompression=1,
            initialFontName="Roboto",
            lang=about.language,
        )
        canvas.setTitle(about.title)
        canvas.setAuthor(about.author)
        canvas.setCreator("basicplus")
        for page in pages:
            _draw_page(canvas, page)
        canvas.save()
    return out.getvalue()


def _draw_page(canvas: Any, page: Page) -> None:
    for shape in page.shapes:
        shape(canvas)
    canvas.addLiteral(_texts(canvas, page))
    canvas.showPage()


def _texts(canvas: Any, page: Page) -> str:
    """Write the texts of a page as PDF operators; reportlab's own text object costs three times as much."""
    document, operators, color, chosen = canvas._doc, ["BT"], None, None
    for x, y, style, text in page.texts:
        font = pdfmetrics.getFont(style.font)
        if style.color != color:
            color = style.color
            operators.append("{:.3f} {:.3f} {:.3f} rg".format(*color))
        operators.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm")
        for subset, codes in font.splitString(text, document):
            if (font, subset, style.size) != chosen:
                chosen = font, subset, style.size
                operators.append(f"{font.getSubsetInternalName(subset, document)} {style.size:g} Tf")
            operators.append(f"({canvas._escape(codes)}) Tj")
    return " ".join((*operators, "ET"))
