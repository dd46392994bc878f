"""The best half-days of one worker for one demand: exact, given everything else that stands."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from basicplus.planner.board import BIG, below, compiled, detour, inner
from basicplus.planner.problem import (
    CALENDAR,
    CAPPED,
    FREE,
    GAP,
    ROW,
    SITE,
    WANTED,
    WEEKDAY,
    WEEKLY,
    Array,
    Board,
    Facts,
)


class Desk(NamedTuple):
    """Room for the search to work in."""

    slot: Array  # [option, SLOT | AT] the cheapest free half of a day; its place in the calendar
    price: Array  # [option] km it adds
    reach: Array  # [2, option] least cost of a row of visits that ends there
    back: Array  # [visit, option] the option before
    found: Array  # [FOUND | BEST, rank] the slots of the last quote, of the best one
    taken: Array  # [rank, DEMAND .. HAD] demands taken off: where they must go (or -1), whom they had, how much
    times: Array  # [rank, rank] and when


SLOT, AT = 0, 1
FOUND, BEST = 0, 1
DEMAND, TO, FROM, HAD = range(4)
MOST_TAKEN = 64


def desk_for(facts: Facts) -> Desk:
    """Make room for one problem."""
    days, most = max(12, len(facts.days)), max(10, int(facts.about[:, WANTED].max(initial=1)))
    return Desk(
        slot=np.zeros((days, 2), np.int64),
        price=np.zeros(days),
        reach=np.zeros((2, days)),
        back=np.zeros((most + 1, days), np.int64),
        found=np.zeros((2, most), np.int64),
        taken=np.zeros((MOST_TAKEN, 4), np.int64),
        times=np.zeros((MOST_TAKEN, most), np.int64),
    )


@inner
def options(facts: Facts, board: Board, desk: Desk, demand: int, worker: int, rng: Array) -> int:
    """List the days on which a worker can visit, each with its cheapest half; return how many."""
    site = facts.about[demand, SITE]
    coin, found = below(rng, 2), 0
    for day in range(len(facts.days)):
        opens = facts.opens[demand, day]
        if opens == 0:
            continue
        least, slot = BIG, 0
        for half in range(2):
            if opens >> half & 1 and board.grid[worker, day, half] == FREE:
                km = detour(facts, worker, site, board.grid[worker, day, 1 - half])
                if km < least or (km == least and coin):
                    least, slot = km, 2 * day + half
        if least < BIG:
            desk.slot[found, SLOT], desk.slot[found, AT] = slot, facts.days[day, CALENDAR]
            desk.price[found] = least
            found += 1
    return found


@inner
def floor(facts: Facts, desk: Desk, demand: int, size: int) -> float:
    """Return what the cheapest options cost together: no choice of visits costs less."""
    wanted, missing = facts.about[demand, WANTED], facts.missing[demand]
    least, held = desk.reach[0], 0
    for one in range(size):
        km, rank = desk.price[one], held
        if held < wanted:
            held += 1
        elif km < least[held - 1]:
            rank = held - 1
        else:
            continue
        while rank > 0 and least[rank - 1] > km:
            least[rank] = least[rank - 1]
            rank -= 1
        least[rank] = km
    total = missing * (wanted - held)
    for rank in range(held):
        total += min(least[rank], missing)
    return total


@inner
def spread(facts: Facts, desk: Desk, demand: int, change: float, size: int, limit: float) -> tuple[float, int]:
    """Choose the visits of a spread demand among the options; return cost and how many visits.

    What cannot cost less than the limit is given up as soon as that is clear.
    """
    wanted, missing, gap = facts.about[demand, WANTED], facts.missing[demand], facts.about[demand, GAP]
    row, capped = facts.about[demand, ROW], facts.about[demand, CAPPED]
    most = facts.irregular[row, facts.irregular.shape[1] - 1]
    best, visits, last, cheap = min(limit, missing * wanted), 0, 0, missing
    for number in range(1, wanted + 1):
        now, before = number & 1, 1 - number & 1
        far, least, where = 0, BIG, 0
        lowest, which = BIG, 0
        for one in range(size):
            cost, origin, at = 0.0, 0, desk.slot[one, AT]
            if number == 1:
                cheap = min(cheap, desk.price[one])
            else:
                while at - desk.slot[far, AT] >= capped:
                    if desk.reach[before, far] < least:
                        least, where = desk.reach[before, far], far
                    far += 1
                cost, origin, near = least + most, where, far
                while at - desk.slot[near, AT] >= gap:
                    trial = desk.reach[before, near] + facts.irregular[row, at - desk.slot[near, AT]]
                    if trial < cost:
                        cost, origin = trial, near
                    near += 1
                desk.back[number, one] = origin
            cost += desk.price[one]
            desk.reach[now, one] = cost
            if cost < lowest:
                lowest, which = cost, one
        if change + missing * (wanted - number) + lowest < best:
            best, visits, last = change + missing * (wanted - number) + lowest, number, which
        if change + lowest + cheap * (wanted - number) >= best:
            break
    for number in range(visits, 0, -1):
        desk.found[FOUND, number - 1] = desk.slot[last, SLOT]
        last = desk.back[number, last]
    return best, visits


@inner
def week_of(facts: Facts, board: Board, demand: int, worker: int, token: int) -> tuple[float, float]:
    """Return the km of a weekly slot (BIG where it cannot be), and those of the dates without the other half."""
    half, total, alone, dates = token & 1, 0.0, 0.0, 0
    for day in range(len(facts.days)):
        both = facts.present[worker, day] & facts.opens[demand, day]
        if facts.days[day, WEEKDAY] != token >> 1 or not both >> half & 1:
            continue
        if board.grid[worker, day, half] != FREE:
            return BIG, 0.0
        dates += 1
        km = detour(facts, worker, facts.about[demand, SITE], board.grid[worker, day, 1 - half])
        total += km
        if not both >> (1 - half) & 1:
            alone += km
    return (total, alone) if dates else (BIG, 0.0)


@inner
def weekly(facts: Facts, board: Board, desk: Desk, demand: int, worker: int, change: float) -> tuple[float, int]:
    """Choose the half-days of a weekly demand; return cost and how many."""
    wanted, missing = facts.about[demand, WANTED], facts.missing[demand]
    cost = desk.reach[0]
    cost[: wanted + 1] = BIG
    cost[0] = 0.0
    for weekday in range(5):
        morning, _ = week_of(facts, board, demand, worker, 2 * weekday)
        afternoon, alone = week_of(facts, board, demand, worker, 2 * weekday + 1)
        # On dates that have both, the second half-day is at the same site and adds nothing.
        whole = morning + alone if afternoon < BIG else BIG
        for number in range(wanted, 0, -1):
            least, which = cost[number], 0
            if cost[number - 1] + morning < least:
                least, which = cost[number - 1] + morning, 1
            if cost[number - 1] + afternoon < least:
                least, which = cost[number - 1] + afternoon, 2
            if number >= 2 and cost[number - 2] + whole < least:
                least, which = cost[number - 2] + whole, 3
            cost[number] = least
            desk.back[number, weekday] = which
    best, count = missing * wanted, 0
    for number in range(1, wanted + 1):
        total = cost[number] + change + missing * (wanted - number)
        if total < best:
            best, count = total, number
    left = count
    for weekday in range(4, -1, -1):
        which = desk.back[left, weekday] if left else 0
        for half in range(1, -1, -1):
            if which >> half & 1:
                left -= 1
                desk.found[FOUND, left] = 2 * weekday + half
    return best, count


@compiled
def quote(
    facts: Facts, board: Board, desk: Desk, demand: int, worker: int, limit: float, rng: Array
) -> tuple[float, int]:
    """Return the least cost of a demand with a worker, and how many slots or visits (in `desk.found[FOUND]`).

    With 0 of them nothing was found below the limit.
    """
    change = facts.change[demand, worker]
    if facts.about[demand, WEEKLY]:
        return weekly(facts, board, desk, demand, worker, change)
    size = options(facts, board, desk, demand, worker, rng)
    if change + floor(facts, desk, demand, size) >= limit:
        return limit, 0
    return spread(facts, desk, demand, change, size, limit)
