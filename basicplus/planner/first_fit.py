"""A first plan without any search: last year's worker, else the nearest, at the first half-days that are free."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from basicplus.planner.instance import TOKENS
from basicplus.planner.placing import Times, dates_of, placed, write
from basicplus.planner.problem import (
    CALENDAR,
    COUNT,
    FREE,
    GAP,
    HELD,
    ROW,
    WANTED,
    WEEKLY,
    Array,
    Board,
    Facts,
    Problem,
)


def first_fit(problem: Problem, start: Mapping[int, Times]) -> Board:
    """Return a board that keeps every rule, in a moment: what the start says first, as far as it fits."""
    facts, board = problem.facts, placed(problem, start)
    about = facts.about
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
