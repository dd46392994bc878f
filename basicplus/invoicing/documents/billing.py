"""The lines of a document, grouped by agreement with their basis in words, and the total under them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from basicplus.invoicing.documents.content import DocumentContent, Line
from basicplus.invoicing.documents.layout import ACCENT, GREY, INK, LEFT, RIGHT, Flow, Style, wrap
from basicplus.invoicing.documents.table import INNER, INSET, PADDING, Cell, Column, Table
from basicplus.invoicing.documents.wording import Wording

_TITLE = Style(9.5, bold=True)
_WHY = Style(8, color=GREY)
_AMOUNT = Style(9.5)
_SUM = Style(9, bold=True)
_SUM_HEIGHT = _SUM.leading + 2 * PADDING
_VAT = Style(8.5)
_TOTAL_LABEL = Style(10, bold=True)
_TOTAL = Style(17, bold=True, color=ACCENT)
TOTAL_HEIGHT = 64.0


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
    """Put the table of lines; its last row stays with the total and the `closing` points under that."""
    groups = by_agreement(content.lines)
    columns = _columns(content, words)
    summed = content.purpose == "settlement" and len(content.lines) > 1
    with Table(flow, columns, words["continued"]) as table:
        for number, (agreement, lines) in enumerate(groups.items(), 1):
            table.group(words.say("agreement", agreement=agreement))
            subtotalled = len(lines) > 1 and len(groups) > 1
            under = _SUM_HEIGHT if subtotalled else 0
            if number == len(groups):
                under += closing + TOTAL_HEIGHT + (_SUM_HEIGHT if summed else 0)
            for line in lines:
                table.row(_cells(content, line, words, len(columns)), under if line is lines[-1] else 0)
            if subtotalled:
                table.sum_row(words.say("subtotal", agreement=agreement), _sums(content, lines, words), _SUM)
        if summed:
            table.sum_row(words["totals"], _sums(content, content.lines, words), _SUM)


def total(flow: Flow, content: DocumentContent, words: Wording) -> None:
    """Put the total, and beside it the article that exempts it from VAT."""
    flow.room(TOTAL_HEIGHT)
    flow.y -= 12
    top = flow.y
    label = words[_total_key(content)]
    amount = words.money(content.total_cents)
    flow.text(RIGHT - INSET, top, _TOTAL_LABEL, label, "right")
    flow.text(RIGHT - INSET, top - 15, _TOTAL, amount, "right")
    flow.rule(top - 42, RIGHT - 190, RIGHT, INK, 0.8)
    flow.lines(LEFT + INSET, top, _VAT, wrap(words["vat"], _VAT, 270))
    flow.y = top - TOTAL_HEIGHT + 12


def _total_key(content: DocumentContent) -> str:
    if content.kind == "credit_note":
        return "total_credit"
    return "total_invoice" if content.total_cents > 0 else "total_nothing"


def _columns(content: DocumentContent, words: Wording) -> list[Column]:
    if content.purpose == "settlement":
        last = words["credited" if content.kind == "credit_note" else "difference"]
        figures = [Column(label, 84, "right") for label in (words["final"], words["billed"], last)]
    else:
        figures = [Column(words["amount"], 84, "right")]
        if any(line.minutes is not None for line in content.lines):
            figures = [Column(words["quantity"], 70, "right"), Column(words["rate"], 88, "right"), *figures]
    taken = sum(column.width for column in figures)
    return [Column(words["description"], INNER - taken), *figures]


def _cells(content: DocumentContent, line: Line, words: Wording, count: int) -> list[Cell]:
    amount = [(_AMOUNT, words.money(line.amount_cents))]
    if content.purpose == "settlement":
        before = [[(_AMOUNT, _money(cents, words))] for cents in (line.final_cents, line.billed_cents)]
        return [_description(content, line, words), *before, amount]
    if count == 2:
        return [_description(content, line, words), amount]
    minutes = "" if line.minutes is None else words.time(line.minutes)
    rate = "" if line.rate_e4 is None else words.rate(line.rate_e4)
    return [_description(content, line, words), [(_AMOUNT, minutes)], [(_AMOUNT, rate)], amount]


def _description(content: DocumentContent, line: Line, words: Wording) -> Cell:
    why = words[f"{line.basis}_{'settled' if content.purpose == 'settlement' else 'why'}"]
    pool = words.say("pool", code=line.pool_code, name=line.pool_name)
    cell = [
        (_TITLE, f"{words.profession(line.profession)} · {words.period(line.from_on, line.until_on)}"),
        (_WHY, words.say("basis", basis=words[line.basis], why=why)),
        (_WHY, pool),
    ]
    if line.share:
        cell.append((_WHY, words.say("share", share=line.share)))
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
