"""How old what is owed is, member by member, and how much of it hangs on a few."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from basicplus.db import GroupSession
from basicplus.invoicing.payments.receivables import Receivable, receivables
from basicplus.members import names_by_id
from basicplus.money import round_half_away

AGES = ("not_due", "to_30", "to_60", "to_90", "older")
_LAST_DAYS = (0, 30, 60, 90)
TOP = (1, 5, 10)


@dataclass(frozen=True)
class Aged:
    """What a member owes by days of delay, in cents, and what the group owes it (`credit_cents`, above zero)."""

    member: str
    name: str
    cents: Mapping[str, int]
    credit_cents: int

    @property
    def owed_cents(self) -> int:
        """What the member owes, whatever the group owes it."""
        return sum(self.cents.values())


@dataclass(frozen=True)
class Ageing:
    """What members owe on a day: the largest debtor first, sums by age, and the share of the largest few.

    `concentration_e4` gives for 1, 5 and 10 members what part of all that is owed falls to the largest of them, in
    1/10,000.
    """

    on: date
    members: list[Aged]
    cents: dict[str, int]
    credit_cents: int
    concentration_e4: dict[int, int]

    @property
    def owed_cents(self) -> int:
        """What all members owe."""
        return sum(self.cents.values())


def ageing(session: GroupSession, on: date) -> Ageing:
    """Return what is open of each member's documents at the end of a day, by days after the due day."""
    return aged(receivables(session, on, unsettled=True), names_by_id(session), on)


def aged(documents: Iterable[Receivable], names: Mapping[int, tuple[str, str]], on: date) -> Ageing:
    """Sort what is open by member and age; pure arithmetic."""
    owed: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(AGES, 0))
    credit: dict[int, int] = defaultdict(int)
    for each in documents:
        if each.open_cents > 0:
            owed[each.member_id][age(each.due_on, on)] += each.open_cents
        elif each.open_cents < 0:
            credit[each.member_id] -= each.open_cents
    rows = [Aged(*names[member], dict(owed[member]), credit[member]) for member in sorted({*owed, *credit})]
    rows.sort(key=lambda row: (-row.owed_cents, row.member))
    cents = {name: sum(row.cents[name] for row in rows) for name in AGES}
    whole = sum(cents.values())
    shares = {
        count: round_half_away(Fraction(10_000 * sum(row.owed_cents for row in rows[:count]), whole or 1))
        for count in TOP
    }
    return Ageing(on, rows, cents, sum(credit.values()), shares)


def age(due_on: date, on: date) -> str:
    """Return how late a debt is on a day: the due day itself is in time."""
    late = (on - due_on).days
    return next((name for name, last in zip(AGES, _LAST_DAYS, strict=False) if late <= last), AGES[-1])
