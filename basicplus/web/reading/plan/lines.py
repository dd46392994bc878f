"""The lines of a board, one for each worker, with names, badges and sums: found once, and anew where changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import bindparam
from sqlmodel import col

from basicplus.assignments import Plan, TimeEntry, Visit, planning
from basicplus.assignments.planning import BoardDay, BoardRow, Chip
from basicplus.assignments.travel.ways import place_of, told_ways
from basicplus.clock import BRUSSELS, Span, minutes_between
from basicplus.db import GroupSession, pick, prepared
from basicplus.members import Site, names_by_id
from basicplus.web.reading.memory import Memory
from basicplus.web.reading.presences import CONFIRMED
from basicplus.workers import Worker

CLOCKS = tuple(f"{minute // 60:02}:{minute % 60:02}" for minute in range(24 * 60))
"""Each minute of a day as clocks show it: to look it up is faster than to write it."""
MENDED = {"visit", "time_entry", "plan"}
"""The tables whose changed rows concern some lines only. Plans are part of the question: see `_versions`."""
FEW = 200
"""How many changed rows are followed to their lines; where there are more, all lines are found anew."""


_memory: Memory[list[Line]] = Memory()


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
    def shown(self) -> Iterator[Shown]:
        """The visits of all its days, in order of time."""
        return (shown for cell in self.cells for shown in cell.shown)

    @property
    def is_empty(self) -> bool:
        """Whether it has no visit."""
        return not any(cell.shown for cell in self.cells)


@dataclass(frozen=True)
class Beside:
    """What a board needs beside its visits: names of members, whose hours are unsigned, whose way takes longer."""

    names: Mapping[str, str]
    unsigned: frozenset[int]
    late: frozenset[int]


def lines_known(session: GroupSession, span: Span) -> list[Line]:
    """Return the lines of a board of a span: found once, and after a change those that it concerns."""
    versions = tuple(tuple(row) for row in session.rows(_versions(), from_on=span.from_on, until_on=span.until_on))
    return _memory.found(
        session,
        (span, versions),
        lambda: _lines(session, span),
        lambda lines, changed: _mended(session, span, lines, changed),
    )


def _lines(session: GroupSession, span: Span, workers: Sequence[str] | None = None) -> list[Line]:
    rows = planning.board(session, span, workers)
    beside = _beside(session, span, rows)
    return [_line(row, beside) for row in rows]


def _mended(
    session: GroupSession, span: Span, lines: list[Line], changed: Mapping[str, AbstractSet[int]]
) -> list[Line] | None:
    """Return the lines with those anew that changed rows concern; None where these may be any."""
    if not changed.keys() <= MENDED or sum(map(len, changed.values())) > FEW:
        return None
    entries, visits = changed.get("time_entry", set()), set(changed.get("visit", ()))
    told = session.rows(_visits_of_entries(), entries=sorted(entries)) if entries else []
    if len(told) < len(entries):
        # Nobody knows any more of which visit an entry told that is deleted.
        return None
    visits.update(visit for (visit,) in told if visit is not None)
    had = {line.number for line in lines if any(each.chip.visit in visits for each in line.shown)}
    have = {worker for (worker,) in session.rows(_workers_of(), visits=sorted(visits))} if visits else set()
    anew = {line.number: line for line in _lines(session, span, sorted(had | have))} if had | have else {}
    return [anew.get(line.number, line) for line in lines]


@cache
def _versions() -> Any:
    """Return the statement for what is published of each plan that has days of a span."""
    return prepared(
        pick(Plan.id, planning.published_version().label("published"))
        .where(col(Plan.from_on) < bindparam("until_on"), col(Plan.until_on) > bindparam("from_on"))
        .order_by(col(Plan.id))
    )


@cache
def _visits_of_entries() -> Any:
    return prepared(pick(TimeEntry.visit_id).where(col(TimeEntry.id).in_(bindparam("entries", expanding=True))))


@cache
def _workers_of() -> Any:
    visits = pick(Worker.number).join(Visit, col(Visit.worker_id) == Worker.id)
    return prepared(visits.where(col(Visit.id).in_(bindparam("visits", expanding=True))))


def _beside(session: GroupSession, span: Span, rows: list[BoardRow]) -> Beside:
    names = dict(names_by_id(session).values())
    unsigned = session.rows(_unsigned(), from_on=span.from_on, until_on=span.until_on)
    return Beside(names, frozenset(visit for (visit,) in unsigned), frozenset(_late(session, rows)))


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


def _line(row: BoardRow, beside: Beside) -> Line:
    cells = tuple(_cell(row, day, beside) for day in row.days)
    alerts = sum(len(day.alerts) for day in row.days)
    return Line(row.worker, row.name, row.profession, cells, row.planned_minutes, row.owed_minutes, alerts)


def _cell(row: BoardRow, day: BoardDay, beside: Beside) -> Cell:
    if not day.chips:
        return Cell(day.day, (), day.away)
    shown, site, fault = [], "", _fault_of(day.alerts)
    for chip in day.chips:
        stands = chip.state != "cancelled"
        badges = _badges(chip, fault, beside, has_way=stands and site not in ("", chip.site))
        shown.append(Shown(chip, row.worker, row.name, beside.names[chip.member], hours_of(chip), badges))
        if stands:
            site = chip.site
    return Cell(day.day, tuple(shown), day.away)


def _fault_of(alerts: Sequence[str]) -> str:
    """Return what the alerts of a day are: `stop` where a rule refuses them, `warning`, or nothing without any."""
    if not alerts:
        return ""
    return "stop" if "overlap" in alerts else "warning"


def _badges(chip: Chip, fault: str, beside: Beside, *, has_way: bool) -> tuple[str, ...]:
    badges = []
    if chip.state != "cancelled" and (fault or chip.visit in beside.late):
        badges.append(fault or "warning")
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
