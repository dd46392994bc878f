"""The annex of an invoice: every signed hour it bills, grouped by agreement."""

from __future__ import annotations

from collections.abc import Iterable

from basicplus.invoicing.documents.billing import by_agreement
from basicplus.invoicing.documents.content import DocumentContent, SignedHours
from basicplus.invoicing.documents.layout import GREY, Flow, Style
from basicplus.invoicing.documents.table import INNER, PADDING, Cell, Column, Table
from basicplus.invoicing.documents.wording import Wording

_HEADING = Style(15, bold=True)
_INTRO = Style(8.5, color=GREY)
_TEXT = Style(8)
_SUM = Style(8.5, bold=True)
_START = 150.0


def signed_hours(flow: Flow, content: DocumentContent, words: Wording) -> None:
    """Put the annex after the letter, never on its first page; a subtotal never starts a page."""
    if len(flow.pages) == 1:
        flow.break_page()
    else:
        flow.y -= 26
        flow.room(_START)
    flow.paragraph(_HEADING, words["annex"])
    flow.y -= 2
    intro = words.say("annex_intro", number=content.number, date=words.long_day(content.issue_on))
    flow.paragraph(_INTRO, intro)
    flow.y -= 10
    groups = by_agreement(content.hours)
    with Table(flow, _columns(words), words["continued"]) as table:
        for agreement, rows in groups.items():
            table.group(words.say("agreement", agreement=agreement))
            for row in rows:
                table.row(_cells(row, words), _keep(row, rows, groups))
            subtotal = words.say("subtotal", agreement=agreement)
            table.sum_row(subtotal, _duration(rows, words), _SUM)
        if len(groups) > 1:
            table.sum_row(words["hours_total"], _duration(content.hours, words), _SUM)


def _keep(row: SignedHours, rows: list[SignedHours], groups: dict[str, list[SignedHours]]) -> float:
    if row is not rows[-1]:
        return 0
    ends_annex = rows is list(groups.values())[-1] and len(groups) > 1
    return (_SUM.leading + 2 * PADDING) * (2 if ends_annex else 1)


def _columns(words: Wording) -> list[Column]:
    widths = {"day": 53, "hours": 58, "worker": 96, "site": 100, "signed_by": 82, "signed_on": 51}
    columns = [Column(words[key], width) for key, width in widths.items()]
    return [*columns, Column(words["duration"], INNER - sum(widths.values()), "right")]


def _cells(row: SignedHours, words: Wording) -> list[Cell]:
    texts = (
        words.day(row.day),
        f"{row.starts}–{row.ends}",
        row.worker,
        row.site,
        row.signed_by,
        words.day(row.signed_on),
        words.time(row.minutes),
    )
    return [[(_TEXT, text)] for text in texts]


def _duration(rows: Iterable[SignedHours], words: Wording) -> list[str]:
    return [words.time(sum(row.minutes for row in rows))]
