"""The large move of the search: take a few whole demands off, put each back where it costs least."""

from __future__ import annotations

import numpy as np

from basicplus.planner.board import BIG, below, compiled, inner, replace, unit
from basicplus.planner.insertion import BEST, DEMAND, FOUND, FROM, HAD, MOST_TAKEN, TO, quote
from basicplus.planner.moves import polish
from basicplus.planner.problem import COUNT, HELD, WANTED, WORKER


@inner
def note(facts, desk, size, demand, to):  # type: ignore[no-untyped-def]
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
def seed_of(facts, board, rng):  # type: ignore[no-untyped-def]
    """Return a random demand, at times one that is not wholly served."""
    demands = len(facts.about)
    seed = below(rng, demands)
    if below(rng, 8) == 0:
        for step in range(demands):
            demand = (seed + step) % demands
            if board.holder[demand, COUNT] < facts.about[demand, WANTED]:
                return demand
    return seed


@inner
def choose(facts, board, desk, rng):  # type: ignore[no-untyped-def]
    """Choose the demands to take off; return how many.

    A demand and near ones (of anyone, or of its worker), then some of the same or another worker; at times the
    near ones must go to that other worker, whose demands make room for them.
    """
    seed = seed_of(facts, board, rng)
    worker = board.holder[seed, WORKER]
    other = facts.workers[seed, below(rng, facts.workers.shape[1])]
    kind, most = below(rng, 6), 2 + below(rng, 5)
    same, to, extra = -1, -1, 0
    if worker < 0 and other >= 0:
        extra = 2
    elif kind == 1:
        same = worker
    elif kind == 2:
        other, extra, most = worker, most - 1, 1
    elif kind >= 3 and other >= 0 and other != worker:
        same, most, extra = worker, 1 + below(rng, 3), 1 + below(rng, 3)
        to = other if kind > 3 else -1
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
def shuffle(desk, size, rng):  # type: ignore[no-untyped-def]
    """Put those taken off in a random order, those that must go somewhere first."""
    first = 0
    for rank in range(size):
        other = rank + below(rng, size - rank)
        for column in range(2):
            desk.taken[rank, column], desk.taken[other, column] = (
                desk.taken[other, column],
                desk.taken[rank, column],
            )
        if desk.taken[rank, TO] >= 0:
            for column in range(2):
                here, there = desk.taken[rank, column], desk.taken[first, column]
                desk.taken[rank, column], desk.taken[first, column] = there, here
            first += 1


@inner
def cheapest(facts, board, desk, demand, only, limit, rng):  # type: ignore[no-untyped-def]
    """Find the cheapest worker of a demand (or the only one), below a limit; return cost, worker, count.

    The slots are in `desk.found[BEST]`; BIG says that nothing is below the limit.
    """
    nothing = facts.missing[demand] * facts.about[demand, WANTED]
    best, who, count = min(limit, nothing), -1, 0
    for rank in range(facts.workers.shape[1]):
        worker = facts.workers[demand, rank]
        if worker < 0:
            break
        if only >= 0 and worker != only:
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
def refill(facts, board, desk, taken, limit, rng):  # type: ignore[no-untyped-def]
    """Put demands back one after the other, each where it costs least; return their cost, if below the limit."""
    total = 0.0
    for rank in range(len(taken)):
        demand = taken[rank, DEMAND]
        cost, worker, count = cheapest(facts, board, desk, demand, taken[rank, TO], limit - total, rng)
        total += cost
        if total >= limit:
            break
        replace(facts, board, demand, worker, desk.found[BEST, :count])
    return total


@inner
def rebuild(facts, board, desk, temperature, rng):  # type: ignore[no-untyped-def]
    """Make one large move; return the change of cost, 0 when it was not accepted."""
    size = choose(facts, board, desk, rng)
    shuffle(desk, size, rng)
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
def search(facts, board, desk, rng, rounds, moves, temperature):  # type: ignore[no-untyped-def]
    """Make a number of large moves, with small moves between; return the change of cost."""
    change = 0.0
    for _ in range(rounds):
        change += rebuild(facts, board, desk, temperature, rng)
        change += polish(facts, board, moves, temperature, rng)
    return change
