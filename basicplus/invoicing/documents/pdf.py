"""The PDF of an issued document: one A4 letter, its payment box and the annex of signed hours."""

from __future__ import annotations

from dataclasses import replace

from basicplus.invoicing.documents.annex import signed_hours
from basicplus.invoicing.documents.billing import billed_lines, total
from basicplus.invoicing.documents.content import DocumentContent, Seller
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
    Flow,
    Page,
    Style,
    draw,
    fit,
    text_width,
    wrap,
)
from basicplus.invoicing.documents.payment import BOX_HEIGHT, payment_box
from basicplus.invoicing.documents.wording import NBSP, Wording, enterprise_number, iban, legal_name, wording

_SELLER = Style(14, bold=True)
_SMALL = Style(8.5, color=GREY)
_BUYER = Style(10.5, bold=True, spacing=1.3)
_ADDRESS = Style(10, spacing=1.35)
_TITLE = Style(23, bold=True)
_LABEL = Style(7.5, color=GREY)
_VALUE = Style(9.5)
_REMARK = Style(9)
_NOTE = Style(8.5, color=GREY)
_NOTE_GAP = 12.0
_FOOT = Style(7, color=GREY)

# Inside the window (right side) of an envelope: about 110-200 mm from the left, 50-85 mm from the top.
_WINDOW_LEFT, _WINDOW_TOP = 326.0, HEIGHT - 148
_TITLE_TOP = HEIGHT - 246


def render_pdf(content: DocumentContent) -> bytes:
    """Draw the document in its language; the same content gives the same bytes.

    Amounts due carry a payment box with a QR code; credit notes and documents without an amount say that
    nothing is to be paid.
    """
    words = wording(content.language)
    flow = Flow()
    _letterhead(flow, content, words)
    _heading(flow, content, words)
    _correction(flow, content, words)
    billed_lines(flow, content, words, _closing_height(content, words))
    total(flow, content, words)
    _closing(flow, content, words)
    if content.hours:
        signed_hours(flow, content, words)
    for index, page in enumerate(flow.pages):
        _frame(page, content, words, index, len(flow.pages))
    about = About(f"{title(content)} {content.number}", content.seller.name, words.patterns["pdf"])
    return draw(flow.pages, about)


def title(content: DocumentContent) -> str:
    """Name the document in its language: `Facture`, `Note de crédit`, `Décompte annuel` ..."""
    if content.purpose == "settlement":
        key = "settlement" if content.kind == "invoice" else "settlement_credit"
    else:
        key = content.kind
    return wording(content.language)[key]


def _letterhead(flow: Flow, content: DocumentContent, words: Wording) -> None:
    seller, buyer = content.seller, content.buyer
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


def _heading(flow: Flow, content: DocumentContent, words: Wording) -> None:
    name = title(content)
    style, _ = fit(f"{name}{NBSP * 2}{content.number}".replace(" ", NBSP), _TITLE, FULL)
    flow.text(LEFT, _TITLE_TOP, style, name)
    start = LEFT + text_width(name + NBSP * 2, style)
    flow.text(start, _TITLE_TOP, replace(style, bold=False, color=ACCENT), content.number)
    top = _TITLE_TOP - 40
    height = _facts(flow, content, words, top)
    flow.rule(top, color=INK, thick=0.8)
    flow.rule(top - height)
    flow.y = top - height - 8


def _facts(flow: Flow, content: DocumentContent, words: Wording, top: float) -> float:
    buyer = content.buyer
    facts = [
        (words["issued_on"], words.day(content.issue_on)),
        (words["due_on"], words.day(content.due_on)),
        (words["period"], words.period(content.from_on, content.until_on)),
        (words["member"], buyer.number),
        (
            words["enterprise"],
            enterprise_number(buyer.enterprise_number) if buyer.enterprise_number else words["none"],
        ),
    ]
    widths = [88.0, 88.0, 138.0, 84.0, FULL - 398]
    if content.kind == "credit_note":
        del facts[1]
        widths = [110.0, 160.0, 110.0, FULL - 380]
    x, most = LEFT, 1
    for (label, value), width in zip(facts, widths, strict=True):
        flow.text(x, top - 7, _LABEL, label)
        style, lines = fit(value, _VALUE, width - 8, 2)
        flow.lines(x, top - 19, style, lines)
        most = max(most, len(lines))
        x += width
    return 26 + most * _VALUE.leading


