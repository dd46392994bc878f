"""The lines of a document, grouped by agreement with their basis in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from basicplus.invoicing.documents.content import DocumentContent, Line
from basicplus.invoicing.documents.layout import GREY, Flow, Style
from basicplus.invoicing.documents.table import INNER, PADDING, Cell, Column, Table
from basicplus.invoicing.documents.totals import rate_text
from basicplus.invoicing.documents.wording import Wording

_TITLE = Style(9.5, bold=True)
_WHY = Style(8, color=GREY)
_AMOUNT = Style(9.5)
_SUM = Style(9, bold=True)
_SUM_HEIGHT = _SUM.leading + 2 * PADDING


class _OfAgreement(Protocol):
    @property
    def agreement(self) -> str: ...


Row = TypeVar("Row", bound=_OfAgreement)


def by_agreement(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Group rows by agreement, in the order in which they come."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.agreement, []).append(row)
    return groups


def billed_lines(flow: Flow, content: DocumentContent, words: Wording, closing: float) -> None:
    """Put the table of lines; its last row stays with the `closing` points under it."""
    groups = by_agreement(content.lines)
    summed = content.purpose == "settlement" and len(content.lines) > 1
    with Table(flow, _columns(content, words), words["continued"]) as table:
        for number, (agreement, lines) in enumerate(groups.items(), 1):
            table.group(words.say("agreement", agreement=agreement))
            subtotalled = len(lines) > 1 and len(groups) > 1
            under = _SUM_HEIGHT if subtotalled else 0
            if number == len(groups):
                under += closing + (_SUM_HEIGHT if summed else 0)
            for line in lines:
                table.row(_cells(content, line, words), under if line is lines[-1] else 0)
            if subtotalled:
                table.sum_row(words.say("subtotal", agreement=agreement), _sums(content, lines, words), _SUM)
        if summed:
            table.sum_row(words["totals"], _sums(content, content.lines, words), _SUM)


def _columns(content: DocumentContent, words: Wording) -> list[Column]:
    figures = [Column(words["vat_amount"], 56, "right")] if content.is_taxed else []
    if content.purpose == "settlement":
        last = words["credited" if content.kind == "credit_note" else "difference"]
        width = 76 if content.is_taxed else 84
        figures += [Column(label, width, "right") for label in (words["final"], words["billed"], last)]
    else:
        if _has_hours(content):
            figures = [Column(words["quantity"], 70, "right"), Column(words["rate"], 88, "right"), *figures]
        figures.append(Column(words["amount"], 84, "right"))
    taken = sum(column.width for column in figures)
    return [Column(words["description"], INNER - taken), *figures]


def _cells(content: DocumentContent, line: Line, words: Wording) -> list[Cell]:
    texts = [rate_text(line.vat_percent, words)] if content.is_taxed else []
    if content.purpose == "settlement":
        texts += [_money(cents, words) for cents in (line.final_cents, line.billed_cents)]
    elif _has_hours(content):
        minutes = "" if line.minutes is None else words.time(line.minutes)
        texts = [minutes, "" if line.rate_e4 is None else words.rate(line.rate_e4), *texts]
    texts.append(words.money(line.amount_cents))
    return [_description(content, line, words), *([(_AMOUNT, text)] for text in texts)]


def _has_hours(content: DocumentContent) -> bool:
    return any(line.minutes is not None for line in content.lines)


def _description(content: DocumentContent, line: Line, words: Wording) -> Cell:
    why = words[f"{line.basis}_{'settled' if content.purpose == 'settlement' else 'why'}"]
    cell = [
        (_TITLE, f"{words.profession(line.profession)} · {words.period(line.from_on, line.until_on)}"),
        (_WHY, words.say("basis", basis=words[line.basis], why=why)),
    ]
    if not content.why:
        cell.append((_WHY, words.say("pool", code=line.pool_code, name=line.pool_name)))
        cell += [(_WHY, words.say("share", share=line.share))] if line.share else []
    return cell


def _money(cents: int | None, words: Wording) -> str:
    return "" if cents is None else words.money(cents)


def _sums(content: DocumentContent, lines: Sequence[Line], words: Wording) -> list[str]:
    sums = [words.money(sum(line.amount_cents for line in lines))]
    if content.purpose == "settlement":
        for cents in ([line.billed_cents for line in lines], [line.final_cents for line in lines]):
            known = [value for value in cents if value is not None]
            sums.insert(0, words.money(sum(known)) if len(known) == len(lines) else "")
    return sums
