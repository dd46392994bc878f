"""Book, pay and correct the group's social and tax debts, and say what stands open on any day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field
from sqlmodel import col, select

from basicplus import journal
from basicplus.clock import Span
from basicplus.db import GroupSession, WriteSession, get
from basicplus.errors import Conflict, invalid
from basicplus.liability.ledger import Debt, Movement, Standing, by_kind, standing, total, wrong_on
from basicplus.liability.models import DebtKind, DebtMovement, SocialDebt
from basicplus.money import format_cents


class DebtCreate(BaseModel):
    """A social or tax debt as first booked; it arose over [incurred_from_on, incurred_until_on)."""

    reference: Annotated[str, Field(min_length=1, max_length=40)]
    kind: DebtKind
    creditor: Annotated[str, Field(min_length=1, max_length=200)]
    incurred_from_on: date
    incurred_until_on: date
    due_on: date
    amount_cents: Annotated[int, Field(gt=0)]


def book_debts(
    session: WriteSession, debts: Sequence[DebtCreate], source: str, source_sha256: str = ""
) -> list[SocialDebt]:
    """Book debts; `source` says where they come from, as the file of the payroll office.

    Raises InvalidInput for a reference that is booked already or twice here, and for a period without days.
    """
    _check_references(session, debts)
    for debt in debts:
        if debt.incurred_until_on <= debt.incurred_from_on:
            found, allowed = debt.incurred_until_on, f"a day after incurred_from_on ({debt.incurred_from_on})"
            raise invalid("incurred_until_on", found, allowed)
    seq = journal.first_seq(session)
    rows = [
        SocialDebt(**debt.model_dump(), journal_seq=seq, source=source, source_sha256=source_sha256)
        for debt in debts
    ]
    session.add_all(rows)
    session.flush()
    journal.record(session, "book debts", source, debts=len(rows), cents=sum(row.amount_cents for row in rows))
    return rows


def pay_debt(
    session: WriteSession, reference: str, on: date, amount_cents: int | None = None, reason: str = ""
) -> DebtMovement:
    """Record a payment of a debt; without an amount, of all that is open that day.

    A negative amount is a payment that came back, and says why. Raises Conflict when more would be paid than
    is owed, on any day.
    """
    if amount_cents is None:
        [debt] = debts_of(session, reference)
        amount_cents = debt.open_cents(on)
    if amount_cents == 0:
        raise Conflict(f"Nothing of debt {reference} is open on {on}: there is nothing to pay.")
    if amount_cents < 0 and not reason:
        raise invalid("reason", reason, "say why the payment came back")
    return _move(session, reference, "payment", on, amount_cents, reason)


def correct_debt(session: WriteSession, reference: str, on: date, change_cents: int, reason: str) -> DebtMovement:
    """Change what is owed, up or down: the debt itself stays as it was booked.

    Raises Conflict when less would be owed than was paid, on any day.
    """
    if change_cents == 0:
        raise invalid("change", change_cents, "an amount above or below zero")
    if not reason:
        raise invalid("reason", reason, "say why the debt changes")
    return _move(session, reference, "correction", on, change_cents, reason)


def _move(
    session: WriteSession, reference: str, kind: str, on: date, amount_cents: int, reason: str
) -> DebtMovement:
    debt = debt_by_reference(session, reference)
    row = DebtMovement(
        journal_seq=journal.first_seq(session),
        debt_id=debt.id,
        kind=kind,
        moved_on=on,
        amount_cents=amount_cents,
        reason=reason,
    )
    session.add(row)
    session.flush()
    [moved] = debts_of(session, reference)
    day = wrong_on(moved)
    if day is not None:
        paid, owed = moved.paid_cents(day), moved.incurred_cents(day)
        raise Conflict(
            f"Debt {reference} (which counts from {moved.counts_on}): on {day} {format_cents(paid)} EUR would be"
            f" paid of {format_cents(owed)} EUR owed. Pay at most what is open, or correct the debt first."
        )
    journal.record(session, f"{kind} of debt", reference, moved_on=on, cents=amount_cents, why=reason)
    return row


def debt_by_reference(session: GroupSession, reference: str) -> SocialDebt:
    """Return the debt with this reference."""
    return get(session, SocialDebt, f"debt {reference}", reference=reference)


def debts_of(session: GroupSession, *references: str) -> list[Debt]:
    """Return the debts with these references, or all, with their movements, in order of due day."""
    movements: dict[int, list[Movement]] = defaultdict(list)
    query = select(DebtMovement).order_by(col(DebtMovement.moved_on), col(DebtMovement.id))
    rows = select(SocialDebt).order_by(col(SocialDebt.due_on), col(SocialDebt.reference))
    if references:
        ids = [debt_by_reference(session, reference).id for reference in references]
        query = query.where(col(DebtMovement.debt_id).in_(ids))
        rows = rows.where(col(SocialDebt.id).in_(ids))
    for row in session.exec(query):
        movements[row.debt_id].append(Movement(row.kind, row.moved_on, row.amount_cents))
    return [
        Debt(
            row.reference,
            row.kind,
            row.creditor,
            Span(row.incurred_from_on, row.incurred_until_on),
            row.due_on,
            row.amount_cents,
            tuple(movements[row.id]),
        )
        for row in session.exec(rows)
    ]


@dataclass(frozen=True)
class DebtLine:
    """An open debt on a day; it arose over [incurred_from_on, incurred_until_on)."""

    reference: str
    kind: str
    creditor: str
    incurred_from_on: date
    incurred_until_on: date
    due_on: date
    standing: Standing


@dataclass(frozen=True)
class Position:
    """The group's social and tax debts on a day: by kind, in all, and each debt that is open."""

    on: date
    kinds: dict[str, Standing]
    total: Standing
    debts: list[DebtLine]


def position(session: GroupSession, on: date) -> Position:
    """Return what was incurred, due, paid, open and overdue by the end of a day."""
    debts = debts_of(session)
    kinds = by_kind(debts, on)
    lines = [
        DebtLine(
            debt.reference,
            debt.kind,
            debt.creditor,
            debt.arose.from_on,
            debt.arose.until_on,
            debt.due_on,
            standing(debt, on),
        )
        for debt in debts
        if debt.open_cents(on)
    ]
    return Position(on, kinds, total(kinds), lines)


def _check_references(session: GroupSession, debts: Iterable[DebtCreate]) -> None:
    counted = Counter(debt.reference for debt in debts)
    known = select(SocialDebt.reference).where(col(SocialDebt.reference).in_(counted))
    for reference in session.exec(known):
        raise invalid("reference", reference, "this debt is booked already; correct it, or give another reference")
    for reference, times in counted.items():
        if times > 1:
            raise invalid(
                "reference", reference, f"each debt has its own reference; this one is here {times} times"
            )
