"""The statement of account of a member: what it owed, what moved, what is open and since when; how to pay it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Literal

from basicplus.invoicing.documents.content import Buyer, Language, Seller, Title
from basicplus.invoicing.documents.layout import FULL, GREY, LEFT, TINT, About, Flow, Style, draw, fit
from basicplus.invoicing.documents.letter import Fact, buyer_facts, frame, heading, letterhead, notice
from basicplus.invoicing.documents.ogm import format_ogm
from basicplus.invoicing.documents.payment import Transfer, payment_box
from basicplus.invoicing.documents.table import INNER, Column, Table
from basicplus.invoicing.documents.wording import Wording, iban, legal_name, wording

MovementKind = Literal[
    "invoice", "settlement", "credit_note", "payment_received", "refund", "write_off", "set_off"
]

AGE_LIMITS = (0, 30, 60, 90)
"""The last day of delay of each age of a debt; what is older is of the last age."""

_SECTION = Style(13, bold=True)
_TEXT = Style(8.5)
_SMALL = Style(8)
_SUM = Style(9, bold=True)
_LABEL = Style(7.5, color=GREY)
_AGED = Style(11, bold=True)
_TILE, _TILE_GAP = 40.0, 6.0


@dataclass(frozen=True)
class Movement:
    """A change of what a member owes, in cents: positive when it owes more, 0 for a set-off between its documents.

    `reference` is the number of its document, or what its bank statement calls it.
    """

    on: date
    kind: MovementKind
    reference: str
    cents: int


@dataclass(frozen=True)
class OpenDocument:
    """A document that is not paid in full; `open_cents` of its total are still due."""

    number: str
    issue_on: date
    due_on: date
    total_cents: int
    open_cents: int
    ogm: str | None = None

    def late_days(self, on: date) -> int:
        """Return how many days it is overdue; 0 until its due day is over."""
        return max(0, (on - self.due_on).days)


@dataclass(frozen=True)
class Statement:
    """The account of a member over a half-open span, as known on `made_on`; amounts in cents.

    `title` is what the group calls its invoices.
    """

    language: Language
    made_on: date
    from_on: date
    until_on: date
    seller: Seller
    buyer: Buyer
    opening_cents: int
    movements: tuple[Movement, ...]
    open_documents: tuple[OpenDocument, ...]
    title: Title = "invoice"

    @property
    def balances(self) -> tuple[int, ...]:
        """What the member owes after each movement."""
        balance, found = self.opening_cents, []
        for movement in self.movements:
            balance += movement.cents
            found.append(balance)
        return tuple(found)

    @property
    def closing_cents(self) -> int:
        """What the member owes at the end."""
        return self.opening_cents + sum(movement.cents for movement in self.movements)

    @property
    def unassigned_cents(self) -> int:
        """What of the balance belongs to no open document; a payment not yet matched is negative."""
        return self.closing_cents - sum(document.open_cents for document in self.open_documents)

    @property
    def ages(self) -> tuple[int, ...]:
        """What is open by age: not due, then up to each of AGE_LIMITS, then older."""
        found = [0] * (len(AGE_LIMITS) + 1)
        for document in self.open_documents:
            late = document.late_days(self.made_on)
            found[sum(late > limit for limit in AGE_LIMITS)] += document.open_cents
        return tuple(found)

    def told(self) -> dict[str, Any]:
        """Return the statement for programs, with the balances that follow from it."""
        movements = [
            asdict(movement) | {"balance_cents": balance}
            for movement, balance in zip(self.movements, self.balances, strict=True)
        ]
        return asdict(self) | {
            "movements": movements,
            "closing_cents": self.closing_cents,
            "unassigned_cents": self.unassigned_cents,
        }


def render_statement(statement: Statement) -> bytes:
    """Draw the statement in its language; the same statement gives the same bytes."""
    words = wording(statement.language)
    flow = Flow()
    letterhead(flow, statement.seller, statement.buyer, words)
    day = words.day(statement.made_on)
    heading(flow, words["statement"], day, _facts(statement, words))
    _movements(flow, statement, words)
    if statement.open_documents:
        waits = statement.unassigned_cents
        sums = [(words["unassigned"], waits)] if waits else []
        sums.append((words["balance"], statement.closing_cents))
        open_documents_table(flow, statement.open_documents, statement.made_on, words, sums)
        _ages(flow, statement, words)
    flow.y -= 14
    _how_to_pay(flow, statement, words)
    named = f"{words['statement']} {day}"
    frame(flow, statement.seller, f"{named} · {statement.buyer.name}", words)
    return draw(flow.pages, About(named, statement.seller.name, words.patterns["pdf"]))


def _facts(statement: Statement, words: Wording) -> list[Fact]:
    period = words.period(statement.from_on, statement.until_on)
    return [
        Fact(words["state_on"], [words.day(statement.made_on)], 110),
        Fact(words["period"], [period], 160),
        *buyer_facts(statement.buyer, words, 110),
    ]


def _movements(flow: Flow, statement: Statement, words: Wording) -> None:
    figures = [Column(words[key], 78, "right") for key in ("debit", "credit_side", "balance")]
    columns = [Column(words["day"], 64), Column(words["what"], INNER - 64 - 3 * 78), *figures]
    opening = words.say("balance_on", date=words.day(statement.from_on))
    closing = words.say("balance_on", date=words.day(statement.until_on - timedelta(days=1)))
    with Table(flow, columns, words["continued"]) as table:
        table.sum_row(opening, [words.money(statement.opening_cents)], _SUM)
        for movement, balance in zip(statement.movements, statement.balances, strict=True):
            kind = statement.title if movement.kind == "invoice" else movement.kind
            amount = words.money(abs(movement.cents))
            texts = (
                words.day(movement.on),
                f"{words[kind]} {movement.reference}",
                amount if movement.cents > 0 else "",
                amount if movement.cents < 0 else "",
                words.money(balance),
            )
            table.row([[(_TEXT, text)] for text in texts])
        table.sum_row(closing, [words.money(statement.closing_cents)], _SUM)


def open_documents_table(
    flow: Flow, documents: Sequence[OpenDocument], on: date, words: Wording, sums: Sequence[tuple[str, int]]
) -> None:
    """Put open documents with their delay and communication, and under them amounts, the total as the last."""
    flow.y -= 18
    flow.room(110)
    flow.paragraph(_SECTION, words["open_documents"])
    widths = {"issued_on": 64, "due_on": 58, "late": 44, "free": 110}
    figures = {"amount": 68, "open_amount": 68}
    first = INNER - sum(widths.values()) - sum(figures.values())
    columns = [
        Column(words["document"], first),
        *(Column(words[key], width) for key, width in widths.items()),
        *(Column(words[key], width, "right") for key, width in figures.items()),
    ]
    with Table(flow, columns, words["continued"]) as table:
        for document in documents:
            late = document.late_days(on)
            texts = (
                document.number,
                words.day(document.issue_on),
                words.day(document.due_on),
                words.say("late_days", days=late) if late else words["none"],
                format_ogm(document.ogm) if document.ogm else document.number,
                words.money(document.total_cents),
                words.money(document.open_cents),
            )
            table.row([[(_SMALL, text)] for text in texts])
        *parts, (total, cents) = sums
        for label, part in parts:
            table.sum_row(label, [words.money(part)], _SMALL)
        table.sum_row(total, [words.money(cents)], _SUM)


def _ages(flow: Flow, statement: Statement, words: Wording) -> None:
    """Put a tile for each age of what is open."""
    flow.y -= 12
    flow.room(_TILE)
    width = (FULL - _TILE_GAP * len(AGE_LIMITS)) / (len(AGE_LIMITS) + 1)
    for age, cents in enumerate(statement.ages):
        x = LEFT + age * (width + _TILE_GAP)
        flow.box(x, flow.y, width, _TILE, TINT, radius=4)
        for top, wanted, text in ((5, _LABEL, words[f"age_{age}"]), (18, _AGED, words.money(cents))):
            style, lines = fit(text, wanted, width - 14)
            flow.text(x + 7, flow.y - top, style, lines[0])
    flow.y -= _TILE


def _how_to_pay(flow: Flow, statement: Statement, words: Wording) -> None:
    """Ask for what is due: one open document with a QR code, several each with its own communication."""
    seller, due = statement.seller, statement.closing_cents
    if due > 0 and len(statement.open_documents) == 1 and not statement.unassigned_cents:
        [document] = statement.open_documents
        payment_box(flow, Transfer(seller, due, document.due_on, document.ogm, document.number), words)
    elif due > 0:
        pay_each(flow, seller, due, words)
    else:
        notice(flow, words.say("in_favour", amount=words.money(-due)) if due else words["nothing_owed"])


def pay_each(flow: Flow, seller: Seller, cents: int, words: Wording) -> None:
    """Ask for an amount that pays several documents, each with its own communication."""
    name = legal_name(seller.name, seller.legal_form)
    notice(flow, words.say("pay_each", amount=words.money(cents), iban=iban(seller.iban), name=name))
