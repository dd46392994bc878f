"""A first plan without any search: last year's worker, else the nearest, at the first half-days that are free."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from basicplus.planner.instance import TOKENS
from basicplus.planner.problem import (
    CALENDAR,
    COUNT,
    FREE,
    GAP,
    HELD,
    ROW,
    SITE,
    WANTED,
    WEEKLY,
    Array,
    Board,
    Facts,
    Problem,
    dates_of,
    fits,
)

Times = tuple[int, list[int]]


def first_fit(problem: Problem, start: Mapping[int, Times]) -> Board:
    """Return a board that keeps every rule, in a moment: what the start says first, as far as it fits."""
    facts, board = problem.facts, problem.empty.copy()
    about = facts.about
    for demand, (worker, slots) in sorted(start.items(), key=lambda item: not about[item[0], HELD]):
        if fits(problem, board, demand, worker, slots):
            write(facts, board, demand, worker, slots)
    for demand in np.argsort(-(1000 * about[:, WEEKLY] + about[:, WANTED]), kind="stable"):
        if board.holder[demand, COUNT] or about[demand, HELD]:
            continue
        best: Times = (-1, [])
        for worker in sorted(facts.workers[demand], key=lambda each: facts.change[demand, each]):
            slots = _first_slots(facts, board, int(demand), int(worker)) if worker >= 0 else []
            if len(slots) > len(best[1]):
                best = int(worker), slots
            if len(slots) == about[demand, WANTED]:
                break
        if best[1]:
            write(facts, board, int(demand), *best)
    return board


def write(facts: Facts, board: Board, demand: int, worker: int, slots: list[int]) -> None:
    """Put a demand on a board."""
    for slot in slots:
        dates = dates_of(facts, demand, worker, slot) if facts.about[demand, WEEKLY] else [slot >> 1]
        board.grid[worker, dates, slot & 1] = demand
    board.holder[demand] = worker, len(slots)
    board.slots[demand, : len(slots)] = slots


def cost_of(facts: Facts, board: Board) -> float:
    """Return the cost of a board, by the plain definitions."""
    about, total = facts.about, 0.0
    for demand, (worker, count) in enumerate(board.holder):
        total += facts.missing[demand] * (about[demand, WANTED] - count)
        if count:
            total += facts.change[demand, worker]
        if count and not about[demand, WEEKLY]:
            gaps = np.diff(facts.days[board.slots[demand, :count] >> 1, CALENDAR])
            total += facts.irregular[about[demand, ROW], gaps].sum()
    for worker, grid in enumerate(board.grid):
        served = np.where(grid >= 0, about[np.maximum(grid, 0), SITE], -1)
        out, (am, pm) = facts.out[worker], served.T
        total += out[am[am >= 0]].sum() + out[pm[pm >= 0]].sum()
        single, both = (am >= 0) != (pm >= 0), (am >= 0) & (pm >= 0)
        total += out[np.maximum(am, pm)[single]].sum() + facts.near[am[both], pm[both]].sum()
    return float(total)


def _first_slots(facts: Facts, board: Board, demand: int, worker: int) -> list[int]:
    wanted = int(facts.about[demand, WANTED])
    if facts.about[demand, WEEKLY]:
        return _first_tokens(facts, board, demand, worker)[:wanted]
    room = (board.grid[worker] == FREE) & (facts.opens[demand][:, None] >> np.arange(2) & 1 == 1)
    days = np.flatnonzero(room.any(axis=1))
    found: list[int] = []
    for gap in (_even_gap(facts, demand), int(facts.about[demand, GAP])):
        chosen = _first_days(facts.days[days, CALENDAR], gap, wanted)
        if len(chosen) > len(found):
            found = [int(2 * days[each] + (not room[days[each], 0])) for each in chosen]
    return found


def _even_gap(facts: Facts, demand: int) -> int:
    return max(int(facts.about[demand, GAP]), int(facts.irregular[facts.about[demand, ROW]].argmin()) - 1)


def _first_days(at: Array, gap: int, wanted: int) -> list[int]:
    found: list[int] = []
    for number, day in enumerate(at):
        if len(found) < wanted and (not found or day - at[found[-1]] >= gap):
            found.append(number)
    return found


def _first_tokens(facts: Facts, board: Board, demand: int, worker: int) -> list[int]:
    found = []
    for token in range(len(TOKENS)):
        dates = dates_of(facts, demand, worker, token)
        if len(dates) and (board.grid[worker, dates, token & 1] == FREE).all():
            found.append(token)
    return found
