"""Searching several professions side by side: slices of large and small moves while a temperature falls."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from basicplus.planner.board import BIG
from basicplus.planner.insertion import DEMAND, Desk, desk_for
from basicplus.planner.placing import Times, cost_of, placed
from basicplus.planner.problem import COUNT, HELD, WANTED, WEEKLY, Array, Board, Problem
from basicplus.planner.ruin import refill, search

ROUNDS = 25
SMALL_MOVES = 200
HOT, WARM, COLD = 20.0, 3.0, 0.6


@dataclass
class Search:
    """One profession: its board, the best one so far, and what they cost."""

    problem: Problem
    board: Board
    desk: Desk
    rng: Array
    cost: float
    hot: float
    rounds: int = 0
    seconds: float = 0.0
    best: Board = field(init=False)
    best_cost: float = field(init=False)

    def __post_init__(self) -> None:
        self.keep()

    def keep(self) -> None:
        """Keep the board as the best one."""
        self.best, self.best_cost = self.board.copy(), self.cost

    def slice(self, share_done: float) -> None:
        """Search for a moment, at the temperature of this share of the way."""
        began = time.perf_counter()
        temperature = self.hot * (COLD / self.hot) ** min(1.0, share_done)
        facts = self.problem.facts
        self.cost += search(facts, self.board, self.desk, self.rng, ROUNDS, SMALL_MOVES, temperature)
        self.rounds += ROUNDS
        if self.cost < self.best_cost - 1e-6:
            self.keep()
        self.seconds += time.perf_counter() - began


def begin(problem: Problem, seed: int, start: Mapping[int, Times]) -> Search:
    """Put what a start plan says on a board, as far as it fits, and everything else where it costs least."""
    facts, board, desk = problem.facts, placed(problem, start), desk_for(problem.facts)
    rng = np.array([(seed * 2_654_435_761 + 88_172_645_463_325_252) % 2**63 | 1], np.uint64)
    about, cost = facts.about, cost_of(facts, board)
    kept = int((board.holder[:, COUNT] > 0).sum())
    order = np.argsort(-(1000 * about[:, WEEKLY] + about[:, WANTED]), kind="stable")
    rest = order[(board.holder[order, COUNT] == 0) & (about[order, HELD] == 0)]
    taken = np.full((len(rest), 4), -1, np.int64)
    taken[:, DEMAND] = rest
    cost += refill(facts, board, desk, taken, BIG, rng) - float((facts.missing * about[:, WANTED])[rest].sum())
    return Search(problem, board, desk, rng, cost, WARM if 2 * kept > len(about) else HOT)


def anneal(searches: list[Search], share_done: Callable[[], float]) -> Iterator[Search]:
    """Search until the share done is 1, each profession in proportion to its size; yield after each slice."""
    while searches and (share := share_done()) < 1.0:
        current = min(searches, key=lambda each: each.seconds / each.problem.size)
        current.slice(share)
        yield current


def anneal_steps(searches: list[Search], steps: int) -> Iterator[Search]:
    """Make so many large moves for each profession: the same path each time."""
    for current in searches:
        for done in range(0, steps, ROUNDS):
            current.slice(done / steps)
            yield current


def passing(begins_at: float, ends_at: float) -> Callable[[], float]:
    """Return a function that says which share of the time between two instants (time.time) has passed."""
    return lambda: (time.time() - begins_at) / max(1e-9, ends_at - begins_at)
