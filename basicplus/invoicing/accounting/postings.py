"""What is posted of a document or a payment: amounts on accounts that sum to zero; pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Literal

from basicplus.canonical import canonical_json
from basicplus.invoicing.accounting.accounts import Accounts
from basicplus.invoicing.documents.content import DocumentContent
from basicplus.money import format_cents

EntryKind = Literal["invoice", "credit_note", "payment", "refund", "write_off", "set_off"]
SALES: tuple[EntryKind, ...] = ("invoice", "credit_note")


@dataclass(frozen=True)
class Posting:
    """Cents on an account, debit above zero and credit below; on that of `member` where it is named."""

    account: str
    cents: int
    label: str
    member: str = ""
    vat_percent: int | None = None


@dataclass(frozen=True)
class Entry:
    """What is posted together; raises ValueError when it does not balance.

    `number` is that of the document, or of the payment's row; `refers_to` the document corrected or paid;
    `reference` the structured communication, or the bank's reference.
    """

    kind: EntryKind
    journal: str
    number: str
    on: date
    due_on: date
    member: str
    name: str
    reference: str
    refers_to: str
    postings: tuple[Posting, ...]

    def __post_init__(self) -> None:
        balance = sum(posting.cents for posting in self.postings)
        if balance:
            raise ValueError(f"{self.kind} {self.number} does not balance: {format_cents(balance)} EUR too much.")


@dataclass(frozen=True)
class Paid:
    """A row of the ledger of payments: what it takes off a document, in cents with the sign of what was open."""

    payment_id: int
    kind: EntryKind
    on: date
    cents: int
    document: str
    member: str
    name: str
    reference: str = ""
    pair_id: int | None = None


def document_entry(content: DocumentContent, accounts: Accounts) -> Entry:
    """Post a document: what the member owes against what was billed, line by line, and the VAT."""
    sign = -1 if content.kind == "credit_note" else 1
    member = content.buyer.number
    billed = [
        Posting(
            accounts.revenue(line.pool_code, line.profession, line.basis),
            -sign * line.amount_cents,
            f"{line.agreement} {line.pool_code}",
            vat_percent=line.vat_percent,
        )
        for line in content.lines
    ]
    owed = Posting(accounts["receivable"], sign * content.total_cents, content.number, member)
    vat = Posting(accounts["vat"], -sign * content.vat_cents, content.number)
    return Entry(
        content.kind,
        accounts.journal("sales" if content.kind == "invoice" else "credit_notes"),
        content.number,
        content.issue_on,
        content.due_on,
        member,
        content.buyer.name,
        content.ogm or "",
        content.credits.number if content.credits else "",
        _not_zero([owed, *billed, vat]),
    )


def payment_entry(rows: Sequence[Paid], accounts: Accounts) -> Entry:
    """Post a row of the ledger against the bank or a loss, or the rows of a set-off against each other."""
    first = rows[0]
    off = [Posting(accounts["receivable"], -row.cents, row.document, row.member) for row in rows]
    against: list[Posting] = []
    if first.kind in ("payment", "refund"):
        against = [Posting(accounts["bank"], first.cents, first.document)]
    elif first.kind == "write_off":
        against = [Posting(accounts.write_off(first.cents), first.cents, first.document)]
    return Entry(
        first.kind,
        accounts.journal("bank" if first.kind in ("payment", "refund") else "other"),
        str(first.payment_id),
        first.on,
        first.on,
        first.member,
        first.name,
        first.reference,
        " ".join(row.document for row in rows),
        (*against, *off),
    )


def frozen(entries: Iterable[Entry]) -> str:
    """Write entries in the one form that is sealed."""
    return canonical_json([asdict(entry) for entry in entries])


def thawed(text: str) -> list[Entry]:
    """Read frozen entries back; equal to what was written."""
    return [
        Entry(
            **raw
            | {name: date.fromisoformat(raw[name]) for name in ("on", "due_on")}
            | {"postings": tuple(Posting(**posting) for posting in raw["postings"])}
        )
        for raw in json.loads(text)
    ]


def _not_zero(postings: Iterable[Posting]) -> tuple[Posting, ...]:
    return tuple(posting for posting in postings if posting.cents)
