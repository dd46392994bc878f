"""The queue of movements as its page shows it: what is sure, what a file brought, whose money is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, func, select

from basicplus.clock import FOREVER
from basicplus.db import GroupSession, pick
from basicplus.invoicing import payments
from basicplus.invoicing.models import Invoice
from basicplus.invoicing.payments.ageing import Ageing, ageing
from basicplus.invoicing.payments.models import BankMovement, BankStatement, InvoicePayment
from basicplus.invoicing.payments.proposals import Proposal
from basicplus.invoicing.payments.queue import Waiting
from basicplus.invoicing.payments.receivables import Receivable
from basicplus.members import Member, names_by_id
from basicplus.web.reading.listing import holds
from basicplus.web.reading.memory import Memory


@dataclass(frozen=True)
class InQueue:
    """A movement that waits; `sure` is the proposal that may be accepted together with others."""

    waiting: Waiting
    sure: Proposal | None

    @property
    def is_aside(self) -> bool:
        """Whether it pays no document at all, as a charge of the bank: then there is nothing to match."""
        reasons = [reason for each in self.waiting.proposals for reason in each.reasons]
        return any(getattr(reason, "code", "") in ("charge", "own") for reason in reasons)


@dataclass(frozen=True)
class Brought:
    """What a bank file brought: statements, movements, how many documents each rule found paid, what waits."""

    statements: tuple[str, ...]
    movements: int
    matched: dict[str, int]
    waiting: int


@dataclass(frozen=True)
class Credit:
    """What a member paid too much, in cents."""

    member: str
    name: str
    cents: int


@dataclass(frozen=True)
class OpenDocument:
    """A document of which something is open, in cents, with its member."""

    number: str
    member: str
    name: str
    issue_on: date
    due_on: date
    total_cents: int
    open_cents: int


@dataclass(frozen=True)
class Repayable:
    """A document on which the group owes money, or the last one that a member paid who paid too much, in cents."""

    number: str
    member: str
    name: str
    issue_on: date
    owed_cents: int
    paid_too_much: bool


_queues: Memory[list[InQueue]] = Memory()
_credits: Memory[list[Credit]] = Memory()
_ageings: Memory[Ageing] = Memory()


def ageing_on(session: GroupSession, on: date) -> Ageing:
    """Return what is owed at the end of a day, as `ageing`."""
    return _ageings.found(session, on, lambda: ageing(session, on))


def queue(session: GroupSession) -> list[InQueue]:
    """Return the movements that wait, those with a sure proposal first."""
    return _queues.found(session, "queue", lambda: _queue(session))


def _queue(session: GroupSession) -> list[InQueue]:
    found = [InQueue(waiting, sure_of(waiting)) for waiting in payments.queue(session)]
    return sorted(found, key=lambda each: each.sure is None)


def sure_of(waiting: Waiting) -> Proposal | None:
    """Return the first proposal when it takes all that is left, and no other one has as many reasons."""
    with_documents = [each for each in waiting.proposals if each.documents]
    if not with_documents:
        return None
    first, *others = with_documents
    takes_all = sum(first.documents.values()) == waiting.movement.left_cents
    rivals = [each for each in others if len(each.reasons) >= len(first.reasons)]
    return first if takes_all and len(first.reasons) > 1 and not rivals else None


def brought(session: GroupSession, sha256: str) -> Brought | None:
    """Return what a file brought, by its SHA-256; None when no statement came first in it."""
    wanted = select(BankStatement).where(BankStatement.file_sha256 == sha256).order_by(col(BankStatement.id))
    statements = session.exec(wanted).all()
    if not statements:
        return None
    of_file = col(BankMovement.statement_id).in_([row.id for row in statements])
    ids = [row_id for (row_id,) in session.rows(pick(BankMovement.id).where(of_file))]
    rules = session.rows(
        pick(InvoicePayment.rule).where(
            col(InvoicePayment.movement_id).in_(ids), col(InvoicePayment.undoes_id).is_(None)
        )
    )
    left = {each.id for each in payments.waiting(session)}
    return Brought(
        tuple(f"{row.number}/{row.year}" for row in statements),
        len(ids),
        dict(Counter(rule for (rule,) in rules)),
        len(left.intersection(ids)),
    )


def credits(session: GroupSession, on: date) -> list[Credit]:
    """Return who paid too much, the most first."""
    return _credits.found(session, on, lambda: _credits_on(session, on))


def _credits_on(session: GroupSession, on: date) -> list[Credit]:
    names, left = names_by_id(session), payments.credits_left(session, on)
    found = [Credit(*names[each], cents) for each, cents in left.items()]
    return sorted(found, key=lambda each: (-each.cents, each.member))


def open_documents(session: GroupSession, on: date, q: str, sign: int) -> list[OpenDocument]:
    """Return the open documents that a movement may pay, by words of number, name or communication.

    `sign` is that of the money: what came in pays what members owe, what went out what the group owes.
    """
    names = names_by_id(session)
    return [
        _open_document(each, *names[each.member_id])
        for each in payments.receivables(session, on, unsettled=True)
        if each.open_cents * sign > 0 and _named(each, names[each.member_id], q)
    ]


def names_of(session: GroupSession, numbers: Collection[str]) -> dict[str, str]:
    """Return whose documents these are, by number of the document."""
    query = pick(Invoice.number, Member.name).join(Member, col(Member.id) == Invoice.member_id)
    return dict(session.rows(query.where(col(Invoice.number).in_(numbers))))


def _named(document: Receivable, member: Sequence[str], q: str) -> bool:
    return holds(f"{document.number} {document.ogm or ''} {' '.join(member)}", q)


def _open_document(document: Receivable, member: str, name: str) -> OpenDocument:
    return OpenDocument(
        document.number,
        member,
        name,
        document.issue_on,
        document.due_on,
        document.total_cents,
        document.open_cents,
    )


def repayable(session: GroupSession, q: str) -> list[Repayable]:
    """Return what money that went out may pay back, by words of number or name, the largest amount first.

    What a member paid too much belongs to no document: it is paid back on the last one that the member paid.
    """
    names = names_by_id(session)
    found = [
        Repayable(each.number, *names[each.member_id], each.issue_on, -each.open_cents, paid_too_much=False)
        for each in payments.receivables(session, FOREVER, unsettled=True)
        if each.open_cents < 0
    ]
    left = payments.credits_left(session, FOREVER)
    for number, issue_on, member_id in session.rows(_last_paid(left)):
        found.append(Repayable(number, *names[member_id], issue_on, left[member_id], paid_too_much=True))
    wanted = [each for each in found if holds(f"{each.number} {each.member} {each.name}", q)]
    return sorted(wanted, key=lambda each: (-each.owed_cents, each.number))


def _last_paid(members: Collection[int]) -> Any:
    """Select number, day and member of the last document that each member paid."""
    last = (
        pick(func.max(InvoicePayment.invoice_id))
        .join(Invoice, col(Invoice.id) == InvoicePayment.invoice_id)
        .where(col(Invoice.member_id).in_(members), InvoicePayment.kind == "payment")
        .group_by(col(Invoice.member_id))
    )
    return pick(Invoice.number, Invoice.issue_on, Invoice.member_id).where(col(Invoice.id).in_(last))
