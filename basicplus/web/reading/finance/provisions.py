"""The ledger of a provision, entry by entry, with what was in it after each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from basicplus.db import GroupSession
from basicplus.liability import Provision, ProvisionEntry
from basicplus.liability.ledger import signed
from basicplus.liability.provisions import provision_by_code


@dataclass(frozen=True)
class EntryLine:
    """An entry of a provision in cents: what it puts in (or takes, below zero), and what is in it afterwards."""

    booked_on: date
    kind: str
    vintage: int
    cents: int
    balance_cents: int
    reason: str
    decision: str


@dataclass(frozen=True)
class ProvisionLedger:
    """A provision with its entries in order of day."""

    provision: Provision
    entries: list[EntryLine]


def ledger_of(session: GroupSession, code: str) -> ProvisionLedger:
    """Return the ledger of a provision; NotFound when there is none of this code."""
    provision = provision_by_code(session, code)
    query = select(ProvisionEntry).where(ProvisionEntry.provision_id == provision.id)
    entries, balance = [], 0
    for row in session.exec(query.order_by(col(ProvisionEntry.booked_on), col(ProvisionEntry.id))):
        cents = signed(row.kind, row.amount_cents)
        balance += cents
        entries.append(EntryLine(row.booked_on, row.kind, row.vintage, cents, balance, row.reason, row.decision))
    return ProvisionLedger(provision, entries)
