"""The ledger of debts and provisions as arithmetic: what stands on a day; knows no database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from basicplus.clock import Span

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Movement:
    """A payment or a correction of a debt on a day, in cents."""

    kind: str
    on: date
    cents: int


@dataclass(frozen=True)
class Debt:
    """A debt with its movements; it arose over the days of `arose`."""

    reference: str
    kind: str
    creditor: str
    arose: Span
    due_on: date
    amount_cents: int
    movements: tuple[Movement, ...] = ()

    @property
    def counts_on(self) -> date:
        """The day from which the debt counts in full: the last one on which it arose, or its due day if earlier.

        So the contributions of December are in the position of 31 December.
        """
        return min(self.arose.until_on - ONE_DAY, self.due_on)

    def incurred_cents(self, on: date) -> int:
        """Return what was owed up to a day, corrections included, whatever was paid."""
        return self.amount_cents + self._moved("correction", on) if on >= self.counts_on else 0

    def paid_cents(self, on: date) -> int:
        """Return what was paid up to a day, less what came back."""
        return self._moved("payment", on)

    def open_cents(self, on: date) -> int:
        """Return what is owed on a day: incurred less paid."""
        return self.incurred_cents(on) - self.paid_cents(on)

    def _moved(self, kind: str, on: date) -> int:
        return sum(movement.cents for movement in self.movements if movement.kind == kind and movement.on <= on)


def wrong_on(debt: Debt) -> date | None:
    """Return the first day on which more is paid than owed, or less than nothing is owed or paid; None if none."""
    for day in sorted({debt.counts_on, *(movement.on for movement in debt.movements)}):
        if not 0 <= debt.paid_cents(day) <= debt.incurred_cents(day):
            return day
    return None


@dataclass(frozen=True)
class Standing:
    """Debts on a day in cents: owed so far, of which due; paid; open = incurred - paid, of which overdue."""

    incurred_cents: int = 0
    due_cents: int = 0
    paid_cents: int = 0
    open_cents: int = 0
    overdue_cents: int = 0

    def __add__(self, other: Standing) -> Standing:
        return Standing(**{name: cents + getattr(other, name) for name, cents in vars(self).items()})


def standing(debt: Debt, on: date) -> Standing:
    """Return where a debt stands at the end of a day; on its due day it is due and not yet overdue."""
    incurred, open_cents = debt.incurred_cents(on), debt.open_cents(on)
    return Standing(
        incurred_cents=incurred,
        due_cents=incurred if debt.due_on <= on else 0,
        paid_cents=debt.paid_cents(on),
        open_cents=open_cents,
        overdue_cents=open_cents if debt.due_on < on else 0,
    )


def by_kind(debts: Iterable[Debt], on: date) -> dict[str, Standing]:
    """Return the standing of each kind that has a debt by that day, in order of kind."""
    found: dict[str, Standing] = defaultdict(Standing)
    for debt in debts:
        if on >= debt.counts_on:
            found[debt.kind] += standing(debt, on)
    return dict(sorted(found.items()))


@dataclass(frozen=True)
class Booking:
    """What a day put into a vintage of a provision (positive) or took out of it (negative), in cents."""

    on: date
    vintage: int
    cents: int


def balances(bookings: Iterable[Booking], on: date) -> dict[int, int]:
    """Return the balance of each vintage at the end of a day, oldest first."""
    found: dict[int, int] = defaultdict(int)
    for booking in bookings:
        if booking.on <= on:
            found[booking.vintage] += booking.cents
    return dict(sorted(found.items()))


def below_zero(bookings: Sequence[Booking]) -> tuple[date, int] | None:
    """Return the first day and the vintage whose balance falls below zero; None when none does."""
    for day in sorted({booking.on for booking in bookings}):
        for vintage, cents in balances(bookings, day).items():
            if cents < 0:
                return day, vintage
    return None


def signed(kind: str, cents: int) -> int:
    """Return what an entry of a provision adds to its balance: a dotation adds, use and release take away."""
    return cents if kind == "dotation" else -cents


def total(standings: Mapping[str, Standing]) -> Standing:
    """Return the sum of standings."""
    return sum(standings.values(), Standing())
