"""The board of a month with names, badges and sums, by worker, by profession or by member; in few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from sqlmodel import col

from basicplus.assignments import TimeEntry, planning
from basicplus.assignments.planning import BoardDay, BoardRow, Chip
from basicplus.assignments.travel.ways import place_of, told_ways
from basicplus.clock import BRUSSELS, Span, minutes_between
from basicplus.db import GroupSession, pick
from basicplus.members import Member, Site
from basicplus.web.reading.listing import holds
from basicplus.web.reading.plan.conflicts import Mark
from basicplus.web.reading.presences import CONFIRMED, on_days

BY_MEMBER = "member"
VIEWS = ("worker", "profession", BY_MEMBER)
STOPS, WARNINGS = frozenset({"overlap"}), frozenset({"absence", "off", "over"})
"""What the board finds on a day that a rule refuses, and what it warns of."""


@dataclass(frozen=True)
class Filters:
    """Which lines of a board are wanted: a worker and a member by number, or by words of their names."""

    profession: str = ""
    worker: str = ""
    member: str = ""


@dataclass(frozen=True)
class Shown:
    """A visit on the board: whose, at whose place, its hours by Brussels clocks, and its badges."""

    chip: Chip
    worker: str
    worker_name: str
    member_name: str
    hours: str
    badges: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cell:
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


def named(people: Iterable[tuple[str, str]], text: str) -> set[str]:
    """Return the number that a text is, else those whose number and name hold its words."""
    known = dict(people)
    if text.upper() in known:
        return {text.upper()}
    return {number for number, name in known.items() if holds(f"{number} {name}", text)}


def _beside(session: GroupSession, span: Span, rows: list[BoardRow], marked: Mapping[Mark, str]) -> Beside:
    names = dict(session.rows(pick(Member.number, Member.name)))
    open_hours = pick(TimeEntry.visit_id).where(
        on_days(TimeEntry, span), col(TimeEntry.visit_id).is_not(None), col(TimeEntry.state).not_in(CONFIRMED)
    )
    unsigned = frozenset(visit for (visit,) in session.rows(open_hours))
    return Beside(names, unsigned, frozenset(_late(session, rows)), marked)


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
    # All of them: to name some hundred sites in a query takes longer than to read a few hundred more.
    rows = session.rows(pick(Site.code, Site.id, Site.latitude, Site.longitude))
    sites = {code: site for code, site, *_ in rows}
    ways = told_ways(session, {site: place_of(*point) for _, site, *point in rows})
    for before, after in pairs:
        way = ways.between(sites[before.site], sites[after.site])
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
        return Cell(day.day, away=day.away)
    shown, site = [], ""
    for chip in day.chips:
        came_from = site if chip.state != "cancelled" else ""
        if chip.state != "cancelled":
            site = chip.site
        if served is None or chip.member in served:
            badges = tuple(_badges(chip, (row.worker, day.day), day.alerts, beside, came_from))
            name = beside.names[chip.member]
            shown.append(Shown(chip, row.worker, row.name, name, hours_of(chip), badges))
    return Cell(day.day, tuple(shown), day.away)


def _badges(chip: Chip, day: tuple[str, date], alerts: list[str], beside: Beside, came_from: str) -> Iterator[str]:
    stands = chip.state != "cancelled"
    found = beside.marked.get(chip.visit) or beside.marked.get(day, "")
    if stands and (found == "stop" or STOPS.intersection(alerts)):
        yield "stop"
    elif stands and (found == "warning" or chip.visit in beside.late or WARNINGS.intersection(alerts)):
        yield "warning"
    if came_from and came_from != chip.site:
        yield "travel"
    if chip.recurring:
        yield "recurring"
    if chip.visit in beside.unsigned:
        yield "unsigned"


def hours_of(chip: Chip) -> str:
    """Write when a visit begins and ends."""
    starts_at, ends_at = chip.starts_at.astimezone(BRUSSELS), chip.ends_at.astimezone(BRUSSELS)
    return f"{starts_at.hour:02}:{starts_at.minute:02}–{ends_at.hour:02}:{ends_at.minute:02}"


def _by_member(lines: list[Line], span: Span, beside: Beside) -> list[Line]:
    """Return the same visits with a line for each member that has one."""
    found: dict[str, dict[date, list[Shown]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        for cell in line.cells:
            for shown in cell.shown:
                found[shown.chip.member][cell.day].append(shown)
    days = list(span.days())
    return [_member_line(number, beside.names[number], found[number], days) for number in sorted(found)]


def _member_line(number: str, name: str, of_day: Mapping[date, list[Shown]], days: list[date]) -> Line:
    cells = tuple(
        Cell(day, tuple(sorted(of_day.get(day, ()), key=lambda shown: shown.chip.starts_at))) for day in days
    )
    standing = [shown for cell in cells for shown in cell.shown if shown.chip.state != "cancelled"]
    planned = sum(shown.chip.minutes for shown in standing)
    alerts = sum(bool({"stop", "warning"}.intersection(shown.badges)) for shown in standing)
    return Line(number, name, "", cells, planned, None, alerts)


def cut(lines: list[Line], days: Span) -> list[Line]:
    """Return lines with some of their days only."""
    return [replace(line, cells=tuple(cell for cell in line.cells if cell.day in days)) for line in lines]
