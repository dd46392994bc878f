"""The paper that every document is written on: letterhead, address, heading, remarks and footer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from basicplus.invoicing.documents.content import Buyer, Seller
from basicplus.invoicing.documents.layout import (
    ACCENT,
    FULL,
    GREY,
    HEIGHT,
    INK,
    LEFT,
    RIGHT,
    TINT,
    Flow,
    Style,
    fit,
    text_width,
    wrap,
)
from basicplus.invoicing.documents.wording import NBSP, Wording, enterprise_number, iban, legal_name

_SELLER = Style(14, bold=True)
_SMALL = Style(8.5, color=GREY)
_BUYER = Style(10.5, bold=True, spacing=1.3)
_ADDRESS = Style(10, spacing=1.35)
_TITLE = Style(23, bold=True)
_LABEL = Style(7.5, color=GREY)
_VALUE = Style(9.5)
_FOOT = Style(7, color=GREY)

# Inside the window (right side) of an envelope: about 110-200 mm from the left, 50-85 mm from the top.
_WINDOW_LEFT, _WINDOW_TOP = 326.0, HEIGHT - 148
_TITLE_TOP = HEIGHT - 246


@dataclass(frozen=True)
class Fact:
    """A fact under the title: its label, its lines, and its width in points; 0 takes what is left."""

    label: str
    lines: Sequence[str]
    width: float = 0


def letterhead(flow: Flow, seller: Seller, buyer: Buyer, words: Wording) -> None:
    """Put who writes, and in the window of the envelope to whom."""
    flow.box(LEFT, HEIGHT - 40, 30, 3, ACCENT)
    width = _WINDOW_LEFT - LEFT - 24
    top = HEIGHT - 50
    style, lines = fit(legal_name(seller.name, seller.legal_form), _SELLER, width, 2)
    top = flow.lines(LEFT, top, style, lines) - 3
    town = f"{seller.postal_code} {seller.city}"
    for text in (seller.street, town, *_registers(seller, words), seller.email, seller.website):
        style, lines = fit(text, _SMALL, width, 2)
        top = flow.lines(LEFT, top, style, lines)
    top = _WINDOW_TOP
    for text, wanted, most in (
        (buyer.name, _BUYER, 4),
        (buyer.street, _ADDRESS, 2),
        (f"{buyer.postal_code} {buyer.city}", _ADDRESS, 1),
    ):
        style, lines = fit(text, wanted, RIGHT - _WINDOW_LEFT, most)
        top = flow.lines(_WINDOW_LEFT, top, style, lines)


def heading(flow: Flow, title: str, number: str, facts: Sequence[Fact]) -> None:
    """Put the title with its number, and the facts between two rules; the cursor goes below them."""
    style, _ = fit(f"{title}{NBSP * 2}{number}".replace(" ", NBSP), _TITLE, FULL)
    flow.text(LEFT, _TITLE_TOP, style, title)
    start = LEFT + text_width(title + NBSP * 2, style)
    flow.text(start, _TITLE_TOP, replace(style, bold=False, color=ACCENT), number)
    top = _TITLE_TOP - 40
    rest = FULL - sum(fact.width for fact in facts)
    x, height = LEFT, 0.0
    for fact in facts:
        width = fact.width or rest
        flow.text(x, top - 7, _LABEL, fact.label)
        under = top - 19
        for text in fact.lines:
            style, lines = fit(text, _VALUE, width - 8, 2)
            under = flow.lines(x, under, style, lines)
        height = max(height, top - under + 7)
        x += width
    flow.rule(top, color=INK, thick=0.8)
    flow.rule(top - height)
    flow.y = top - height - 8


def buyer_facts(buyer: Buyer, words: Wording, width: float) -> tuple[Fact, Fact]:
    """Give the member's number, `width` wide, and its enterprise number with its VAT number if it has one."""
    numbers = [enterprise_number(buyer.enterprise_number) if buyer.enterprise_number else words["none"]]
    if buyer.vat_number:
        numbers.append(words.say("seller_vat", number=buyer.vat_number))
    return Fact(words["member"], [buyer.number], width), Fact(words["enterprise"], numbers)


def notice_height(text: str) -> float:
    """Give the height of a notice."""
    return len(wrap(text, _VALUE, FULL - 32)) * _VALUE.leading + 20


def notice(flow: Flow, text: str) -> None:
    """Put a text that must be seen, on a tinted box."""
    height = notice_height(text)
    flow.room(height)
    flow.box(LEFT, flow.y, FULL, height, TINT, radius=4)
    flow.box(LEFT, flow.y, 3, height, ACCENT)
    flow.lines(LEFT + 16, flow.y - 10, _VALUE, wrap(text, _VALUE, FULL - 32))
    flow.y -= height


def frame(flow: Flow, seller: Seller, running: str, words: Wording) -> None:
    """Put the footer on every page, and on all but the first a header with the `running` title."""
    for index, page in enumerate(flow.pages):
        sheet = Flow()
        sheet.pages = [page]
        if index:
            _header(sheet, seller, running)
        _footer(sheet, seller, words, words.say("page", page=index + 1, pages=len(flow.pages)))


def _header(sheet: Flow, seller: Seller, running: str) -> None:
    style, lines = fit(running, _FOOT, 330, least=_FOOT.size)
    name = legal_name(seller.name, seller.legal_form)
    left, names = fit(name, _FOOT, FULL - 350, least=_FOOT.size)
    sheet.text(LEFT, HEIGHT - 42, left, names[0])
    sheet.text(RIGHT, HEIGHT - 42, style, lines[0], "right")
    sheet.rule(HEIGHT - 56)


def _footer(sheet: Flow, seller: Seller, words: Wording, page: str) -> None:
    sheet.rule(54)
    top = 48.0
    for text in mentions(seller, words):
        style, lines = fit(text, _FOOT, FULL - 70, 2)
        top = sheet.lines(LEFT, top, style, lines)
    sheet.text(RIGHT, 48, _FOOT, page, "right")


def mentions(seller: Seller, words: Wording) -> tuple[str, str]:
    """Say who the seller is, as CSA art. 2:20 and CDE art. III.25 want on every document."""
    seat = f"{seller.street}, {seller.postal_code} {seller.city}"
    account = (f"IBAN {iban(seller.iban)}", *([f"BIC {seller.bic}"] if seller.bic else []))
    reach = (text for text in (seller.email, seller.website) if text)
    return (
        " · ".join((legal_name(seller.name, seller.legal_form), seat, *_registers(seller, words))),
        " · ".join((*reach, *account)),
    )


def _registers(seller: Seller, words: Wording) -> tuple[str, ...]:
    registers = words.say(
        "seller_registers",
        enterprise=enterprise_number(seller.enterprise_number),
        register=words["register"],
        court=seller.rpm_court,
    )
    if seller.vat_number is None:
        return (registers,)
    return (registers, words.say("seller_vat", number=seller.vat_number))
