"""Small moves of the search: a visit to another half-day, two visits or two days of a worker exchanged."""

from __future__ import annotations

import numpy as np

from basicplus.planner.board import BIG, below, detour, inner, unit
from basicplus.planner.problem import (
    CALENDAR,
    COUNT,
    GAP,
    HELD,
    ROW,
    SITE,
    UNAVAILABLE,
    WEEKLY,
    Array,
    Board,
    Facts,
)


@inner
def rank_of(board: Board, demand: int, slot: int) -> int:
    """Return which visit of a demand stands at a slot."""
    low, high = 0, board.holder[demand, COUNT] - 1
    while low < high:
        middle = (low + high) >> 1
        if board.slots[demand, middle] < slot:
            low = middle + 1
        else:
            high = middle
    return low


@inner
def shift(facts: Facts, board: Board, demand: int, rank: int, slot: int) -> float:
    """Return how irregularity changes if a visit moves between its neighbours; BIG where it may not."""
    day = slot >> 1
    if not facts.opens[demand, day] >> (slot & 1) & 1:
        return BIG
    gap, row = facts.about[demand, GAP], facts.about[demand, ROW]
    here, there = facts.days[board.slots[demand, rank] >> 1, CALENDAR], facts.days[day, CALENDAR]
    change = 0.0
    for side in range(-1, 2, 2):
        if 0 <= rank + side < board.holder[demand, COUNT]:
            beside = facts.days[board.slots[demand, rank + side] >> 1, CALENDAR]
            if (beside - there) * side < gap:
                return BIG
            change += facts.irregular[row, (beside - there) * side] - facts.irregular[row, (beside - here) * side]
    return change


@inner
def target(facts: Facts, board: Board, demand: int, rank: int, rng: Array) -> int:
    """Return a random day to which a visit could move and stay between its neighbours; below 0 if none."""
    gap = facts.about[demand, GAP]
    first, last = 0, len(facts.days)
    if rank > 0:
        least = facts.days[board.slots[demand, rank - 1] >> 1, CALENDAR] + gap
        first = facts.day_of[min(least, len(facts.day_of) - 1)]
    if rank + 1 < board.holder[demand, COUNT]:
        most = facts.days[board.slots[demand, rank + 1] >> 1, CALENDAR] - gap
        last = facts.day_of[max(most + 1, 0)]
    return first + below(rng, last - first) if last > first else -1


@inner
def exchange_visits(facts: Facts, board: Board, worker: int, slot: int, to: int, threshold: float) -> float:
    """Move a visit to another slot; whoever has that one comes here. Return the change of cost made."""
    grid = board.grid[worker]
    demand, other = grid[slot >> 1, slot & 1], grid[to >> 1, to & 1]
    if other in (UNAVAILABLE, demand):
        return 0.0
    change, number = 0.0, 0
    here, there = grid[slot >> 1, 1 - (slot & 1)], grid[to >> 1, 1 - (to & 1)]
    rank = rank_of(board, demand, slot)
    change = shift(facts, board, demand, rank, to)
    if other >= 0:
        if facts.about[other, WEEKLY] or facts.about[other, HELD]:
            return 0.0
        number = rank_of(board, other, to)
        change += shift(facts, board, other, number, slot)
    if change >= BIG / 2:
        return 0.0
    site = facts.about[demand, SITE]
    change += detour(facts, worker, site, there) - detour(facts, worker, site, here)
    if other >= 0:
        site = facts.about[other, SITE]
        change += detour(facts, worker, site, here) - detour(facts, worker, site, there)
        if change > threshold:
            return 0.0
        board.slots[other, number] = slot
    if change > threshold:
        return 0.0
    board.slots[demand, rank] = to
    grid[slot >> 1, slot & 1], grid[to >> 1, to & 1] = other, demand
    return change


@inner
def exchange_days(
    facts: Facts, board: Board, worker: int, here: int, there: int, turn: int, threshold: float
) -> float:
    """Exchange two whole days of a worker, pairs kept together (a turn: crosswise); return the change made."""
    grid = board.grid[worker]
    change = 0.0
    for number in range(4):
        day, to = (here, there) if number < 2 else (there, here)
        half = number & 1
        who = grid[day, half]
        if who == UNAVAILABLE:
            return 0.0
        if who >= 0:
            if facts.about[who, WEEKLY] or facts.about[who, HELD] or who == grid[to, 0] or who == grid[to, 1]:
                return 0.0
            change += shift(facts, board, who, rank_of(board, who, 2 * day + half), 2 * to + (half ^ turn))
    if change > threshold:
        return 0.0
    for half in range(2):
        one, two = grid[here, half], grid[there, half ^ turn]
        if one >= 0:
            board.slots[one, rank_of(board, one, 2 * here + half)] = 2 * there + (half ^ turn)
        if two >= 0:
            board.slots[two, rank_of(board, two, 2 * there + (half ^ turn))] = 2 * here + half
        grid[here, half], grid[there, half ^ turn] = two, one
    return change


@inner
def polish(facts: Facts, board: Board, moves: int, temperature: float, rng: Array) -> float:
    """Try small moves; return the change of cost made."""
    change = 0.0
    workers, days = board.grid.shape[0], board.grid.shape[1]
    for _ in range(moves):
        worker, slot = below(rng, workers), below(rng, 2 * days)
        demand = board.grid[worker, slot >> 1, slot & 1]
        if demand < 0 or facts.about[demand, WEEKLY] or facts.about[demand, HELD]:
            continue
        day = target(facts, board, demand, rank_of(board, demand, slot), rng)
        if day < 0 or day == slot >> 1:
            continue
        threshold = -temperature * np.log(unit(rng))
        half = below(rng, 2)
        if below(rng, 4):
            change += exchange_visits(facts, board, worker, slot, 2 * day + half, threshold)
        else:
            change += exchange_days(facts, board, worker, slot >> 1, day, half, threshold)
    return change
