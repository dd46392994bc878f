"""The board of a month with names, badges and sums, by worker, by profession or by member; in few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import bindparam
from sqlmodel import col

from basicplus.assignments import TimeEntry, planning
from basicplus.assignments.planning import BoardDay, BoardRow, Chip
from basicplus.assignments.travel.ways import place_of, told_ways
from basicplus.clock import BRUSSELS, Span, minutes_between
from basicplus.db import GroupSession, pick, prepared
from basicplus.members import Member, Site
from basicplus.web.reading.listing import holds
from basicplus.web.reading.memory import Memory
from basicplus.web.reading.plan.conflicts import Mark
from basicplus.web.reading.presences import CONFIRMED
from basicplus.workers import Worker

_memory: Memory[list[Line]] = Memory()
BY_MEMBER = "member"
VIEWS = ("worker", "profession", BY_MEMBER)
STOPS, WARNINGS = frozenset({"overlap"}), frozenset({"absence", "off", "over"})
"""What the board finds on a day that a rule refuses, and what it warns of."""
CLOCKS = tuple(f"{minute // 60:02}:{minute % 60:02}" for minute in range(24 * 60))
"""Each minute of a day as clocks show it: to look it up is faster than to write it."""


@dataclass(frozen=True)
class Filters:
    """Which lines of a board are wanted: a worker and a member by number, or by words of their names."""

    profession: str = ""
    worker: str = ""
    member: str = ""


class Shown(NamedTuple):
    """A visit on the board: whose, at whose place, its hours by Brussels clocks, and its badges."""

    chip: Chip
    worker: str
    worker_name: str
    member_name: str
    hours: str
    badges: tuple[str, ...] = ()


class Cell(NamedTuple):
    """A day of a line; a worker may be away."""

    day: date
    shown: tuple[Shown, ...] = ()
    away: bool = False


@dataclass(frozen=True)
class Line:
    """A worker or a member with the days of the board; minutes owed and free are a worker's only."""

    number: str
    name: str
    group: str
    cells: tuple[Cell, ...]
    planned_minutes: int
    owed_minutes: int | None = None
    alerts: int = 0

    @property
    def free_minutes(self) -> int:
        """What is left of the contract; negative where more is planned."""
        return (self.owed_minutes or 0) - self.planned_minutes

    @property
    def is_empty(self) -> bool:
        """Whether it has no visit."""
        return not any(cell.shown for cell in self.cells)


@dataclass(frozen=True)
class Beside:
    """What a board needs beside its visits: names of members, whose hours are unsigned, visits found at fault."""

    names: Mapping[str, str]
    unsigned: frozenset[int] = frozenset()
    late: frozenset[int] = frozenset()
    marked: Mapping[Mark, str] = field(default_factory=dict)


def lines_of(
    session: GroupSession,
    span: Span,
    view: str,
    filters: Filters,
    *,
    workers: Sequence[str] | None = None,
    marked: Mapping[Mark, str] | None = None,
) -> list[Line]:
    """Return the lines of a board in order; those of some workers only, if any are named.

    `marked` is where a check found something, `stop` or `warning`: visits by id, or days by worker and day.
    """
    rows = planning.board(session, span, workers)
    if filters.worker:
        people = named([(row.worker, row.name) for row in rows], filters.worker)
        rows = [row for row in rows if row.worker in people]
    if filters.profession:
        rows = [row for row in rows if row.profession == filters.profession]
    beside = _beside(session, span, rows, marked or {})
    served = named(beside.names.items(), filters.member) if filters.member else None
    lines = [_line(row, beside, served) for row in rows]
    if view == BY_MEMBER:
        return _by_member(lines, span, beside)
    if served is not None:
        lines = [line for line in lines if not line.is_empty]
    return sorted(lines, key=lambda line: (line.group, line.number)) if view == "profession" else lines


def lines_known(
    session: GroupSession, span: Span, view: str, filters: Filters, marked: Mapping[Mark, str]
) -> list[Line]:
    """Return the lines of a board, as `lines_of`: found once for as long as nothing of it changes."""
    question = (span, view, filters, frozenset(marked.items()))
    return _memory.found(session, question, lambda: lines_of(session, span, view, filters, marked=marked))


def named(people: Iterable[tuple[str, str]], text: str) -> set[str]:
    """Return the number that a text is, else those whose number and name hold its words."""
    known = dict(people)
    if text.upper() in known:
        return {text.upper()}
    return {number for number, name in known.items() if holds(f"{number} {name}", text)}


def _beside(session: GroupSession, span: Span, rows: list[BoardRow], marked: Mapping[Mark, str]) -> Beside:
    names = dict(session.rows(_members()))
    unsigned = session.rows(_unsigned(), from_on=span.from_on, until_on=span.until_on)
    return Beside(names, frozenset(visit for (visit,) in unsigned), frozenset(_late(session, rows)), marked)


@cache
def _members() -> Any:
    return prepared(pick(Member.number, Member.name))


