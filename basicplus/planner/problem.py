"""One profession as flat arrays: what the compiled search reads, and what it writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from basicplus.planner.instance import TOKENS, DayRange, Demand, Instance, Member, Place, Worker, window_of
from basicplus.planner.plan import Assignment

Array = NDArray[Any]
UNAVAILABLE, FREE = -2, -1
LONGEST = 367
CALENDAR, WEEKDAY = 0, 1
SITE, WEEKLY, WANTED, GAP, ROW, CAPPED, HELD = range(7)
WORKER, COUNT = 0, 1


class Facts(NamedTuple):
    """What does not change: days, distances, demands. A slot is a day's number twice, plus 1 in the afternoon."""

    days: Array  # [day, CALENDAR | WEEKDAY] its place in the calendar, in days; Monday is 0
    day_of: Array  # [place in the calendar] the first day from there on
    present: Array  # [worker, day] halves that can be worked: 1 morning, 2 afternoon
    opens: Array  # [demand, day] halves that can be visited
    out: Array  # [worker, site] km from home
    near: Array  # [site, site] km
    about: Array  # [demand, SITE .. HELD]
    missing: Array  # [demand] cost of one slot or visit not served
    irregular: Array  # [row, days between] cost of a gap
    workers: Array  # [demand, rank] who may serve it, the nearest first, -1 after the last
    change: Array  # [demand, worker] cost of another worker than last year's
    neighbours: Array  # [demand, rank] demands by nearness of their sites


class Board(NamedTuple):
    """A plan: who serves each demand and when. The slots of a weekly demand are tokens, 0 to 9."""

    grid: Array  # [worker, day, half] a demand, FREE or UNAVAILABLE
    holder: Array  # [demand, WORKER | COUNT] who serves it, or -1; how many slots or visits it has
    slots: Array  # [demand, rank] in order

    def copy(self) -> Board:
        """Return a copy that shares nothing."""
        return Board(*(each.copy() for each in self))


@dataclass(frozen=True)
class Problem:
    """The demands of one profession and those who can serve them, with their names."""

    profession: str
    workers: tuple[str, ...]
    demands: tuple[str, ...]
    days: tuple[date, ...]
    facts: Facts
    empty: Board

    @property
    def size(self) -> int:
        """Measure how much there is to search: demands, each with the workers it could have."""
        return int((self.facts.workers >= 0).sum()) + 8 * len(self.demands)


def problems_of(instance: Instance, pinned: Iterable[Assignment] = ()) -> list[Problem]:
    """Cut an instance into professions, which never interact; pinned demands keep worker and times."""
    pins = {each.demand: each for each in pinned}
    legal = set(instance.legal_holidays)
    days = tuple(day for day in instance.horizon if day.weekday() < 5 and day not in legal)
    members = {each.id: each for each in instance.members}
    found = []
    for profession in dict.fromkeys(each.profession for each in instance.demands):
        workers = [each for each in instance.workers if each.profession == profession]
        demands = [each for each in instance.demands if each.profession == profession]
        if workers:
            facts = _facts(instance, days, workers, [(each, members[each.member]) for each in demands], pins)
            names = tuple(each.id for each in workers), tuple(each.id for each in demands)
            found.append(Problem(profession, *names, days, facts, _empty(facts)))
    return found


def kilometres(instance: Instance, here: Iterable[Place], there: Iterable[Place]) -> Array:
    """Return the road distance between all places here and all there."""
    a = np.radians([(each.lat, each.lon) for each in here]).reshape(-1, 2)
    b = np.radians([(each.lat, each.lon) for each in there]).reshape(-1, 2)
    apart = b[None, :, :] - a[:, None, :]
    chord = np.sin(apart[..., 0] / 2) ** 2
    chord += np.cos(a[:, None, 0]) * np.cos(b[None, :, 0]) * np.sin(apart[..., 1] / 2) ** 2
    arc: Array = 2 * instance.weights.earth_radius_km * np.arcsin(np.minimum(1.0, np.sqrt(chord)))
    return instance.weights.road_factor * arc