def _correction(flow: Flow, content: DocumentContent, words: Wording) -> None:
    texts = []
    if content.credits is not None:
        date = words.long_day(content.credits.issue_on)
        texts.append(words.say("credits", number=content.credits.number, date=date))
    if content.reason:
        texts.append(words.say("reason", reason=content.reason))
    for text in texts:
        flow.paragraph(_REMARK, text)
    if texts:
        flow.y -= 12


def _closing(flow: Flow, content: DocumentContent, words: Wording) -> None:
    """Put what stands under the total: how the price is settled, and how to pay."""
    flow.paragraph(_NOTE, words[_note_key(content)])
    flow.y -= _NOTE_GAP
    if _is_payable(content):
        payment_box(flow, content, words)
        return
    height, lines = _no_payment(content, words)
    flow.room(height)
    flow.box(LEFT, flow.y, FULL, height, TINT, radius=4)
    flow.box(LEFT, flow.y, 3, height, ACCENT)
    flow.lines(LEFT + 16, flow.y - 10, _VALUE, lines)
    flow.y -= height


def _closing_height(content: DocumentContent, words: Wording) -> float:
    note = len(wrap(words[_note_key(content)], _NOTE, FULL)) * _NOTE.leading + _NOTE_GAP
    return note + (BOX_HEIGHT if _is_payable(content) else _no_payment(content, words)[0])


def _is_payable(content: DocumentContent) -> bool:
    return content.kind == "invoice" and content.total_cents > 0 and not content.is_draft


def _note_key(content: DocumentContent) -> str:
    return "settled" if content.purpose == "settlement" else "provisional"


def _no_payment(content: DocumentContent, words: Wording) -> tuple[float, tuple[str, ...]]:
    told = words["draft" if content.is_draft else "no_payment"]
    if content.kind == "credit_note":
        told = words.say("credit_told", amount=words.money(content.total_cents))
    lines = wrap(told, _VALUE, FULL - 32)
    return len(lines) * _VALUE.leading + 20, lines


def _frame(page: Page, content: DocumentContent, words: Wording, index: int, count: int) -> None:
    """Put the footer on a page, and on all but the first the header that says what it continues."""
    sheet = Flow()
    sheet.pages = [page]
    if index:
        number = f"{title(content)} {content.number}"
        style, lines = fit(f"{number} · {content.buyer.name}", _FOOT, 330, least=_FOOT.size)
        name = legal_name(content.seller.name, content.seller.legal_form)
        left, names = fit(name, _FOOT, FULL - 350, least=_FOOT.size)
        sheet.text(LEFT, HEIGHT - 42, left, names[0])
        sheet.text(RIGHT, HEIGHT - 42, style, lines[0], "right")
        sheet.rule(HEIGHT - 56)
    sheet.rule(54)
    top = 48.0
    for text in mentions(content.seller, words):
        style, lines = fit(text, _FOOT, FULL - 70, 2)
        top = sheet.lines(LEFT, top, style, lines)
    sheet.text(RIGHT, 48, _FOOT, words.say("page", page=index + 1, pages=count), "right")


def mentions(seller: Seller, words: Wording) -> tuple[str, str]:
    """Say who the seller is, as CSA art. 2:20 and CDE art. III.25 want on every document."""
    seat = f"{seller.street}, {seller.postal_code} {seller.city}"
    account = (f"IBAN {iban(seller.iban)}", *([f"BIC {seller.bic}"] if seller.bic else []))
    return (
        " · ".join((legal_name(seller.name, seller.legal_form), seat, *_registers(seller, words))),
        " · ".join((seller.email, seller.website, *account)),
    )
