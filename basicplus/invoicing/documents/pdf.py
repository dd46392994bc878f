"""The PDF of an issued document: one A4 letter, how to pay, why this amount, and the annex of signed hours."""

from __future__ import annotations

from basicplus.invoicing.documents.annex import signed_hours
from basicplus.invoicing.documents.billing import billed_lines
from basicplus.invoicing.documents.content import DocumentContent
from basicplus.invoicing.documents.layout import FULL, GREY, About, Flow, Style, draw, wrap
from basicplus.invoicing.documents.letter import (
    Fact,
    buyer_facts,
    frame,
    heading,
    letterhead,
    notice,
    notice_height,
)
from basicplus.invoicing.documents.payment import BOX_HEIGHT, payment_box, transfer_of
from basicplus.invoicing.documents.totals import total, total_height
from basicplus.invoicing.documents.why import why_box
from basicplus.invoicing.documents.wording import Wording, wording

_REMARK = Style(9)
_NOTE = Style(8.5, color=GREY)
_NOTE_GAP = 12.0


def render_pdf(content: DocumentContent) -> bytes:
    """Draw the document in its language; the same content gives the same bytes.

    Amounts due carry a payment box with a QR code; credit notes and documents without an amount say that
    nothing is to be paid.
    """
    words = wording(content.language)
    flow = Flow()
    letterhead(flow, content.seller, content.buyer, words)
    heading(flow, title(content), content.number, _facts(content, words))
    _correction(flow, content, words)
    closing = total_height(content, words) + _closing_height(content, words)
    billed_lines(flow, content, words, closing)
    total(flow, content, words)
    _closing(flow, content, words)
    if content.why:
        why_box(flow, content, words)
    if content.hours:
        signed_hours(flow, content, words)
    named = f"{title(content)} {content.number}"
    frame(flow, content.seller, f"{named} · {content.buyer.name}", words)
    return draw(flow.pages, About(named, content.seller.name, words.patterns["pdf"]))


def title(content: DocumentContent) -> str:
    """Name the document in its language: `Facture`, `Note de débit`, `Note de crédit`, `Décompte annuel` ..."""
    if content.purpose == "settlement":
        key = "settlement" if content.kind == "invoice" else "settlement_credit"
    else:
        key = content.title if content.kind == "invoice" else content.kind
    return wording(content.language)[key]


def _facts(content: DocumentContent, words: Wording) -> list[Fact]:
    wide = 88 if content.is_payable else 110
    facts = [Fact(words["issued_on"], [words.day(content.issue_on)], wide)]
    if content.is_payable:
        facts.append(Fact(words["due_on"], [words.day(content.due_on)], wide))
    period = words.period(content.from_on, content.until_on)
    facts.append(Fact(words["period"], [period], 138 if content.is_payable else 160))
    return [*facts, *buyer_facts(content.buyer, words, 84 if content.is_payable else 110)]


def _correction(flow: Flow, content: DocumentContent, words: Wording) -> None:
    texts = []
    if content.credits is not None:
        date = words.long_day(content.credits.issue_on)
        corrected = words[f"corrected_{'settlement' if content.purpose == 'settlement' else content.title}"]
        texts.append(words.say("credits", document=corrected, number=content.credits.number, date=date))
    if content.reason:
        texts.append(words.say("reason", reason=content.reason))
    if content.kind == "credit_note" and content.vat_cents:
        texts.append(words["vat_to_repay"])
    for text in texts:
        flow.paragraph(_REMARK, text)
    if texts:
        flow.y -= 12


def _closing(flow: Flow, content: DocumentContent, words: Wording) -> None:
    """Put what stands under the total: how the price is settled, what the group adds, and how to pay."""
    for text in _notes(content, words):
        flow.paragraph(_NOTE, text)
    flow.y -= _NOTE_GAP
    if content.is_payable:
        payment_box(flow, transfer_of(content), words)
    else:
        notice(flow, _no_payment(content, words))


def _closing_height(content: DocumentContent, words: Wording) -> float:
    lines = sum(len(wrap(text, _NOTE, FULL)) for text in _notes(content, words))
    box = BOX_HEIGHT if content.is_payable else notice_height(_no_payment(content, words))
    return lines * _NOTE.leading + _NOTE_GAP + box


def _notes(content: DocumentContent, words: Wording) -> tuple[str, ...]:
    return (words["settled" if content.purpose == "settlement" else "provisional"], *content.texts)


def _no_payment(content: DocumentContent, words: Wording) -> str:
    if content.kind == "credit_note":
        return words.say("credit_told", amount=words.money(content.total_cents))
    return words["draft" if content.is_draft else "no_payment"]
