"""Half-days of the usual week: which of them a worker works, from when and how long; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from basicplus.clock import Span
from basicplus.planner.instance import TOKENS, WEEKDAYS
from basicplus.workers.pattern import usual_periods

NOON = 12 * 60 + 30
"""Where a period that lasts all day is cut: a morning begins before it, an afternoon is what comes after."""
SHORTEST = 60
"""Minutes below which a piece of work is no half-day to be sent to a member for."""


@dataclass(frozen=True)
class Half:
    """A half-day of the week as minutes of the day: from when, and for how long."""

    starts: int
    minutes: int

    @property
    def start_time(self) -> str:
        """The start by the clock."""
        return f"{self.starts // 60:02d}:{self.starts % 60:02d}"


Halves = Mapping[str, Half]
"""Half-days by token (`mon-am`)."""


@dataclass(frozen=True)
class Week:
    """A usual week in force on some days; `minutes` are those agreed, also where the week varies."""

    span: Span
    pattern: str
    minutes: int = 0


def halves_of(pattern: str) -> dict[str, Half]:
    """Return the half-days of a usual week, Monday to Friday; none of a week that varies.

    A period is cut at half past twelve, and a piece under an hour is left out.
    """
    pieces: dict[str, list[tuple[int, int]]] = {}
    for day, first, last in usual_periods(pattern):
        if day < len(WEEKDAYS):
            for half, start, end in (("am", first, min(last, NOON)), ("pm", max(first, NOON), last)):
                if end - start >= SHORTEST:
                    pieces.setdefault(f"{WEEKDAYS[day]}-{half}", []).append((start, end))
    found = {
        token: (min(start for start, _ in each), max(end for _, end in each)) for token, each in pieces.items()
    }
    return {token: Half(found[token][0], found[token][1] - found[token][0]) for token in TOKENS if token in found}


def common_halves(weeks: Iterable[Week], span: Span) -> dict[str, Half]:
    """Return the half-days that a worker keeps on every day of a span that a contract covers.

    Where a contract changes meanwhile, a half-day counts if it is worked before and after, for the time that both
    share: what a plan gives away holds all year. Contracts in parallel add up.
    """
    common: dict[str, Half] | None = None
    for piece in pieces_of(weeks, span):
        here: dict[str, Half] = {}
        for week in piece:
            here |= halves_of(week.pattern)
        common = here if common is None else _shared(common, here)
    return common or {}


def days_without(weeks: Iterable[Week], span: Span) -> list[Span]:
    """Return the days of a span that no contract covers."""
    gaps = [span]
    for week in weeks:
        gaps = [piece for gap in gaps for piece in gap.minus(week.span)]
    return gaps


def common_minutes(weeks: Iterable[Week], span: Span) -> int:
    """Return the minutes a week that are agreed on every day of a span that a contract covers: the fewest."""
    return min((sum(week.minutes for week in piece) for piece in pieces_of(weeks, span)), default=0)


def pieces_of(weeks: Iterable[Week], span: Span) -> list[list[Week]]:
    """Return the weeks in force together, for each part of a span on which they stay the same, in order."""
    within = [replace(week, span=week.span & span) for week in weeks if week.span.overlaps(span)]
    cuts = sorted({day for week in within for day in (week.span.from_on, week.span.until_on)})
    pieces = ([week for week in within if first in week.span] for first, _ in pairwise(cuts))
    return [piece for piece in pieces if piece]


def _shared(one: Halves, other: Halves) -> dict[str, Half]:
    both = {}
    for token in one.keys() & other.keys():
        starts = max(one[token].starts, other[token].starts)
        ends = min(each.starts + each.minutes for each in (one[token], other[token]))
        if ends - starts >= SHORTEST:
            both[token] = Half(starts, ends - starts)
    return {token: both[token] for token in TOKENS if token in both}
