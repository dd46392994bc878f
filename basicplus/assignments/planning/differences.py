"""What differs between two versions of a plan: visits added, moved and taken out, in all and for each party."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Kind = Literal["added", "moved", "cancelled"]
Party = Literal["worker", "member"]


@dataclass(frozen=True)
class Slot:
    """A visit as one version has it; `origin` is the same for a visit and those that replaced it since.

    `row` is the id of its row, which says nothing of the visit itself.
    """

    origin: int
    worker: int
    member: int
    site: int
    agreement: int | None
    day: date
    starts_at: datetime
    ends_at: datetime
    row: int = field(default=0, compare=False)

    def of(self, party: Party) -> int:
        """Return its worker or its member."""
        return self.worker if party == "worker" else self.member


@dataclass(frozen=True)
class SlotChange:
    """A visit before and after: None where it was not planned, or is not any more."""

    before: Slot | None
    after: Slot | None

    @property
    def kind(self) -> Kind:
        """Whether the visit is new, gone, or elsewhere."""
        if self.before is None:
            return "added"
        return "cancelled" if self.after is None else "moved"

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Before and after, as far as they are."""
        return tuple(slot for slot in (self.before, self.after) if slot is not None)

    @property
    def first_on(self) -> date:
        """The earliest day concerned."""
        return min(slot.day for slot in self.slots)


def changes_between(before: Iterable[Slot], after: Iterable[Slot]) -> list[SlotChange]:
    """Return what differs between two versions, in order of the first day and time concerned."""
    old = {slot.origin: slot for slot in before}
    new = {slot.origin: slot for slot in after}
    found = [SlotChange(slot, new.get(origin)) for origin, slot in old.items() if new.get(origin) != slot]
    found += [SlotChange(None, slot) for origin, slot in new.items() if origin not in old]
    return sorted(found, key=lambda change: (min(slot.starts_at for slot in change.slots), change.slots[0].origin))


def by_party(changes: Iterable[SlotChange], party: Party) -> dict[int, list[SlotChange]]:
    """Return the changes that each worker, or member, sees: a visit given to somebody else is gone for one."""
    found: dict[int, list[SlotChange]] = {}
    for change in changes:
        for who, seen in _seen(change, party):
            found.setdefault(who, []).append(seen)
    return found


def _seen(change: SlotChange, party: Party) -> Iterator[tuple[int, SlotChange]]:
    parties = dict.fromkeys(slot.of(party) for slot in change.slots)
    for who in parties:
        mine = [slot if slot and slot.of(party) == who else None for slot in (change.before, change.after)]
        yield who, SlotChange(*mine)


def count(changes: Iterable[SlotChange]) -> dict[str, int]:
    """Return how many visits are new, moved and taken out."""
    counted = {"added": 0, "moved": 0, "cancelled": 0}
    for change in changes:
        counted[change.kind] += 1
    return counted


def origin_of(row_id: int, replaces: Mapping[int, int]) -> int:
    """Return the first of the rows that replaced one another."""
    while row_id in replaces:
        row_id = replaces[row_id]
    return row_id
