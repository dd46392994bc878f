"""A cost that no plan can be below: a linear programme over days with two visits, proven from its prices alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from basicplus.planner.placing import dates_of
from basicplus.planner.problem import ROW, SITE, WANTED, WEEKLY, Array, Facts

NEAREST = 8
PAIRS = 10
ROUNDS = 4
USUAL = 0.5
SLACK = 1e-6
WORST = 3
Lines = set[tuple[int, int, int]]


class Room(NamedTuple):
    """What limits a worker, and what a demand takes at least. A half-day is usual if most demand can use it."""

    halves: Array  # [worker] usual half-days
    double: Array  # [worker] days with two of them
    load: Array  # [worker, demand] half-days of one slot or visit, at least
    rare: Array  # [worker, demand] visits that unusual half-days can take, at most
    even: Array  # [demand] irregularity of one gap, at least
    alone: Array  # [worker, demand] km of a day with one visit
    near: Array  # [demand, demand] km between the sites; far enough for a demand that never meets itself
    allowed: Array  # [worker, demand]

    def both(self, worker: int) -> Array:
        """Return the km of a day with two visits, [demand, demand]; infinite where the worker may not."""
        out = np.where(self.allowed[worker], self.alone[worker] / 2, np.inf)
        return out[:, None] + out[None, :] + self.near


class Prices(NamedTuple):
    """The prices of the programme: no day may cost less than its visits (and what a double day is worth)."""

    visit: Array  # [worker, demand]
    half: Array  # [worker] of a usual half-day
    double: Array  # [worker] of a double day


def bounds(facts: Facts) -> Iterator[float]:
    """Yield costs that no plan of these demands is below, each at least as high as the one before."""
    if not len(facts.present):
        return
    room = _room(facts)
    nothing = np.zeros(len(room.halves))
    best = _value(facts, room, _proven(room, Prices(room.alone, nothing, nothing)))
    yield best
    lines = _first_lines(room)
    for _ in range(ROUNDS):
        prices = _priced(facts, room, lines)
        if prices is None:
            return
        best = max(best, _value(facts, room, _proven(room, prices)))
        yield best
        more = _broken(room, prices) - lines
        if not more:
            return
        lines |= more


def _value(facts: Facts, room: Room, prices: Prices) -> float:
    """Return the bound that proven prices give: each demand at its cheapest, less what the room is worth."""
    wanted, spread = facts.about[:, WANTED], facts.about[:, WEEKLY] == 0
    least = facts.missing * wanted
    for number in range(1, int(wanted.max(initial=0)) + 1):
        visits = number * room.load
        rare = np.minimum(visits, room.rare)
        cost = prices.visit * visits + facts.change.T + facts.missing * (wanted - number)
        cost += prices.half[:, None] * (visits - rare) - prices.double[:, None] * rare
        cost += np.where(spread, room.even * (number - 1), 0.0)
        cost = np.where(room.allowed & (number <= wanted), cost, np.inf)
        least = np.minimum(least, cost.min(axis=0))
    return float(least.sum() - prices.half @ room.halves - prices.double @ room.double)


def _proven(room: Room, prices: Prices) -> Prices:
    """Lower the prices of visits until no day costs less than what stands on it."""
    half, double = np.maximum(0.0, prices.half), np.maximum(0.0, prices.double)
    visit = np.minimum(prices.visit, room.alone)
    for worker, price in enumerate(visit):
        excess = price[:, None] + price[None, :] - room.both(worker) - double[worker]
        visit[worker] -= np.maximum(0.0, excess.max(axis=1)) / 2
    return Prices(visit, half, double)


def _room(facts: Facts) -> Room:
    about, halves = facts.about, np.arange(2, dtype=np.uint8)
    opens = facts.opens[:, :, None] >> halves & 1 == 1
    present = facts.present[:, :, None] >> halves & 1 == 1
    weight = about[:, WANTED] / about[:, WANTED].sum()
    usual = np.tensordot(weight, opens, 1) >= USUAL
    allowed = np.zeros((len(present), len(about)), bool)
    for demand, workers in enumerate(facts.workers):
        allowed[workers[workers >= 0], demand] = True
    out, sites = facts.out[:, about[:, SITE]], about[:, SITE]
    near = facts.near[np.ix_(sites, sites)].copy()
    once = np.flatnonzero(about[:, WEEKLY] == 0)
    near[once, once] = 2 * facts.out.max(initial=0.0)
    return Room(
        halves=(present & usual).sum(axis=(1, 2)).astype(float),
        double=(present & usual).all(axis=2).sum(axis=1).astype(float),
        load=_load(facts),
        rare=np.einsum("wth,dth->wd", present & ~usual, opens, dtype=float, casting="unsafe"),
        even=facts.irregular[about[:, ROW]].min(axis=1),
        alone=2 * out,
        near=near,
        allowed=allowed,
    )


def _load(facts: Facts) -> Array:
    load = np.ones((len(facts.present), len(facts.about)))
    for demand in np.flatnonzero(facts.about[:, WEEKLY]):
        for worker in facts.workers[demand][facts.workers[demand] >= 0]:
            dates = [len(dates_of(facts, int(demand), int(worker), token)) for token in range(10)]
            load[worker, demand] = min((each for each in dates if each), default=1)
    return load


def _first_lines(room: Room) -> Lines:
    """Return the days with two visits that the programme starts with: near sites, for the nearest workers."""
    chosen = np.argsort(np.where(room.allowed, room.alone, np.inf), axis=0)[:NEAREST]
    lines: Lines = set()
    for worker in range(len(room.alone)):
        demands = np.flatnonzero((chosen == worker).any(axis=0) & room.allowed[worker])
        detours = room.both(worker)[demands] - room.alone[worker] / 2
        lines |= _lines(worker, demands, np.argsort(detours, axis=1)[:, :PAIRS], room)
    return lines


def _broken(room: Room, prices: Prices) -> Lines:
    """Return the days with two visits that the prices overlook, the worst of each visit."""
    lines: Lines = set()
    for worker, price in enumerate(prices.visit):
        excess = price[:, None] + price[None, :] - room.both(worker) - prices.double[worker]
        demands = np.flatnonzero(excess.max(axis=1) > SLACK)
        lines |= _lines(worker, demands, np.argsort(-excess[demands], axis=1)[:, :WORST], room)
    return lines


def _lines(worker: int, demands: Array, others: Array, room: Room) -> Lines:
    pairs = {tuple(sorted((int(one), int(two)))) for one, row in zip(demands, others, strict=True) for two in row}
    return {(worker, one, two) for one, two in pairs if room.allowed[worker, one] and room.allowed[worker, two]}


def _priced(facts: Facts, room: Room, lines: Lines) -> Prices | None:
    """Solve the programme with these days of two visits, and return its prices."""
    workers, demands = room.allowed.shape
    pairs = np.array(sorted(lines))
    who, what = np.nonzero(room.allowed)
    row = np.full(room.allowed.shape, -1)
    row[who, what] = np.arange(len(who))
    wanted = facts.about[what, WANTED]
    visits = wanted * room.load[who, what]
    rare = np.minimum(visits, room.rare[who, what])
    counts = len(who), len(who), len(pairs), demands  # whole demand, day alone, day with two, not served
    first = np.concatenate([[0], np.cumsum(counts)])
    whole, alone, two, none = (first[part] + np.arange(counts[part]) for part in range(4))
    cost = np.concatenate(
        [
            facts.change[what, who] + np.where(facts.about[what, WEEKLY] == 0, room.even[what] * (wanted - 1), 0),
            room.alone[who, what],
            (room.alone[pairs[:, 0], pairs[:, 1]] + room.alone[pairs[:, 0], pairs[:, 2]]) / 2
            + room.near[pairs[:, 1], pairs[:, 2]],
            facts.missing * facts.about[:, WANTED],
        ]
    )
    ones = np.ones(len(who))
    equal = [
        (row[who, what], whole, -visits),
        (row[who, what], alone, ones),
        (row[pairs[:, 0], pairs[:, 1]], two, np.ones(len(pairs))),
        (row[pairs[:, 0], pairs[:, 2]], two, np.ones(len(pairs))),
        (len(who) + what, whole, ones),
        (len(who) + np.arange(demands), none, np.ones(demands)),
    ]
    most = [
        (who, whole, visits - rare),
        (workers + pairs[:, 0], two, np.ones(len(pairs))),
        (workers + who, whole, -rare),
    ]
    done = linprog(
        cost,
        A_ub=_matrix(most, (2 * workers, first[4])),
        b_ub=np.concatenate([room.halves, room.double]),
        A_eq=_matrix(equal, (len(who) + demands, first[4])),
        b_eq=np.concatenate([np.zeros(len(who)), np.ones(demands)]),
        method="highs-ipm",
    )
    if done.x is None:
        return None
    visit = room.alone.copy()
    visit[who, what] = done.eqlin.marginals[: len(who)]
    limits = -done.ineqlin.marginals
    return Prices(visit, limits[:workers], limits[workers:])


def _matrix(parts: list[tuple[Array, Array, Array]], shape: tuple[int, int]) -> coo_array:
    rows, columns, values = (np.concatenate(each) for each in zip(*parts, strict=True))
    return coo_array((values, (rows, columns)), shape=shape).tocsr()
