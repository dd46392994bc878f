"""Who serves whom: members matched to workers by profession, language and distance, within capacity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil
from random import Random
from typing import Protocol

from basicplus.demo.places import kilometres
from basicplus.demo.workers import InventedWorker
from basicplus.errors import invalid
from basicplus.money import allocate

MOST_USED = 0.85
"""At most this share of a worker's half-days is sold; the rest is for replacements and meetings."""

AGREEMENTS_PER_MEMBER = 16 / 11
"""800 agreements for 550 members."""

FOREIGN_LANGUAGE_KM = 80.0
"""A worker who does not speak a member's language counts as living this much farther away."""

NEARBY = 8
"""A dedicated worker serves some of this many nearest members."""

UNEVEN = 1.15
"""A worker close to many members takes up to this much more than an even share of them."""

MIDDLE = (50.5, 4.7)
"""Stands in for a member whose position is unknown: the middle of Wallonia."""

WEEKLY = 4
"""Lanes of an agreement that is visited every week."""


class ServedMember(Protocol):
    """What the invention of agreements asks of a member; membership is [joined_on, left_on)."""

    @property
    def number(self) -> str: ...
    @property
    def joined_on(self) -> date: ...
    @property
    def left_on(self) -> date | None: ...
    @property
    def latitude(self) -> float | None: ...
    @property
    def longitude(self) -> float | None: ...
    @property
    def language(self) -> str: ...


@dataclass(frozen=True, order=True)
class Match:
    """A worker (by index) serves a member (by index) in so many visits per four weeks."""

    member: int
    worker: int
    lanes: int


def position(member: ServedMember) -> tuple[float, float]:
    """Return the point of a member's seat."""
    if member.latitude is None or member.longitude is None:
        return MIDDLE
    return member.latitude, member.longitude


def match(rng: Random, members: Sequence[ServedMember], workers: Sequence[InventedWorker]) -> list[Match]:
    """Return who serves whom, by member and profession; every member is served at least once.

    A profession serves a member once; dedicated workers may share one when members are few.
    """
    if not members:
        return []
    dedicated = _dedicated(rng, members, workers)
    shared = [index for index, worker in enumerate(workers) if worker.profession != "dedicated"]
    budgets = _budgets(rng, len(members), [workers[index] for index in shared])
    room = dict(zip(shared, budgets, strict=True))
    found: list[Match] = []
    for profession, clients in _demand(rng, len(members), workers, room).items():
        staff = [index for index in shared if workers[index].profession == profession]
        found += _nearest(members, workers, clients, staff, room)
    found = _with_more_lanes(rng, found, room)
    return sorted(found + dedicated, key=lambda m: (m.member, workers[m.worker].profession, m.worker))


def _cost(member: ServedMember, worker: InventedWorker) -> float:
    """Return the kilometres between home and member, plus the penalty for a language not spoken."""
    distance = kilometres((worker.latitude, worker.longitude), position(member))
    return distance + FOREIGN_LANGUAGE_KM * (member.language not in worker.speaks)


def _budgets(rng: Random, members: int, workers: Sequence[InventedWorker]) -> list[int]:
    """Return the lanes that each worker sells: 78 to 85 % of the capacity, or all when members abound."""
    capacities = [worker.lanes_capacity for worker in workers]
    if sum(capacities) < members:
        limit = f"at most {sum(capacities)}: {len(workers)} shared workers cannot visit more in four weeks"
        raise invalid("members", members, limit)
    modest = [int(capacity * rng.uniform(0.78, MOST_USED)) for capacity in capacities]
    if sum(modest) >= members:
        return modest
    most = [int(capacity * MOST_USED) for capacity in capacities]
    return most if sum(most) >= members else capacities