def halves(days: tuple[date, ...], tokens: Iterable[str], without: Iterable[DayRange]) -> Array:
    """Return for each day which halves it has: 1 morning, 2 afternoon."""
    by_weekday = [0] * 7
    for token in tokens:
        number = TOKENS.index(token)
        by_weekday[number // 2] |= 1 << number % 2
    gone = {day for each in without for day in each}
    return np.array([0 if day in gone else by_weekday[day.weekday()] for day in days], np.uint8)


def weekly_missing(days: tuple[date, ...], member: Member, window: DayRange | None) -> int:
    """Count the half-days of one missing weekly slot: the most that an open token of the member has."""
    if window is None:
        return 0
    gone = {day for each in member.closed for day in each}
    counted = [0] * 5
    for day in days:
        if day in window and day not in gone:
            counted[day.weekday()] += 1
    return max((counted[TOKENS.index(token) // 2] for token in member.open), default=0)


def _facts(
    instance: Instance,
    days: tuple[date, ...],
    workers: list[Worker],
    asked: list[tuple[Demand, Member]],
    pins: Mapping[str, Assignment],
) -> Facts:
    weights = instance.weights
    members = list({member.id: member for _, member in asked}.values())
    site_of = {member.id: number for number, member in enumerate(members)}
    places = [member.site for member in members]
    demands = [demand for demand, _ in asked]
    near = kilometres(instance, places, places) * weights.km
    out = kilometres(instance, [each.home for each in workers], places) * weights.km
    site = np.array([site_of[member.id] for _, member in asked], np.int64)
    rows, irregular, capped = _gaps(instance, demands)
    opens = np.zeros((len(demands), len(days)), np.uint8)
    missing = np.zeros(len(demands))
    for number, (demand, member) in enumerate(asked):
        window = window_of(instance, demand)
        inside = np.array([window is not None and day in window for day in days])
        opens[number] = halves(days, member.open, member.closed) * inside
        lost = weekly_missing(days, member, window) if demand.kind == "weekly" else 1
        missing[number] = weights.unserved * lost
    change = weights.changed * np.array(
        [[demand.previous not in (None, worker.id) for worker in workers] for demand in demands]
    )
    apart = near[np.ix_(site, site)] + 1e9 * np.eye(len(demands))
    calendar = np.array([(day - instance.horizon.first_on).days for day in days], np.int64)
    return Facts(
        days=np.column_stack([calendar, [day.weekday() for day in days]]).astype(np.int64),
        day_of=np.searchsorted(calendar, np.arange(LONGEST + 1)).astype(np.int64),
        present=np.array([halves(days, each.week, each.absences) for each in workers], np.uint8),
        opens=opens,
        out=out,
        near=near,
        about=np.array(
            [
                (
                    site[number],
                    demand.kind == "weekly",
                    demand.wanted,
                    demand.min_gap_days or 1,
                    rows[number],
                    capped[rows[number]],
                    demand.id in pins and pins[demand.id].served > 0,
                )
                for number, demand in enumerate(demands)
            ],
            np.int64,
        ),
        missing=missing,
        irregular=irregular,
        workers=_allowed(workers, asked, pins, out[:, site].T, change),
        change=change,
        neighbours=np.argsort(apart, axis=1, kind="stable")[:, : max(1, min(60, len(demands) - 1))].astype(
            np.int64
        ),
    )


def _gaps(instance: Instance, demands: list[Demand]) -> tuple[Array, Array, Array]:
    """Return each demand's row, and by row the cost of each gap and the days from which on it is capped."""
    weights = instance.weights
    rows: dict[float, int] = {}
    table = np.zeros(len(demands), np.int64)
    for number, demand in enumerate(demands):
        window = window_of(instance, demand)
        ideal = (window.length if window else 0) / demand.wanted / 7.0
        table[number] = rows.setdefault(ideal if demand.kind == "spread" else 0.0, len(rows))
    ideals = np.array(list(rows))[:, None]
    weeks = np.abs(np.arange(LONGEST)[None, :] / 7.0 - ideals)
    irregular = weights.irregularity * np.minimum(weights.irregularity_cap_weeks, weeks)
    capped = np.ceil(7.0 * (ideals[:, 0] + weights.irregularity_cap_weeks)) + 1
    return table, irregular, np.minimum(LONGEST, capped).astype(np.int64)


def _allowed(
    workers: list[Worker],
    asked: list[tuple[Demand, Member]],
    pins: Mapping[str, Assignment],
    out: Array,
    change: Array,
) -> Array:
    """Return who may serve each demand, whom it would cost least alone first."""
    allowed = np.full((len(asked), len(workers)), -1, np.int64)
    for number, (demand, member) in enumerate(asked):
        only = {demand.fixed_worker, pins[demand.id].worker if demand.id in pins else None} - {None}
        who = [
            rank
            for rank, worker in enumerate(workers)
            if only <= {worker.id} and set(worker.languages) & set(member.languages)
        ]
        who.sort(key=lambda rank: 2 * demand.wanted * out[number, rank] + change[number, rank])
        allowed[number, : len(who)] = who
    return allowed


def _empty(facts: Facts) -> Board:
    grid = np.full((*facts.present.shape, 2), FREE, np.int64)
    grid[..., 0][facts.present & 1 == 0] = UNAVAILABLE
    grid[..., 1][facts.present & 2 == 0] = UNAVAILABLE
    demands = len(facts.about)
    most = int(facts.about[:, WANTED].max(initial=1))
    return Board(grid, np.tile(np.array([-1, 0], np.int64), (demands, 1)), np.zeros((demands, most), np.int64))
