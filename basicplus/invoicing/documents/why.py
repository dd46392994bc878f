"""The box that says why: what each pool costs, by which key it is shared, and what changed since last time."""

from __future__ import annotations

from basicplus.invoicing.documents.content import DocumentContent, Why
from basicplus.invoicing.documents.layout import FULL, GREY, LEFT, RIGHT, Flow, Style, fit, text_width
from basicplus.invoicing.documents.table import GUTTER, HEADER_HEIGHT, INNER, Cell, Column, Table
from basicplus.invoicing.documents.wording import Wording

_HEADING = Style(11, bold=True)
_INTRO = Style(8, color=GREY)
_POOL = Style(8, bold=True)
_TEXT = Style(8)
_SMALL = Style(7, color=GREY)
_ROW, _TALL_ROW = 34.0, 84.0


def why_box(flow: Flow, content: DocumentContent, words: Wording) -> None:
    """Put a row for each agreement; the heading is never parted from the first."""
    compared = any(row.before for row in content.why)
    flow.y -= 12
    flow.room(_HEADING.leading + HEADER_HEIGHT + (_TALL_ROW if compared else _ROW))
    flow.text(LEFT, flow.y, _HEADING, words["why"])
    intro = words["why_settled" if content.purpose == "settlement" else "why_periodic"]
    style, lines = fit(intro, _INTRO, FULL - text_width(words["why"], _HEADING) - 12)
    flow.text(RIGHT, flow.y + 1, style, lines[0], "right")
    flow.y -= _HEADING.leading
    columns = _columns(words, compared)
    with Table(flow, columns, words["continued"], least=0) as table:
        for row in content.why:
            cells = [_pool(row, words, columns[0].width - GUTTER, compared)]
            cells += [_cost(row, words), _weight(row, words), _share(row, words)]
            table.row([*cells, *(_compared(row, words) if compared else ())])


def _columns(words: Wording, compared: bool) -> list[Column]:
    widths = {"why_cost": 82, "why_weight": 82, "why_share": 66}
    if compared:
        widths |= {"why_before": 76, "why_change": 76}
    figures = [Column(words[key], width, "right") for key, width in widths.items()]
    return [Column(words["why_pool"], INNER - sum(widths.values())), *figures]


def _pool(row: Why, words: Wording, width: float, narrow: bool) -> Cell:
    agreement = words.say("agreement", agreement=row.agreement)
    pool = words.say("pool", code=row.pool_code, name=row.pool_name)
    key = words.say(f"why_by_{row.key}", name=row.key_name)
    under = [fit(text, _SMALL, width, 3) for text in ([pool, key] if narrow else [f"{pool} · {key}"])]
    return [(_POOL, agreement), *((style, line) for style, lines in under for line in lines)]


def _cost(row: Why, words: Wording) -> Cell:
    rate = [] if row.rate_e4 is None else [(_TEXT, words.rate(row.rate_e4))]
    if row.cost_cents is None:
        return [*rate, (_SMALL, words["cost_hidden" if row.cost == "hidden" else "cost_unknown"])]
    label = words.say(f"cost_{row.cost}", year=row.year)
    return [(_TEXT, words.money(row.cost_cents)), (_SMALL, label), *rate]


def _weight(row: Why, words: Wording) -> Cell:
    write = words.count if row.key == "key" else words.time
    if row.total_weight is None:
        return [(_TEXT, write(row.weight))]
    return [(_TEXT, write(row.weight)), (_SMALL, words.say("weight_of", total=write(row.total_weight)))]


def _share(row: Why, words: Wording) -> Cell:
    return [(_POOL, words.money(row.share_cents))]


def _compared(row: Why, words: Wording) -> tuple[Cell, Cell]:
    before = row.before
    if before is None:
        return [(_TEXT, words["none"])], [(_TEXT, words["none"])]
    causes = (("change_price", before.price_cents), ("change_volume", before.volume_cents))
    return (
        [
            (_TEXT, words.money(before.amount_cents)),
            (_SMALL, words.period(before.from_on, before.until_on)),
            (_SMALL, before.number),
        ],
        [
            (_TEXT, words.change(row.share_cents - before.amount_cents)),
            *((_SMALL, words.say(key, amount=words.change(cents))) for key, cents in causes if cents),
        ],
    )
