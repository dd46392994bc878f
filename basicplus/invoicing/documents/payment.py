"""How to pay a document: the payment box with its structured communication and its EPC069-12 QR code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from basicplus.invoicing.documents.content import DocumentContent, Seller
from basicplus.invoicing.documents.layout import (
    ACCENT,
    FULL,
    GREY,
    INK,
    LEFT,
    RIGHT,
    TINT,
    WHITE,
    Flow,
    Style,
    fit,
    text_width,
)
from basicplus.invoicing.documents.ogm import format_ogm
from basicplus.invoicing.documents.qr import dark_runs
from basicplus.invoicing.documents.wording import Wording, iban, legal_name
from basicplus.money import format_cents

BOX_HEIGHT = 118.0
_QR_SIDE = 88.0
_QUIET_MODULES = 4
_LABEL = Style(8.5, color=GREY)
_VALUE = Style(9.5)
_STRONG = Style(9.5, bold=True)
_CAPTION = Style(6.5, color=GREY)


@dataclass(frozen=True)
class Transfer:
    """A transfer asked for: `cents` to `seller`, with `ogm`, else `reference`, to say what it pays."""

    seller: Seller
    cents: int
    due_on: date
    ogm: str | None
    reference: str


def transfer_of(content: DocumentContent) -> Transfer:
    """Return the transfer that pays a document."""
    return Transfer(content.seller, content.total_cents, content.due_on, content.ogm, content.number)


def epc_payload(transfer: Transfer) -> bytes:
    """Give the EPC069-12 text (version 002, UTF-8) of a transfer.

    The Belgian structured communication goes where the standard wants a structured reference; without
    one the reference is the free text.
    """
    seller = transfer.seller
    return "\n".join(
        (
            "BCD",
            "002",
            "1",
            "SCT",
            seller.bic,
            legal_name(seller.name, seller.legal_form)[:70],
            seller.iban.replace(" ", ""),
            f"EUR{format_cents(transfer.cents)}",
            "",
            *((transfer.ogm,) if transfer.ogm else ("", transfer.reference)),
        )
    ).encode()


def payment_box(flow: Flow, transfer: Transfer, words: Wording) -> None:
    """Draw what a payer needs, with the QR code, on one page."""
    flow.room(BOX_HEIGHT)
    top = flow.y
    flow.box(LEFT, top, FULL, BOX_HEIGHT, TINT, radius=4)
    flow.box(LEFT, top, 3, BOX_HEIGHT, ACCENT)
    flow.text(LEFT + 16, top - 9, Style(11, bold=True), words["payment"])
    _facts(flow, transfer, words, top - 29)
    corner = RIGHT - 12 - _QR_SIDE
    _qr(flow, epc_payload(transfer), corner, top - 9)
    style, lines = fit(words["scan"], _CAPTION, _QR_SIDE + 20, 2)
    under = top - 9 - _QR_SIDE - 2
    for line in lines:
        flow.text(corner + (_QR_SIDE - text_width(line, style)) / 2, under, style, line)
        under -= style.leading
    flow.y -= BOX_HEIGHT


def _facts(flow: Flow, transfer: Transfer, words: Wording, top: float) -> None:
    seller = transfer.seller
    communication = (
        (words["structured"], format_ogm(transfer.ogm)) if transfer.ogm else (words["free"], transfer.reference)
    )
    facts = (
        (words["pay_amount"], words.money(transfer.cents), _STRONG),
        (words["pay_before"], words.long_day(transfer.due_on), _STRONG),
        (words["beneficiary"], legal_name(seller.name, seller.legal_form), _VALUE),
        (words["iban"], iban(seller.iban), _STRONG),
        *([(words["bic"], seller.bic, _VALUE)] if seller.bic else []),
        (*communication, _STRONG),
    )
    for label, value, style in facts:
        flow.text(LEFT + 16, top, _LABEL, label)
        fitted, lines = fit(value, style, RIGHT - _QR_SIDE - 30 - (LEFT + 150), least=7)
        flow.text(LEFT + 150, top, fitted, lines[0])
        top -= 14


def _qr(flow: Flow, payload: bytes, x: float, top: float) -> None:
    modules, runs = dark_runs(payload)
    unit = _QR_SIDE / (modules + 2 * _QUIET_MODULES)
    flow.box(x, top, _QR_SIDE, _QR_SIDE, WHITE)
    # One path for all modules: painted one by one, neighbours would show a hairline between them.
    path = " ".join(f"{column} {row} {length} 1 re" for column, row, length in runs)

    def draw_modules(canvas: Any) -> None:
        canvas.saveState()
        canvas.translate(x + _QUIET_MODULES * unit, top - _QUIET_MODULES * unit)
        canvas.scale(unit, -unit)
        canvas.setFillColorRGB(*INK)
        canvas.addLiteral(f"{path} f")
        canvas.restoreState()

    flow.page.shapes.append(draw_modules)
