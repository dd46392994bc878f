"""Invented agreements: which worker serves which member, on what basis, in which half-days; no database.

Members may be invented or come from a real register: a `ServedMember` is all that is asked of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from basicplus.clock import Span, year_span
from basicplus.demo.lanes import Slot, give_slots
from basicplus.demo.matching import Match, ServedMember, match, position
from basicplus.demo.mix import in_mix
from basicplus.demo.workers import InventedWorker

BASES = {"time_spent": 55, "flat_fee": 30, "pro_rata": 15}
SCHOOL_WEEKS_SHARE = 0.6
STARTING_SHARE, ENDING_SHARE = 0.03, 0.02


@dataclass(frozen=True)
class InventedAgreement:
    """An agreement over [from_on, until_on) and the half-days that a worker keeps for it.

    `lanes` counts the visits of half a day in four weeks: 1, 2 or 4, and whole multiples of 4 for a
    dedicated worker. `slots` names them: (weekday 0-4, half 0-1, phase 0-3), the phase being the week
    within a cycle of four. In a slot a worker is present as long as the pattern in force that day says.
    """

    number: str
    member: str
    profession: str
    worker: str
    basis: str
    lanes: int
    school_weeks_only: bool
    from_on: date
    until_on: date | None
    slots: tuple[Slot, ...]


def invent_agreements(
    seed: int, members: Sequence[ServedMember], workers: Sequence[InventedWorker], year: int
) -> tuple[InventedAgreement, ...]:
    """Return the agreements of `year`, by member and profession; every member of that year has at least one.

    Raises InvalidInput when the workers cannot visit every member once in four weeks.
    """
    rng = Random(seed)
    served = [m for m in members if Span.of(m.joined_on, m.left_on).overlaps(year_span(year))]
    served.sort(key=lambda member: member.number)
    matches = match(rng, served, workers)
    slots = _slots(rng, served, workers, matches)
    bases = _bases(rng, [workers[found.worker].profession for found in matches])
    agreements: list[InventedAgreement] = []
    for index, found in enumerate(matches):
        member, worker = served[found.member], workers[found.worker]
        is_first = index == 0 or matches[index - 1].member != found.member
        span = _span(rng, member, worker, year, is_first)
        agreements.append(
            InventedAgreement(
                number=f"C{index + 1:04d}",
                member=member.number,
                profession=worker.profession,
                worker=worker.number,
                basis=bases[index],
                lanes=found.lanes,
                school_weeks_only=worker.profession != "dedicated" and rng.random() < SCHOOL_WEEKS_SHARE,
                from_on=span.from_on,
                until_on=span.end,
                slots=slots[index],
            )
        )
    return tuple(agreements)


def _slots(
    rng: Random, members: Sequence[ServedMember], workers: Sequence[InventedWorker], matches: Sequence[Match]
) -> dict[int, tuple[Slot, ...]]:
    """Return the slots of every match, by its index."""
    given: dict[int, tuple[Slot, ...]] = {}
    for rank, worker in enumerate(workers):
        own = {index: found for index, found in enumerate(matches) if found.worker == rank}
        lanes = {index: found.lanes for index, found in own.items()}
        points = {index: position(members[found.member]) for index, found in own.items()}
        given |= give_slots(rng, worker.steady_half_days, lanes, points)
    return given


def _bases(rng: Random, professions: Sequence[str]) -> list[str]:
    """Return a basis for each agreement in the group's mix; dedicated workers are never shared pro rata."""
    bases = in_mix(rng, len(professions), BASES)
    for index, profession in enumerate(professions):
        if profession == "dedicated" and bases[index] == "pro_rata":
            swaps = (
                other
                for other, basis in enumerate(bases)
                if professions[other] != "dedicated" and basis != "pro_rata"
            )
            if (other := next(swaps, None)) is None:
                bases[index] = "flat_fee"
            else:
                bases[index], bases[other] = bases[other], bases[index]
    return bases


def _span(rng: Random, member: ServedMember, worker: InventedWorker, year: int, is_first: bool) -> Span:
    """Return the days of an agreement within membership and contract.

    A member's first agreement lasts as long as the membership; a few others start with the school
    year or end with it.
    """
    whole = Span.of(max(member.joined_on, worker.contract_from), member.left_on)
    drawn = rng.random()
    if is_first:
        return whole
    if drawn < STARTING_SHARE:
        return whole & Span(date(year, 9, 1)) or whole
    if drawn < STARTING_SHARE + ENDING_SHARE:
        return whole & Span(date.min, date(year, 7, 1)) or whole
    return whole
