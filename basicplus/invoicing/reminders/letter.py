"""A reminder as it was written, frozen, and drawn on the paper of the group. Knows no records."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from basicplus.canonical import canonical_json, sha256_of
from basicplus.invoicing.documents.content import Buyer, Language, Seller
from basicplus.invoicing.documents.layout import About, Flow, Style, draw
from basicplus.invoicing.documents.letter import Fact, buyer_facts, frame, heading, letterhead
from basicplus.invoicing.documents.payment import Transfer, payment_box
from basicplus.invoicing.documents.statement import OpenDocument, open_documents_table, pay_each
from basicplus.invoicing.documents.wording import Wording, wording

_BODY = Style(9.5, spacing=1.45)
_NOTE = Style(8.5)


@dataclass(frozen=True)
class Reminded:
    """A document in a reminder: its step, and what is claimed beside it, in cents.

    `rate_percent` is the rate of the interest, written with a point; empty where none is claimed.
    """

    document: OpenDocument
    step: int
    interest_cents: int = 0
    lump_cents: int = 0
    rate_percent: str = ""


@dataclass(frozen=True)
class Letter:
    """What a reminder says: everything that drawing and sending it need, and nothing they would look up."""

    language: Language
    written_on: date
    step: int
    seller: Seller
    buyer: Buyer
    subject: str
    body: str
    documents: tuple[Reminded, ...]

    @property
    def open_cents(self) -> int:
        """What is open of its documents."""
        return sum(each.document.open_cents for each in self.documents)

    @property
    def interest_cents(self) -> int:
        """The interest it claims."""
        return sum(each.interest_cents for each in self.documents)

    @property
    def lump_cents(self) -> int:
        """The lump sums it claims."""
        return sum(each.lump_cents for each in self.documents)

    @property
    def total_cents(self) -> int:
        """All that it asks for."""
        return self.open_cents + self.interest_cents + self.lump_cents

    @property
    def sha256(self) -> str:
        """The SHA-256 of what it says."""
        return sha256_of(asdict(self))

    def to_json(self) -> str:
        """Write the canonical form that is stored and sealed."""
        return canonical_json(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Letter:
        """Read the stored form back; equal to what was written."""
        raw = json.loads(text)
        return cls(
            **raw
            | {
                "written_on": date.fromisoformat(raw["written_on"]),
                "seller": Seller(**raw["seller"]),
                "buyer": Buyer(**raw["buyer"]),
                "documents": tuple(_reminded(each) for each in raw["documents"]),
            }
        )


def _reminded(raw: dict[str, Any]) -> Reminded:
    days = {name: date.fromisoformat(raw["document"][name]) for name in ("issue_on", "due_on")}
    return Reminded(**raw | {"document": OpenDocument(**raw["document"] | days)})


def render_letter(letter: Letter) -> bytes:
    """Draw the reminder in its language; the same letter gives the same bytes."""
    words = wording(letter.language)
    flow = Flow()
    letterhead(flow, letter.seller, letter.buyer, words)
    day = words.day(letter.written_on)
    facts = [Fact(words["issued_on"], [day], 110), *buyer_facts(letter.buyer, words, 110)]
    heading(flow, words["reminder"], day, facts)
    for paragraph in letter.body.split("\n\n"):
        flow.y -= 4
        flow.paragraph(_BODY, paragraph)
    opened = [each.document for each in letter.documents]
    sums = [(label, cents) for label, cents in claims(letter, words) if cents]
    open_documents_table(
        flow, opened, letter.written_on, words, [*sums, (words["total_asked"], letter.total_cents)]
    )
    flow.y -= 6
    for text in how_claimed(letter, words):
        flow.paragraph(_NOTE, text)
    flow.y -= 12
    _how_to_pay(flow, letter, words)
    named = f"{words['reminder']} {day}"
    frame(flow, letter.seller, f"{named} · {letter.buyer.name}", words)
    return draw(flow.pages, About(named, letter.seller.name, words.patterns["pdf"]))


def claims(letter: Letter, words: Wording) -> tuple[tuple[str, int], ...]:
    """Return what is claimed beside the documents: its name and its cents."""
    return (words["interest_late"], letter.interest_cents), (words["lump_sum"], letter.lump_cents)


def how_claimed(letter: Letter, words: Wording) -> list[str]:
    """Say on what law the claims rest and how each interest is calculated; nothing where nothing is claimed."""
    if letter.total_cents == letter.open_cents:
        return []
    parts = []
    for each in letter.documents:
        if each.rate_percent:
            document, money = each.document, words.money
            rate = each.rate_percent.replace(".", words.decimal)
            late = f"{document.late_days(letter.written_on)} / 365"
            interest = money(each.interest_cents)
            parts.append(f"{document.number} : {money(document.open_cents)} × {rate} % × {late} = {interest}")
    return [words.say("claims_why", date=words.day(letter.written_on)), *parts]


def _how_to_pay(flow: Flow, letter: Letter, words: Wording) -> None:
    if len(letter.documents) > 1:
        pay_each(flow, letter.seller, letter.total_cents, words)
        return
    document = letter.documents[0].document
    transfer = Transfer(letter.seller, letter.total_cents, document.due_on, document.ogm, document.number)
    payment_box(flow, transfer, words)
