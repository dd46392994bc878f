"""Where a visit that cannot be as planned could go instead, the smallest change first; pure and deterministic."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from itertools import islice
from typing import Literal

from basicplus import clock
from basicplus.assignments.repair.board import Board, Colleague, Stay
from basicplus.assignments.repair.fit import Fit, fit
from basicplus.assignments.repair.stops import Stop, stop_at_time, stop_of_day
from basicplus.clock import BRUSSELS, Span
from basicplus.compliance.worktime import week_of

Kind = Literal["other_day", "other_worker", "later", "both", "new"]
WEEK, LATER = timedelta(days=7), timedelta(days=28)
"""How long after its fortnight a visit may still be made by its worker, if nobody can make it before."""
HALVES = (time(8, 30), time(13, 0))
"""When a visit may begin where a worker has no usual week."""


@dataclass(frozen=True)
class Option:
    """A place that nothing on the board stops: the visit as it would be, and how good that is."""

    kind: Kind
    stay: Stay
    fit: Fit


@dataclass(frozen=True)
class Ruled:
    """A place that is ruled out, and by what first."""

    stay: Stay
    stop: Stop


def options(board: Board, stay: Stay, told_on: date, ruled_out: list[Ruled]) -> Iterator[Option]:
    """Yield where a visit could go: its worker on another day, another worker that day, its worker later, both.

    Days are those of its week and the next one, none before `told_on`; later is in the four weeks after. Another
    worker is one of the same profession. Among options of a kind, the order is that of `Fit`, then the nearest
    day. What is ruled out on the way is added to `ruled_out`.
    """
    mine, others = _people(board, stay)
    week = week_of(stay.day)
    fortnight = Span(week.from_on, week.until_on + WEEK)
    days = [day for day in fortnight.days() if day >= told_on and day != stay.day]
    later = [day for day in Span(fortnight.until_on, fortnight.until_on + LATER).days() if day >= told_on]
    same_day = [stay.day] if stay.day >= told_on else []
    yield from _in_order("other_day", board, stay, mine, days, ruled_out)
    yield from _in_order("other_worker", board, stay, others, same_day, ruled_out)
    yield from _in_order("later", board, stay, mine, later, [])
    yield from _in_order("both", board, stay, others, days, ruled_out)


def near_options(board: Board, stay: Stay, told_on: date) -> int:
    """Return how many places there are on other days of the week of a visit, or with others on its day."""
    mine, others = _people(board, stay)
    days = [day for day in week_of(stay.day).days() if day >= told_on and day != stay.day]
    places = [(mine, days), (others, [stay.day] if stay.day >= told_on else [])]
    return sum(len(_in_order("both", board, stay, people, when, [])) for people, when in places)


def new_options(board: Board, stay: Stay, days: Span, ruled_out: list[Ruled]) -> Iterator[Option]:
    """Yield where a visit that nobody has yet could be: any worker of the profession, on any day of a span."""
    mine, others = _people(board, stay)
    yield from _in_order("new", board, stay, mine + others, list(days.days()), ruled_out)


def _in_order(
    kind: Kind, board: Board, stay: Stay, people: list[Colleague], days: list[date], ruled_out: list[Ruled]
) -> list[Option]:
    places = (
        place for day in days for colleague in people for place in _places(board, stay, colleague, day, ruled_out)
    )
    found = (Option(kind, place, fit(board, place)) for place in places)
    return sorted(found, key=lambda option: _order(option, stay))


def _people(board: Board, stay: Stay) -> tuple[list[Colleague], list[Colleague]]:
    own, agreed = board.colleagues.get(stay.worker), board.agreements.get(stay.agreement or 0)
    mine = [own] if own else []
    if agreed and agreed.worker is not None:
        return mine, [board.colleagues[agreed.worker]] if agreed.worker != stay.worker else []
    profession = agreed.profession if agreed else own.profession if own else ""
    return mine, [each for each in board.of_profession(profession) if each.id != stay.worker]


def _places(board: Board, stay: Stay, colleague: Colleague, day: date, ruled_out: list[Ruled]) -> Iterator[Stay]:
    """Yield the visit at the first time of a day that nothing stops; else keep what stops it at its own time."""
    own = stay.starts_at.astimezone(BRUSSELS).time()
    first = _at(stay, colleague, day, own)
    stop = stop_of_day(board, first) or stop_at_time(board, first)
    if stop is None:
        yield first
        return
    ruled_out.append(Ruled(first, stop))
    if stop_of_day(board, first) is None:
        others = (_at(stay, colleague, day, each) for each in _starts(colleague, day) if each != own)
        yield from islice((place for place in others if stop_at_time(board, place) is None), 1)


def _starts(colleague: Colleague, day: date) -> list[time]:
    """Return when the periods of a worker's usual week begin on a day, or when half-days do."""
    usual = [each for terms in colleague.terms_on(day) for each in terms.usual]
    if not usual:
        return list(HALVES)
    return [time(first // 60, first % 60) for weekday, first, _ in usual if weekday == day.weekday()]


def _at(stay: Stay, colleague: Colleague, day: date, start: time) -> Stay:
    starts_at = clock.at(day, start)
    ends_at = starts_at + timedelta(minutes=stay.minutes)
    return replace(stay, worker=colleague.id, day=day, starts_at=starts_at, ends_at=ends_at)


def _order(option: Option, stay: Stay) -> tuple[object, ...]:
    """The better, the smaller; before kilometres count a day without such a visit, and how many weeks away."""
    weeks = abs(week_of(option.stay.day).from_on - week_of(stay.day).from_on)
    apart = abs((option.stay.day - stay.day).days)
    last = (option.fit.extra_metres, apart, option.stay.starts_at, option.stay.worker)
    return (*option.fit.order[:4], option.fit.beside, weeks, *last)
