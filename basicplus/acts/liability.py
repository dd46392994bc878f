"""Acts on joint liability: debts and their movements, the internal key, exits foreseen, provisions, snapshots."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from basicplus import liability
from basicplus.acts.act import FINANCE, Act
from basicplus.clock import DayCome
from basicplus.db import WriteSession
from basicplus.liability.models import KeyKind, Outcome

Why = Annotated[str, Field(max_length=500)]
Reference = Annotated[str, Field(description="reference of the debt")]


class DebtBooking(BaseModel):
    """Social and tax debts in cents, and where they come from."""

    source: Annotated[str, Field(min_length=1, max_length=200)]
    debts: Annotated[list[liability.DebtCreate], Field(min_length=1)]


class DebtPayment(BaseModel):
    """A payment in cents, of all that is open that day if nothing is said; a negative one came back, and why."""

    debt: Reference
    on: DayCome
    amount_cents: int | None = None
    why: Why = ""


class DebtCorrection(BaseModel):
    """What is owed more or less, in cents, and why."""

    debt: Reference
    on: date
    change_cents: int
    why: Annotated[str, Field(min_length=1, max_length=500)]


class InternalKeyCreate(BaseModel):
    """How members share debts among themselves from a day on, and where they agreed on it."""

    from_on: date
    kind: KeyKind
    decision: Annotated[str, Field(min_length=1, max_length=100)]
    key: Annotated[str | None, Field(description="code of an allocation key, for weights")] = None


class ExitEnd(BaseModel):
    """An exit that was carried out or dropped, and the day from which it is no longer foreseen."""

    exit: Annotated[str, Field(description="reference of the exit")]
    on: date
    outcome: Outcome


class SnapshotOf(BaseModel):
    """The day of which the report is sealed."""

    on: date


def book_debts(session: WriteSession, given: DebtBooking) -> object:
    """Book social and tax debts."""
    return liability.book_debts(session, given.debts, given.source)


def pay_debt(session: WriteSession, given: DebtPayment) -> object:
    """Record a payment of a debt, or one that came back."""
    return liability.pay_debt(session, given.debt, given.on, given.amount_cents, given.why)


def correct_debt(session: WriteSession, given: DebtCorrection) -> object:
    """Change what is owed of a debt, up or down."""
    return liability.correct_debt(session, given.debt, given.on, given.change_cents, given.why)


def set_internal_key(session: WriteSession, given: InternalKeyCreate) -> object:
    """Share debts among members on another key from a day on."""
    return liability.set_internal_key(session, given.from_on, given.kind, given.decision, given.key)


def close_exit(session: WriteSession, given: ExitEnd) -> object:
    """Close a foreseen exit: it was carried out, or dropped."""
    return liability.close_exit(session, given.exit, given.on, given.outcome)


def take_snapshot(session: WriteSession, given: SnapshotOf) -> object:
    """Seal the report on liability of a day, with all its inputs and steps."""
    return liability.take_snapshot(session, given.on)


ACTS = (
    Act(
        "book-debts",
        DebtBooking,
        book_debts,
        FINANCE,
        {
            "source": "ONSS 2026-Q1",
            "debts": [
                {
                    "reference": "ONSS-2026-1",
                    "kind": "social_contributions",
                    "creditor": "ONSS",
                    "incurred_from_on": "2026-01-01",
                    "incurred_until_on": "2026-04-01",
                    "due_on": "2026-04-30",
                    "amount_cents": 1250000,
                }
            ],
        },
    ),
    Act(
        "pay-debt",
        DebtPayment,
        pay_debt,
        FINANCE,
        {"debt": "ONSS-2026-1", "on": "2026-04-28", "amount_cents": 1000000},
    ),
    Act(
        "correct-debt",
        DebtCorrection,
        correct_debt,
        FINANCE,
        {"debt": "ONSS-2026-1", "on": "2026-05-04", "change_cents": -50000, "why": "Réduction groupe cible"},
    ),
    Act(
        "set-internal-key",
        InternalKeyCreate,
        set_internal_key,
        FINANCE,
        {"from_on": "2026-01-01", "kind": "hours", "decision": "ROI, version 3, art. 12"},
    ),
    Act(
        "foresee-exit",
        liability.ExitCreate,
        liability.record_exit,
        FINANCE,
        {
            "reference": "S-2026-1",
            "worker": "W900",
            "certainty": "decided",
            "recorded_on": "2026-09-01",
            "estimate_cents": 900000,
        },
    ),
    Act(
        "open-provision",
        liability.ProvisionCreate,
        liability.open_provision,
        FINANCE,
        {"code": "P-2026-1", "name": "Départ décidé", "nature": "decided_exit", "exit": "S-2026-1"},
    ),
    Act(
        "enter-provision",
        liability.EntryCreate,
        liability.enter,
        FINANCE,
        {
            "provision": "P-2026-1",
            "kind": "dotation",
            "booked_on": "2026-09-30",
            "amount_cents": 900000,
            "vintage": 2026,
            "reason": "Préavis estimé",
        },
    ),
    Act(
        "close-exit",
        ExitEnd,
        close_exit,
        FINANCE,
        {"exit": "S-2026-1", "on": "2027-01-01", "outcome": "carried_out"},
    ),
    Act("take-liability-snapshot", SnapshotOf, take_snapshot, FINANCE, {"on": "2026-12-31"}),
)