def _demand(
    rng: Random, members: int, workers: Sequence[InventedWorker], room: dict[int, int]
) -> dict[str, list[int]]:
    """Return the members that each profession serves: as many as its share of all lanes, each member once."""
    budgets: Counter[str] = Counter()
    for index, lanes in room.items():
        budgets[workers[index].profession] += lanes
    whole = sum(budgets.values())
    wanted = max(members, min(round(members * AGREEMENTS_PER_MEMBER), int(0.86 * whole)))
    shares = allocate(wanted, dict(sorted(budgets.items())))
    counts = {name: min(count, members) for name, count in shares.items()}
    counts = _topped_up(counts, budgets, members)
    order = list(range(members))
    rng.shuffle(order)
    clients, start = {}, 0
    for name, count in counts.items():
        # Walking once around the shuffled circle gives every member a first agreement before any a second.
        clients[name] = [order[(start + step) % members] for step in range(count)]
        start += count
    return clients


def _topped_up(counts: dict[str, int], budgets: Counter[str], members: int) -> dict[str, int]:
    """Return counts that reach the number of members where one per profession cut them short."""
    for name in counts:
        missing = max(0, members - sum(counts.values()))
        counts[name] += min(missing, members - counts[name], budgets[name] - counts[name])
    return counts


def _nearest(
    members: Sequence[ServedMember],
    workers: Sequence[InventedWorker],
    clients: Sequence[int],
    staff: Sequence[int],
    room: dict[int, int],
) -> list[Match]:
    """Give every client to one of the staff, cheapest pairs first, the load spread by what each can sell."""
    shares = allocate(len(clients), {index: room[index] for index in staff})
    left = {index: min(room[index], ceil(shares[index] * UNEVEN)) for index in staff}
    costs = {(client, index): _cost(members[client], workers[index]) for client in clients for index in staff}
    served: dict[int, int] = {}
    for client, index in sorted(costs, key=lambda pair: (costs[pair], pair)):
        if client not in served and left[index]:
            served[client] = index
            left[index] -= 1
    _swap(served, costs)
    return [Match(client, index, 1) for client, index in served.items()]


def _swap(served: dict[int, int], costs: dict[tuple[int, int], float]) -> None:
    """Let two clients exchange workers wherever that shortens the way of both together: one round."""
    clients = sorted(served)
    for one in clients:
        for other in clients:
            a, b = served[one], served[other]
            if a != b and costs[one, b] + costs[other, a] < costs[one, a] + costs[other, b]:
                served[one], served[other] = b, a


def _with_more_lanes(rng: Random, found: list[Match], room: dict[int, int]) -> list[Match]:
    """Return the matches with two or four visits where their worker can sell more than one to each."""
    left = room | {}
    for one in found:
        left[one.worker] -= one.lanes
    grown = list(found)
    rng.shuffle(grown)
    for target in (None, WEEKLY):
        for index, one in enumerate(grown):
            lanes = target or rng.choice((2, 2, WEEKLY))
            if 0 < lanes - one.lanes <= left[one.worker]:
                left[one.worker] -= lanes - one.lanes
                grown[index] = replace(one, lanes=lanes)
    return grown


def _dedicated(rng: Random, members: Sequence[ServedMember], workers: Sequence[InventedWorker]) -> list[Match]:
    """Return the matches of dedicated workers: whole half-days every week at one or two members nearby."""
    found: list[Match] = []
    taken: set[int] = set()
    for index, worker in enumerate(workers):
        if worker.profession != "dedicated":
            continue
        halves = int(worker.lanes_capacity * MOST_USED) // WEEKLY
        parts = [halves] if rng.random() < 0.4 or len(members) < 2 else [halves - halves // 3, halves // 3]
        free = [client for client in range(len(members)) if client not in taken]
        if len(free) < len(parts):
            free = list(range(len(members)))
        near = sorted((_cost(members[client], worker), client) for client in free)[:NEARBY]
        clients = [client for _, client in rng.sample(near, len(parts))]
        taken.update(clients)
        found += [Match(client, index, WEEKLY * part) for client, part in zip(clients, parts, strict=True)]
    return found
