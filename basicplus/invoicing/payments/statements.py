"""Bank statements as read from a file, whatever its format, and the proof that one adds up."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Literal

from stdnum.be import ogm_vcs

from basicplus.canonical import sha256_of
from basicplus.errors import InvalidInput, Problem
from basicplus.money import format_cents

BankFormat = Literal["coda", "camt.053.001.02", "camt.053.001.08"]
AGAIN = "nothing was imported; fetch the file from the bank again"


@dataclass(frozen=True)
class Movement:
    """Money that came in (cents above zero) or went out; `sequence` is its place in the bank's own numbering."""

    sequence: str
    booked_on: date
    value_on: date | None
    amount_cents: int
    counterparty_iban: str = ""
    counterparty_name: str = ""
    ogm: str | None = None
    text: str = ""
    bank_reference: str = ""


@dataclass(frozen=True)
class Statement:
    """A statement of an account, with the balances in cents between which its movements lead."""

    iban: str
    number: int
    opening_on: date
    closing_on: date
    opening_cents: int
    closing_cents: int
    format: BankFormat
    movements: tuple[Movement, ...]

    @property
    def year(self) -> int:
        """The year in which the bank counts the statement: that of its new balance."""
        return self.closing_on.year

    @property
    def label(self) -> str:
        """How people name the statement."""
        return f"statement {self.number} of {self.year}"

    @property
    def content_sha256(self) -> str:
        """The SHA-256 of what the statement says, whichever format it came in."""
        movements = [asdict(movement) | {"sequence": ""} for movement in self.movements]
        return sha256_of(asdict(self) | {"format": "", "movements": movements})

    def key(self, movement: Movement) -> str:
        """Return what tells a movement from every other one of the group, in whatever file it comes."""
        parts = (self.iban, self.year, self.number, movement.sequence, movement.bank_reference)
        return "/".join(str(part) for part in parts)


def proven(statement: Statement) -> Statement:
    """Return a statement whose movements lead from the old balance to the new one.

    Raises InvalidInput that names the difference in EUR.
    """
    moved = sum(movement.amount_cents for movement in statement.movements)
    reached = statement.opening_cents + moved
    difference = statement.closing_cents - reached
    if statement.closing_on < statement.opening_on:
        said = f"a day not before that of the old balance ({statement.opening_on}); {AGAIN}"
        raise refused(f"day of the new balance of {statement.label}", statement.closing_on, said)
    if difference:
        sums = f"{format_cents(statement.opening_cents)} + movements {format_cents(moved)} EUR"
        said = f"{sums} = {format_cents(reached)} EUR: a difference of {format_cents(difference)} EUR; {AGAIN}"
        raise refused(f"new balance of {statement.label}", f"{format_cents(statement.closing_cents)} EUR", said)
    return statement


def split(whole: Movement, parts: list[Movement]) -> list[Movement]:
    """Return the parts of a movement in its place when they make it up to the cent, else the movement alone.

    So the money of a collective transfer is counted once, and each payer's communication is kept.
    """
    if parts and sum(part.amount_cents for part in parts) == whole.amount_cents:
        return [part for part in parts if part.amount_cents]
    return [whole] if whole.amount_cents else []


def valid_ogm(digits: str) -> str | None:
    """Return the 12 digits of a structured communication with valid check digits, None for anything else."""
    return digits if len(digits) == 12 and digits.isascii() and ogm_vcs.is_valid(digits) else None


def one_line(*texts: str) -> str:
    """Join texts, with single spaces where there was white space."""
    return " ".join(" ".join(texts).split())


def refused(field: str, found: object, said: str, line: int | None = None) -> InvalidInput:
    """Return the refusal of a whole file because of one thing in it."""
    return InvalidInput(Problem(field, str(found), said, line))