@cache
def _unsigned() -> Any:
    return prepared(
        pick(TimeEntry.visit_id).where(
            # Of every worker: an index has their days, none has those of the group.
            col(TimeEntry.worker_id).in_(pick(Worker.id)),
            col(TimeEntry.day) >= bindparam("from_on"),
            col(TimeEntry.day) < bindparam("until_on"),
            col(TimeEntry.visit_id).is_not(None),
            col(TimeEntry.state).not_in(CONFIRMED),
        )
    )


@cache
def _sites() -> Any:
    # All of them: to name some hundred sites in a query takes longer than to read a few hundred more.
    return prepared(pick(Site.code, Site.id, Site.latitude, Site.longitude))


def _late(session: GroupSession, board: list[BoardRow]) -> Iterator[int]:
    """Yield the visits that begin sooner after the one before, at another site, than the way takes."""
    pairs = [
        (before, after)
        for row in board
        for day in row.days
        if len(day.chips) > 1
        for before, after in pairwise(chip for chip in day.chips if chip.state != "cancelled")
        if before.site != after.site
    ]
    if not pairs:
        return
    rows = {code: (site, *point) for code, site, *point in session.rows(_sites())}
    sites = {chip.site: rows[chip.site] for pair in pairs for chip in pair}
    ways = told_ways(session, {site: place_of(*point) for site, *point in sites.values()})
    for before, after in pairs:
        way = ways.between(sites[before.site][0], sites[after.site][0])
        if way is not None and way.minutes > minutes_between(before.ends_at, after.starts_at):
            yield after.visit


def _line(row: BoardRow, beside: Beside, served: set[str] | None) -> Line:
    cells = tuple(_cell(row, day, beside, served) for day in row.days)
    return Line(
        row.worker,
        row.name,
        row.profession,
        cells,
        row.planned_minutes,
        row.owed_minutes,
        sum(len(day.alerts) for day in row.days),
    )


def _cell(row: BoardRow, day: BoardDay, beside: Beside, served: set[str] | None) -> Cell:
    if not day.chips:
        return Cell(day.day, (), day.away)
    shown, site, fault = [], "", _fault(row.worker, day, beside.marked)
    for chip in day.chips:
        stands = chip.state != "cancelled"
        if served is None or chip.member in served:
            badges = _badges(chip, fault, beside, has_way=stands and site not in ("", chip.site))
            name = beside.names[chip.member]
            shown.append(Shown(chip, row.worker, row.name, name, hours_of(chip), badges))
        if stands:
            site = chip.site
    return Cell(day.day, tuple(shown), day.away)


def _fault(worker: str, day: BoardDay, marked: Mapping[Mark, str]) -> str:
    """Return what the board itself finds on a day, or a rule: `stop`, `warning` or nothing."""
    found = marked.get((worker, day.day), "")
    if found == "stop" or not STOPS.isdisjoint(day.alerts):
        return "stop"
    return found or ("" if WARNINGS.isdisjoint(day.alerts) else "warning")


def _badges(chip: Chip, fault: str, beside: Beside, *, has_way: bool) -> tuple[str, ...]:
    badges = []
    if chip.state != "cancelled":
        own = beside.marked.get(chip.visit) or ("warning" if chip.visit in beside.late else "")
        if own or fault:
            badges.append("stop" if "stop" in (own, fault) else "warning")
    if has_way:
        badges.append("travel")
    if chip.recurring:
        badges.append("recurring")
    if chip.visit in beside.unsigned:
        badges.append("unsigned")
    return tuple(badges)


def hours_of(chip: Chip) -> str:
    """Write when a visit begins and ends."""
    return f"{_clock(chip.starts_at)}–{_clock(chip.ends_at)}"


def _clock(instant: datetime) -> str:
    local = instant.astimezone(BRUSSELS)
    return CLOCKS[60 * local.hour + local.minute]


def _by_member(lines: list[Line], span: Span, beside: Beside) -> list[Line]:
    """Return the same visits with a line for each member that has one."""
    found: dict[str, dict[int, list[Shown]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        for place, cell in enumerate(line.cells):
            for shown in cell.shown:
                found[shown.chip.member][place].append(shown)
    empty = [Cell(day) for day in span.days()]
    return [_member_line(number, beside.names[number], found[number], list(empty)) for number in sorted(found)]


def _member_line(number: str, name: str, of_day: Mapping[int, list[Shown]], cells: list[Cell]) -> Line:
    """Return the line of a member: its visits take the places of empty days."""
    planned = alerts = 0
    for place, visits in of_day.items():
        visits.sort(key=lambda shown: shown.chip.starts_at)
        cells[place] = Cell(cells[place].day, tuple(visits))
        standing = [shown for shown in visits if shown.chip.state != "cancelled"]
        planned += sum(shown.chip.minutes for shown in standing)
        alerts += sum("stop" in shown.badges or "warning" in shown.badges for shown in standing)
    return Line(number, name, "", tuple(cells), planned, None, alerts)
