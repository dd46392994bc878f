"""The total of a document: beside it the article that exempts it from VAT, or for taxed lines the VAT per rate."""

from __future__ import annotations

from basicplus.invoicing.documents.content import DocumentContent
from basicplus.invoicing.documents.layout import ACCENT, GREY, INK, LEFT, RIGHT, Flow, Style, wrap
from basicplus.invoicing.documents.table import INSET, PADDING
from basicplus.invoicing.documents.wording import Wording

_VAT = Style(8.5)
_RATE_LABEL = Style(7.5, color=GREY)
_PART = Style(9)
_LABEL = Style(10, bold=True)
_TOTAL = Style(17, bold=True, color=ACCENT)
_GAP = 12.0
_WIDE = 270.0
_RATES_WIDE = (80.0, 170.0, 250.0)
_TOTAL_HEIGHT = 42.0
_ROW = _PART.leading + 2


def total(flow: Flow, content: DocumentContent, words: Wording) -> None:
    """Put the total with what is said of VAT; a document that is exempt as a whole has no VAT column at all."""
    height = total_height(content, words)
    flow.room(height)
    top = flow.y - _GAP
    flow.y -= height
    rates = content.vat_by_rate
    under = top
    if content.is_taxed:
        under = _rates(flow, rates, words, top) - PADDING
        _parts(flow, content, words, top)
        top -= 2 * _ROW + PADDING
    flow.lines(LEFT + INSET, under, _VAT, _exemption(content, words))
    flow.text(RIGHT - INSET, top, _LABEL, words[_total_key(content)], "right")
    flow.text(RIGHT - INSET, top - 15, _TOTAL, words.money(content.total_cents), "right")
    flow.rule(top - _TOTAL_HEIGHT, RIGHT - 190, RIGHT, INK, 0.8)


def total_height(content: DocumentContent, words: Wording) -> float:
    """Give the height that the total takes."""
    left = len(_exemption(content, words)) * _VAT.leading
    right = _TOTAL_HEIGHT
    if content.is_taxed:
        left += _RATE_LABEL.leading + 2 * PADDING + len(content.vat_by_rate) * _ROW
        right += 2 * _ROW + PADDING
    return max(left, right) + _GAP + 10


def _rates(flow: Flow, rates: dict[int, tuple[int, int]], words: Wording, top: float) -> float:
    """Put the table of bases and VAT per rate, and give the edge below it."""
    columns = [LEFT + INSET + x for x in _RATES_WIDE]
    flow.text(LEFT + INSET, top, _RATE_LABEL, words["vat_rate"])
    for x, key in zip(columns[1:], ("vat_base", "vat_amount"), strict=True):
        flow.text(x, top, _RATE_LABEL, words[key], "right")
    top -= _RATE_LABEL.leading + PADDING
    flow.rule(top + 1, LEFT + INSET, columns[-1])
    for rate, (base, vat) in rates.items():
        flow.text(LEFT + INSET, top, _PART, rate_text(rate, words))
        flow.text(columns[1], top, _PART, words.money(base), "right")
        flow.text(columns[2], top, _PART, words.money(vat) if rate else words["none"], "right")
        top -= _ROW
    return top


def _parts(flow: Flow, content: DocumentContent, words: Wording, top: float) -> None:
    parts = (
        (words["total_without_vat"], content.total_cents - content.vat_cents),
        (words["vat_amount"], content.vat_cents),
    )
    for label, cents in parts:
        flow.text(RIGHT - 190, top, _PART, label)
        flow.text(RIGHT - INSET, top, _PART, words.money(cents), "right")
        top -= _ROW


def rate_text(percent: int, words: Wording) -> str:
    """Write a rate of VAT; what art. 44 exempts has none, not even zero."""
    return words.say("vat_percent", percent=percent) if percent else words["vat_exempt"]


def _exemption(content: DocumentContent, words: Wording) -> tuple[str, ...]:
    """Give the lines that name the article, unless every line is taxed."""
    exempt = [line for line in content.lines if not line.vat_percent]
    if content.lines and not exempt:
        return ()
    text = words.say("vat_part", mention=words["vat"]) if content.is_taxed else words["vat"]
    return wrap(text, _VAT, _WIDE)


def _total_key(content: DocumentContent) -> str:
    if content.kind == "credit_note":
        return "total_credit"
    return "total_invoice" if content.total_cents > 0 else "total_nothing"
