"""The large move of the search: take a few whole demands off, put each back where it costs least."""

from __future__ import annotations

import numpy as np

from basicplus.planner.board import BIG, below, compiled, inner, replace, unit
from basicplus.planner.insertion import BEST, DEMAND, FOUND, FROM, HAD, MOST_TAKEN, TO, Desk, quote
from basicplus.planner.moves import polish
from basicplus.planner.problem import COUNT, HELD, WANTED, WEEKDAY, WEEKLY, WORKER, Array, Board, Facts

NEAREST = 10


@inner
def note(facts: Facts, desk: Desk, size: int, demand: int, to: int) -> int:
    """Add a demand to those that are to be taken off, once; return how many there are."""
    if size == MOST_TAKEN or facts.about[demand, HELD]:
        return size
    for rank in range(size):
        if desk.taken[rank, DEMAND] == demand:
            return size
    desk.taken[size, DEMAND] = demand
    desk.taken[size, TO] = to
    return size + 1


@inner
def unserved(facts: Facts, board: Board, demand: int) -> int:
    """Return the first demand from one on that is not wholly served, or that one."""
    demands = len(facts.about)
    for step in range(demands):
        other = (demand + step) % demands
        if board.holder[other, COUNT] < facts.about[other, WANTED]:
            return other
    return demand


@inner
def clear(facts: Facts, board: Board, desk: Desk, demand: int, worker: int, rng: Array) -> int:
    """Note a weekly demand and all that stand in the way of one of its slots with a worker; return how many."""
    size, slot = note(facts, desk, 0, demand, worker), below(rng, 10)
    for day in range(len(facts.days)):
        if facts.days[day, WEEKDAY] == slot >> 1 and facts.opens[demand, day] >> (slot & 1) & 1:
            other = board.grid[worker, day, slot & 1]
            if other >= 0:
                size = note(facts, desk, size, other, -1)
    return size


@inner
def choose(facts: Facts, board: Board, desk: Desk, rng: Array) -> int:
    """Choose the demands to take off; return how many.

    A demand and near ones (of anyone, or of its worker), then some of the same or another worker; at times the
    near ones must go to that other worker, whose demands make room for them.
    """
    seed = below(rng, len(facts.about))
    if below(rng, 8) == 0:
        seed = unserved(facts, board, seed)
    worker = board.holder[seed, WORKER]
    other = facts.workers[seed, below(rng, facts.workers.shape[1])]
    kind, most = below(rng, 6), 2 + below(rng, 5)
    same, to, extra = -1, -1, 0
    if other >= 0 and board.holder[seed, COUNT] < facts.about[seed, WANTED]:
        to, most, extra = other, 1, 2 + below(rng, 9)
    elif kind == 1:
        same = worker
    elif kind == 2:
        other, extra, most = worker, most - 1, 1
    elif kind >= 3 and other >= 0 and other != worker:
        same, most, extra = worker, 1 + below(rng, 3), 1 + below(rng, 3)
        to = other if kind > 3 else -1
    if facts.about[seed, WEEKLY] and other >= 0 and below(rng, 2):
        size = clear(facts, board, desk, seed, other, rng)
        return note(facts, desk, size, unserved(facts, board, seed), -1)
    size = note(facts, desk, 0, seed, to)
    for rank in range(facts.neighbours.shape[1]):
        near = facts.neighbours[seed, rank]
        if size >= most:
            break
        if (same < 0 or board.holder[near, WORKER] == same) and below(rng, 3):
            size = note(facts, desk, size, near, to)
    most = size + extra
    for _ in range(4 * extra):
        slot = below(rng, 2 * board.grid.shape[1])
        demand = board.grid[other, slot >> 1, slot & 1]
        if demand >= 0 and size < most:
            size = note(facts, desk, size, demand, -1)
    return size


