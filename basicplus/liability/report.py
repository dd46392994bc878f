"""Booked debt, foreseen exits and theoretical liability side by side, never added up (ACC-01 to ACC-05)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pydantic import TypeAdapter
from sqlmodel import col, select

from basicplus import journal
from basicplus.canonical import canonical_json
from basicplus.db import GroupSession, WriteSession
from basicplus.liability.debts import Position, debts_of, position
from basicplus.liability.ledger import below_zero, wrong_on
from basicplus.liability.models import ForeseenExit, LiabilitySnapshot, Provision
from basicplus.liability.provisions import ProvisionLine, bookings_of, is_foreseen, provisions_on
from basicplus.liability.staff import Theoretical, theoretical
from basicplus.workers import Worker


@dataclass(frozen=True)
class ExitLine:
    """A foreseen exit on a day, in cents: its estimate, what is provided, and what is missing."""

    reference: str
    worker: str
    certainty: str
    recorded_on: date
    notice_from_on: date | None
    estimate_cents: int
    provided_cents: int
    missing_cents: int


@dataclass(frozen=True)
class Coverage:
    """Allocated funds for the social liability against the theoretical liability, in cents (ACC-02)."""

    allocated_cents: int
    theoretical_cents: int
    missing_cents: int


@dataclass(frozen=True)
class LiabilityReport:
    """Three figures that are not to be added: each answers another question, and they overlap."""

    on: date
    booked: Position
    exits: list[ExitLine]
    provisions: list[ProvisionLine]
    theoretical: Theoretical
    coverage: Coverage


def report(session: GroupSession, on: date) -> LiabilityReport:
    """Return the liability of a day in its three blocks, and how far allocated funds cover the third."""
    provisions, staff = provisions_on(session, on), theoretical(session, on)
    allocated = sum(line.balance_cents for line in provisions if line.nature == "social_fund")
    return LiabilityReport(
        on,
        position(session, on),
        exits_on(session, provisions, on),
        provisions,
        staff,
        Coverage(allocated, staff.total_cents, max(0, staff.total_cents - allocated)),
    )


def exits_on(session: GroupSession, provisions: list[ProvisionLine], on: date) -> list[ExitLine]:
    """Return the exits that are decided or probable on a day, with what the given provisions hold for them."""
    codes: dict[int | None, set[str]] = {}
    for provision in session.exec(select(Provision)):
        codes.setdefault(provision.exit_id, set()).add(provision.code)
    numbers = {worker.id: worker.number for worker in session.exec(select(Worker))}
    lines = []
    for row in session.exec(select(ForeseenExit).order_by(col(ForeseenExit.reference))):
        if not is_foreseen(row, on):
            continue
        own = codes.get(row.id, set())
        provided = sum(line.balance_cents for line in provisions if line.code in own)
        lines.append(
            ExitLine(
                row.reference,
                numbers[row.worker_id],
                row.certainty,
                row.recorded_on,
                row.notice_from_on,
                row.estimate_cents,
                provided,
                max(0, row.estimate_cents - provided),
            )
        )
    return lines


def take_snapshot(session: WriteSession, on: date) -> LiabilitySnapshot:
    """Seal the report of a day with all its inputs and steps, as the commissaire asks for it."""
    content = TypeAdapter(LiabilityReport).dump_python(report(session, on), mode="json")
    row = LiabilitySnapshot(
        journal_seq=journal.first_seq(session), taken_for_on=on, content=canonical_json(content)
    )
    session.add(row)
    session.flush()
    journal.record(session, "take liability snapshot", str(on), taken_for_on=on)
    return row


def broken_ledger(session: GroupSession) -> Iterator[str]:
    """Yield a sentence for each debt that is overpaid, and each vintage below zero, on whatever day."""
    for debt in debts_of(session):
        day = wrong_on(debt)
        if day is not None:
            yield f"debt {debt.reference}: on {day} more is paid than owed, or less than nothing"
    codes = {row.id: row.code for row in session.exec(select(Provision))}
    for provision_id, bookings in bookings_of(session).items():
        wrong = below_zero(bookings)
        if wrong is not None:
            yield f"provision {codes[provision_id]}: vintage {wrong[1]} is below zero on {wrong[0]}"
