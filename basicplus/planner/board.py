"""The compiled arithmetic of a board: what a visit costs, putting demands on it and taking them off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit

from basicplus.planner.problem import (
    CALENDAR,
    COUNT,
    FREE,
    ROW,
    SITE,
    WANTED,
    WEEKDAY,
    WEEKLY,
    WORKER,
    Array,
    Board,
    Facts,
)

BIG = 1e15
Function = TypeVar("Function", bound=Callable[..., Any])
_njit: Any = njit


def compiled(function: Function) -> Function:
    """Compile a function when it is first called, and keep what was compiled for other runs."""
    return cast(Function, _njit(cache=True, error_model="numpy")(function))


def inner(function: Function) -> Function:
    """Compile a function that only compiled code calls: half the work."""
    options = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    return cast(Function, _njit(cache=True, error_model="numpy", **options)(function))


@inner
def draw(rng: Array) -> Any:
    """Return the next random number of 64 bits (xorshift)."""
    x = rng[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    rng[0] = x
    return x


@inner
def below(rng: Array, limit: int) -> Any:
    """Return a random whole number from 0 to below a limit."""
    return np.int64((draw(rng) >> np.uint64(33)) % np.uint64(limit))


@inner
def unit(rng: Array) -> float:
    """Return a random number above 0, at most 1."""
    return (np.float64(draw(rng) >> np.uint64(11)) + 1.0) / 9007199254740992.0


@inner
def detour(facts: Facts, worker: int, site: int, other: int) -> float:
    """Return the km that a visit adds to a day whose other half-day is `other` (a demand, or below 0)."""
    if other < 0:
        return 2.0 * facts.out[worker, site]
    there = facts.about[other, SITE]
    return facts.out[worker, site] + facts.near[site, there] - facts.out[worker, there]


@inner
def place(facts: Facts, board: Board, demand: int, worker: int, slot: int, who: int) -> float:
    """Put a demand on (or, with FREE, off) a slot, or every date of a weekly token; return the change of km."""
    site, half = facts.about[demand, SITE], slot & 1
    first, last = slot >> 1, (slot >> 1) + 1
    weekly = facts.about[demand, WEEKLY]
    if weekly:
        first, last = 0, len(facts.days)
    total = 0.0
    for day in range(first, last):
        if weekly and (
            facts.days[day, WEEKDAY] != slot >> 1
            or not (facts.present[worker, day] & facts.opens[demand, day]) >> half & 1
        ):
            continue
        board.grid[worker, day, half] = who
        total += detour(facts, worker, site, board.grid[worker, day, 1 - half])
    return -total if who == FREE else total


@inner
def upkeep(facts: Facts, board: Board, demand: int) -> float:
    """Return what a demand costs beside the km: what is missing, another worker, uneven gaps."""
    count = board.holder[demand, COUNT]
    cost = facts.missing[demand] * (facts.about[demand, WANTED] - count)
    if count:
        cost += facts.change[demand, board.holder[demand, WORKER]]
    if not facts.about[demand, WEEKLY]:
        for rank in range(1, count):
            after = facts.days[board.slots[demand, rank] >> 1, CALENDAR]
            before = facts.days[board.slots[demand, rank - 1] >> 1, CALENDAR]
            cost += facts.irregular[facts.about[demand, ROW], after - before]
    return cost


@inner
def replace(facts: Facts, board: Board, demand: int, worker: int, slots: Array) -> float:
    """Take a demand off the board and put it on with a worker and slots (none: off); return the change of cost."""
    cost = -upkeep(facts, board, demand)
    had, count = board.holder[demand, COUNT], len(slots)
    for rank in range(had + count):
        if rank < had:
            slot, who, whose = board.slots[demand, rank], FREE, board.holder[demand, WORKER]
        else:
            slot, who, whose = slots[rank - had], demand, worker
        cost += place(facts, board, demand, whose, slot, who)
    for rank in range(count):
        board.slots[demand, rank] = slots[rank]
    board.holder[demand, WORKER] = worker if count else -1
    board.holder[demand, COUNT] = count
    return cost + upkeep(facts, board, demand)
