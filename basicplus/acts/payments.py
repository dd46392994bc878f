"""Acts on payments: bank files, matches by hand, refunds, write-offs, set-offs, and taking them back."""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from basicplus.acts.act import FINANCE, Act
from basicplus.clock import DayCome
from basicplus.compliance.service import FileCreate
from basicplus.db import WriteSession
from basicplus.invoicing import payments

Why = Annotated[str, Field(max_length=500)]
Reason = Annotated[str, Field(min_length=1, max_length=500)]
Movement = Annotated[int, Field(description="id of a movement of the bank account")]
Number = Annotated[str, Field(description="number of an invoice or a credit note")]


class BankFile(BaseModel):
    """A CODA or camt.053 file of the group's account."""

    file: FileCreate


class Match(BaseModel):
    """Documents that a movement pays, each with its cents, or null for what is open of it."""

    movement: Movement
    documents: Annotated[dict[str, int | None], Field(min_length=1)]
    reason: Annotated[Why, Field(description="needed to go beyond what is open of a document")] = ""


class Refund(BaseModel):
    """Money that went out, and the document it pays back: cents above zero, all that is open if not said."""

    movement: Movement
    document: Number
    amount_cents: Annotated[int | None, Field(gt=0)] = None
    reason: Annotated[Why, Field(description="needed to go beyond what is open of the document")] = ""


class WriteOff(BaseModel):
    """A document of which cents are given up on a day, all that is open if nothing is said, and why."""

    document: Number
    on: DayCome
    reason: Reason
    amount_cents: int | None = None


class SetOff(BaseModel):
    """A credit note and an invoice that take cents off each other, as far as both reach if not said."""

    credit_note: Number
    invoice: Number
    on: DayCome
    amount_cents: Annotated[int | None, Field(gt=0)] = None
    reason: Why = ""


class Undoing(BaseModel):
    """A row of the ledger to take back, why, and from which day on; from its own day if nothing is said."""

    payment: Annotated[int, Field(description="id of a row of the ledger")]
    reason: Reason
    on: date | None = None


def import_bank_file(session: WriteSession, given: BankFile) -> object:
    """Import a bank file, whole and once, and match what it surely pays."""
    return payments.import_bank_file(session, given.file.name, given.file.content).movements


def match_payment(session: WriteSession, given: Match) -> object:
    """Say which documents a movement pays, and how much of each."""
    return payments.match_payment(session, given.movement, given.documents, given.reason)


def refund(session: WriteSession, given: Refund) -> object:
    """Say that money which went out pays back a credit note, or what was paid too much."""
    return payments.refund(session, given.movement, given.document, given.amount_cents, given.reason)


def write_off(session: WriteSession, given: WriteOff) -> object:
    """Give up what is open of a document, or a part of it."""
    return payments.write_off(session, given.document, given.on, given.reason, given.amount_cents)


def set_off(session: WriteSession, given: SetOff) -> object:
    """Set a credit note against an invoice of the same member."""
    cents, why = given.amount_cents, given.reason
    return payments.set_off(session, given.credit_note, given.invoice, given.on, cents, why)


def undo_payment(session: WriteSession, given: Undoing) -> object:
    """Take a payment, a refund, a write-off or a set-off back; what it was stays to be read."""
    return payments.undo_payment(session, given.payment, given.reason, given.on)


def _statement() -> bytes:
    """Write a small CODA file: 10.00 EUR come in and 4.00 EUR go out."""
    account = f"{'BE68539007547034':<34}EUR"
    records = (
        (f"0000009032672505{'':8}00000001  {'GROUPEMENT DES ECOLES':<26}GKCCBEBB   {0:011d} 00000", "2"),
        (f"12031{account}0000000000500000060326{'GROUPEMENT DES ECOLES':<61}", "031"),
        (f"2100010000{'REF1':<21}0000000000010000090326001500000{'ACOMPTE':<53}090326031", "00 0"),
        (f"2100020000{'REF2':<21}1000000000004000090326001010000{'RETOUR':<53}090326031", "00 0"),
        (f"8031{account}0000000000506000090326", "0"),
        (f"9{'':15}000004000000000004000000000000010000", "2"),
    )
    return "".join(f"{start:<{128 - len(end)}}{end}\r\n" for start, end in records).encode("cp1252")


FILE = {"name": "2026-031.cod", "content": b64encode(_statement()).decode("ascii")}
ACTS = (
    Act("import-bank-file", BankFile, import_bank_file, FINANCE, {"file": FILE}),
    Act(
        "match-payment",
        Match,
        match_payment,
        FINANCE,
        {"movement": 1, "documents": {"2026-000001": 1000}},
    ),
    Act(
        "refund",
        Refund,
        refund,
        FINANCE,
        {"movement": 2, "document": "2026-000001", "amount_cents": 400, "reason": "Payé deux fois"},
    ),
    Act(
        "write-off",
        WriteOff,
        write_off,
        FINANCE,
        {"document": "2026-000001", "on": "2026-03-16", "amount_cents": 1, "reason": "Différence d'arrondi"},
    ),
    Act(
        "undo-payment",
        Undoing,
        undo_payment,
        FINANCE,
        {"payment": 3, "reason": "Le solde a été payé"},
    ),
    Act(
        "set-off",
        SetOff,
        set_off,
        FINANCE,
        {"credit_note": "NC2026-000001", "invoice": "2026-000002", "on": "2026-03-16"},
    ),
)
