"""Between the names of a plan and the numbers of a board: reading, placing, pricing and writing, uncompiled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from basicplus.planner.instance import HALVES, TOKENS, Instance
from basicplus.planner.plan import Assignment, Plan, half_day
from basicplus.planner.problem import (
    CALENDAR,
    COUNT,
    FREE,
    GAP,
    HELD,
    ROW,
    SITE,
    WANTED,
    WEEKDAY,
    WEEKLY,
    WORKER,
    Array,
    Board,
    Facts,
    Problem,
)

Times = tuple[int, list[int]]


def times_of(problem: Problem, given: Iterable[Assignment]) -> dict[int, Times]:
    """Return worker and slots, as numbers, of the demands of a problem that are served."""
    numbers = {name: number for number, name in enumerate(problem.demands)}
    day_of = {day.isoformat(): number for number, day in enumerate(problem.days)}
    found: dict[int, Times] = {}
    for each in given:
        if each.demand in numbers and each.worker in problem.workers and each.served:
            slots = {TOKENS.index(token) for token in each.slots if token in TOKENS}
            for visit in each.visits:
                day, half = visit[:10], visit[11:]
                if day in day_of and half in HALVES:
                    slots.add(2 * day_of[day] + HALVES.index(half))
            found[numbers[each.demand]] = problem.workers.index(each.worker), sorted(slots)
    return found


def names_of(problem: Problem, demand: int, slots: Iterable[int]) -> tuple[str, ...]:
    """Return the slots or visits of a demand as plan files write them."""
    if problem.facts.about[demand, WEEKLY]:
        return tuple(TOKENS[slot] for slot in slots)
    return tuple(half_day(problem.days[slot >> 1], HALVES[slot & 1]) for slot in slots)


def plan_of(instance: Instance, boards: Iterable[tuple[Problem, Board]]) -> Plan:
    """Write boards as one plan, in the order of the demands."""
    rows: dict[str, Assignment] = {}
    for problem, board in boards:
        for demand, (worker, count) in enumerate(board.holder):
            if count:
                name, times = problem.demands[demand], names_of(problem, demand, board.slots[demand, :count])
                kind = "slots" if problem.facts.about[demand, WEEKLY] else "visits"
                rows[name] = Assignment(demand=name, worker=problem.workers[worker], **{kind: times})
    order = [each.id for each in instance.demands if each.id in rows]
    return Plan(instance=instance.name, assignments=tuple(rows[name] for name in order))


def dates_of(facts: Facts, demand: int, worker: int, token: int) -> Array:
    """Return the days on which a weekly slot has a visit."""
    both = facts.present[worker] & facts.opens[demand]
    found: Array = np.flatnonzero((both >> (token & 1) & 1 == 1) & (facts.days[:, WEEKDAY] == token >> 1))
    return found


def placed(problem: Problem, start: Mapping[int, Times]) -> Board:
    """Return a board with what a start says as far as it fits, pinned demands first."""
    board = problem.empty.copy()
    for demand, (worker, slots) in sorted(start.items(), key=lambda item: not problem.facts.about[item[0], HELD]):
        if _fits(problem.facts, board, demand, worker, slots):
            write(problem.facts, board, demand, worker, slots)
    return board


def write(facts: Facts, board: Board, demand: int, worker: int, slots: Sequence[int]) -> None:
    """Put a demand on a board."""
    for slot in slots:
        dates = dates_of(facts, demand, worker, slot) if facts.about[demand, WEEKLY] else [slot >> 1]
        board.grid[worker, dates, slot & 1] = demand
    board.holder[demand, WORKER], board.holder[demand, COUNT] = worker, len(slots)
    board.slots[demand, : len(slots)] = slots


def uneven(facts: Facts, demand: int, slots: Array) -> float:
    """Return what the gaps between visits cost."""
    if facts.about[demand, WEEKLY]:
        return 0.0
    gaps = np.diff(facts.days[slots >> 1, CALENDAR])
    return float(facts.irregular[facts.about[demand, ROW], gaps].sum())


def cost_of(facts: Facts, board: Board) -> float:
    """Return the cost of a board, by the plain definitions."""
    about, total = facts.about, 0.0
    for demand, (worker, count) in enumerate(board.holder):
        total += facts.missing[demand] * (about[demand, WANTED] - count)
        if count:
            total += facts.change[demand, worker] + uneven(facts, demand, board.slots[demand, :count])
    for worker, grid in enumerate(board.grid):
        served = np.where(grid >= 0, about[np.maximum(grid, 0), SITE], -1)
        out, (am, pm) = facts.out[worker], served.T
        total += out[am[am >= 0]].sum() + out[pm[pm >= 0]].sum()
        single, both = (am >= 0) != (pm >= 0), (am >= 0) & (pm >= 0)
        total += out[np.maximum(am, pm)[single]].sum() + facts.near[am[both], pm[both]].sum()
    return float(total)


def _fits(facts: Facts, board: Board, demand: int, worker: int, slots: list[int]) -> bool:
    """Say whether a demand could stand with this worker at these slots, given what is on the board."""
    if worker not in facts.workers[demand] or not 0 < len(slots) <= facts.about[demand, WANTED]:
        return False
    if facts.about[demand, WEEKLY]:
        return all(_token_fits(facts, board, demand, worker, token) for token in slots)
    at = facts.days[[slot >> 1 for slot in slots], CALENDAR]
    free = [
        facts.opens[demand, slot >> 1] >> (slot & 1) & 1 and board.grid[worker, slot >> 1, slot & 1] == FREE
        for slot in slots
    ]
    return all(free) and bool((np.diff(at) >= facts.about[demand, GAP]).all())


def _token_fits(facts: Facts, board: Board, demand: int, worker: int, token: int) -> bool:
    dates = dates_of(facts, demand, worker, token)
    return len(dates) > 0 and bool((board.grid[worker, dates, token & 1] == FREE).all())
