"""The board of a month by worker, by profession or by member: its lines as filters and marks want them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from basicplus.clock import Span
from basicplus.db import GroupSession
from basicplus.members import names_by_id
from basicplus.web.reading.listing import holds
from basicplus.web.reading.plan.conflicts import Mark
from basicplus.web.reading.plan.lines import Cell, Line, Shown, lines_known

BY_MEMBER = "member"
VIEWS = ("worker", "profession", BY_MEMBER)
FAULTS = ("stop", "warning")
"""The badges of what is at fault, the worst first; a visit has one of them at most, before all others."""


@dataclass(frozen=True)
class Filters:
    """Which lines of a board are wanted: a worker and a member by number, or by words of their names."""

    profession: str = ""
    worker: str = ""
    member: str = ""


def lines_of(
    session: GroupSession, span: Span, view: str, filters: Filters, marked: Mapping[Mark, str]
) -> list[Line]:
    """Return the lines of a board in order.

    `marked` is where a check found something, `stop` or `warning`: visits by id, or days by worker and day.
    """
    lines = lines_known(session, span)
    if filters.worker:
        people = named([(line.number, line.name) for line in lines], filters.worker)
        lines = [line for line in lines if line.number in people]
    if filters.profession:
        lines = [line for line in lines if line.group == filters.profession]
    if marked:
        lines = [_with_marks(line, marked) for line in lines]
    if filters.member:
        served = named(names_by_id(session).values(), filters.member)
        lines = [line for each in lines if not (line := _at(each, served)).is_empty]
    if view == BY_MEMBER:
        return _by_member(lines, span)
    return sorted(lines, key=lambda line: (line.group, line.number)) if view == "profession" else lines


def named(people: Iterable[tuple[str, str]], text: str) -> set[str]:
    """Return the number that a text is, else those whose number and name hold its words."""
    known = dict(people)
    if text.upper() in known:
        return {text.upper()}
    return {number for number, name in known.items() if holds(f"{number} {name}", text)}


def _with_marks(line: Line, marked: Mapping[Mark, str]) -> Line:
    """Return a line with the badges of what a check found on its days and at its visits."""
    return replace(line, cells=tuple(_marked_cell(line.number, cell, marked) for cell in line.cells))


def _marked_cell(worker: str, cell: Cell, marked: Mapping[Mark, str]) -> Cell:
    day = marked.get((worker, cell.day), "")
    if not day and not any(shown.chip.visit in marked for shown in cell.shown):
        return cell
    return cell._replace(shown=tuple(_marked(each, {day, marked.get(each.chip.visit, "")}) for each in cell.shown))


def _marked(shown: Shown, found: set[str]) -> Shown:
    """Return a visit with the worst of what is found there as its first badge; one that is cancelled as it was."""
    worst = next((fault for fault in FAULTS if fault in found or fault in shown.badges), None)
    if worst is None or shown.chip.state == "cancelled":
        return shown
    return shown._replace(badges=(worst, *(badge for badge in shown.badges if badge not in FAULTS)))


def _at(line: Line, members: set[str]) -> Line:
    """Return a line with its visits at some members."""
    cells = (
        cell._replace(shown=tuple(each for each in cell.shown if each.chip.member in members))
        for cell in line.cells
    )
    return replace(line, cells=tuple(cells))


def _by_member(lines: list[Line], span: Span) -> list[Line]:
    """Return the same visits with a line for each member that has one."""
    found: dict[str, dict[int, list[Shown]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        for place, cell in enumerate(line.cells):
            for shown in cell.shown:
                found[shown.chip.member][place].append(shown)
    empty = [Cell(day) for day in span.days()]
    return [_member_line(number, found[number], list(empty)) for number in sorted(found)]


def _member_line(number: str, of_day: Mapping[int, list[Shown]], cells: list[Cell]) -> Line:
    """Return the line of a member: its visits take the places of empty days."""
    planned, alerts, name = 0, 0, ""
    for place, visits in of_day.items():
        visits.sort(key=lambda shown: shown.chip.starts_at)
        cells[place], name = Cell(cells[place].day, tuple(visits)), visits[0].member_name
        standing = [shown for shown in visits if shown.chip.state != "cancelled"]
        planned += sum(shown.chip.minutes for shown in standing)
        alerts += sum(any(fault in shown.badges for fault in FAULTS) for shown in standing)
    return Line(number, name, "", tuple(cells), planned, None, alerts)