@inner
def shuffle(facts: Facts, desk: Desk, size: int, rng: Array) -> None:
    """Put those taken off in a random order, those that must go somewhere or are weekly first."""
    first = 0
    for rank in range(size):
        other = rank + below(rng, size - rank)
        for column in range(2):
            desk.taken[rank, column], desk.taken[other, column] = (
                desk.taken[other, column],
                desk.taken[rank, column],
            )
        if desk.taken[rank, TO] >= 0 or facts.about[desk.taken[rank, DEMAND], WEEKLY]:
            for column in range(2):
                here, there = desk.taken[rank, column], desk.taken[first, column]
                desk.taken[rank, column], desk.taken[first, column] = there, here
            first += 1


@inner
def cheapest(
    facts: Facts, board: Board, desk: Desk, demand: int, only: int, had: int, limit: float, rng: Array
) -> tuple[float, int, int]:
    """Find the cheapest worker of a demand (or the only one), below a limit; return cost, worker, count.

    The nearest are tried, whoever it had, and some at random. The slots are in `desk.found[BEST]`; BIG says that
    nothing is below the limit.
    """
    nothing = facts.missing[demand] * facts.about[demand, WANTED]
    best, who, count = min(limit, nothing), -1, 0
    for rank in range(facts.workers.shape[1]):
        worker = facts.workers[demand, rank]
        if worker < 0:
            break
        if (only >= 0 and worker != only) or (rank >= NEAREST and worker not in (only, had) and below(rng, 8)):
            continue
        cost, visits = quote(facts, board, desk, demand, worker, best, rng)
        if visits and cost < best:
            best, who, count = cost, worker, visits
            for number in range(visits):
                desk.found[BEST, number] = desk.found[FOUND, number]
    if who < 0 and limit < nothing:
        best = BIG
    return best, who, count


@compiled
def refill(facts: Facts, board: Board, desk: Desk, taken: Array, limit: float, rng: Array) -> float:
    """Put demands back one after the other, each where it costs least; return their cost, if below the limit."""
    total = 0.0
    for rank in range(len(taken)):
        demand = taken[rank, DEMAND]
        cost, worker, count = cheapest(
            facts, board, desk, demand, taken[rank, TO], taken[rank, FROM], limit - total, rng
        )
        total += cost
        if total >= limit:
            break
        replace(facts, board, demand, worker, desk.found[BEST, :count])
    return total


@inner
def rebuild(facts: Facts, board: Board, desk: Desk, temperature: float, rng: Array) -> float:
    """Make one large move; return the change of cost, 0 when it was not accepted."""
    size = choose(facts, board, desk, rng)
    shuffle(facts, desk, size, rng)
    before = 0.0
    for rank in range(size):
        demand = desk.taken[rank, DEMAND]
        count = board.holder[demand, COUNT]
        desk.taken[rank, FROM], desk.taken[rank, HAD] = board.holder[demand, WORKER], count
        desk.times[rank, :count] = board.slots[demand, :count]
        nothing = facts.missing[demand] * facts.about[demand, WANTED]
        before += nothing - replace(facts, board, demand, desk.taken[rank, FROM], desk.found[BEST, :0])
    limit = before - temperature * np.log(unit(rng))
    after = refill(facts, board, desk, desk.taken[:size], limit, rng)
    if after < limit:
        return after - before
    for again in range(2):
        for rank in range(size):
            count = desk.taken[rank, HAD] if again else 0
            replace(facts, board, desk.taken[rank, DEMAND], desk.taken[rank, FROM], desk.times[rank, :count])
    return 0.0


@compiled
def search(
    facts: Facts, board: Board, desk: Desk, rng: Array, rounds: int, moves: int, temperature: float
) -> float:
    """Make a number of large moves, with small moves between; return the change of cost."""
    change = 0.0
    for _ in range(rounds):
        change += rebuild(facts, board, desk, temperature, rng)
        change += polish(facts, board, moves, temperature, rng)
    return change
