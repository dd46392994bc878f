"""The visits file: single visits, read from the project's template and planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from sqlmodel import col

from basicplus import clock
from basicplus.assignments.models import Visit
from basicplus.assignments.planning import VisitCreate, add_visit, standing
from basicplus.clock import minutes_between
from basicplus.db import GroupSession, WriteSession, pick
from basicplus.members import Member
from basicplus.tabular import FileDrafts, ImportReport, Reader, read_drafts, write_template
from basicplus.workers import Worker

LONGEST = 720
"""Minutes of the longest visit."""

REQUIRED = ("worker", "member", "site", "day", "start", "end")
OPTIONAL = ("agreement",)
COLUMNS = ("worker", "member", "site", "agreement", "day", "start", "end")

EXAMPLES = (
    {
        "worker": "W001",
        "member": "M001",
        "site": "M001-A",
        "agreement": "A-001",
        "day": "2026-03-02",
        "start": "08:30",
        "end": "12:30",
    },
    {
        "worker": "W001",
        "member": "M002",
        "site": "M002-A",
        "agreement": "",
        "day": "02/03/2026",
        "start": "13h00",
        "end": "16h36",
    },
)

# What makes a visit the same as another: the worker, the member and when it starts.
Identity = tuple[str, str, datetime]


@dataclass(frozen=True)
class VisitLine:
    """One line: a visit, by the names that the file gives to worker, member, site and agreement."""

    line: int
    visit: VisitCreate


VisitsFile = FileDrafts[VisitLine]


def read_visits(path: Path) -> VisitsFile:
    """Read the visits in a CSV or XLSX file of the template's columns; an end before the start is the next day.

    Raises InvalidInput when the file cannot be read as a table (see read_table), or a column is missing.
    """
    return read_drafts(path, REQUIRED, OPTIONAL, _line)


def write_visits_template(path: Path) -> None:
    """Write the template with two invented lines, as CSV or, when the name ends in .xlsx, as a workbook.

    Raises InvalidInput when the file is there already, or cannot be written.
    """
    write_template(path, COLUMNS, EXAMPLES)


def import_visits(session: WriteSession, file: VisitsFile, *, skip_refused: bool = False) -> ImportReport:
    """Plan the visits that are not there yet, each through the service that plans a single one.

    With refused lines the file is refused whole, unless `skip_refused`. A second import changes nothing.
    """
    there = _planned(session, file)

    def take(draft: VisitLine) -> bool:
        visit = draft.visit
        identity = (visit.worker, visit.member, clock.at(visit.day, time.fromisoformat(visit.start_time)))
        if identity in there:
            return False
        add_visit(session, visit)
        there.add(identity)
        return True

    return file.taken(take, _about, skip_refused=skip_refused)


def _about(draft: VisitLine) -> tuple[str, str]:
    return "visit", f"{draft.visit.worker} at {draft.visit.member}"


def _line(reader: Reader) -> VisitLine | None:
    day = reader.day("day", required=True)
    start, end = reader.clock_time("start", required=True), reader.clock_time("end", required=True)
    names = {name: reader.text(name, required=True) for name in ("worker", "member", "site")}
    agreement = reader.text("agreement")
    if start is not None and start == end:
        reader.refuse("end", "the end is a later time than the start, or a time of the next day")
    if reader.problems or day is None or start is None or end is None:
        return None
    last_day = day if end > start else day + timedelta(days=1)
    minutes = minutes_between(clock.at(day, start), clock.at(last_day, end))
    if not 0 < minutes <= LONGEST:
        reader.refuse("end", f"a visit lasts {LONGEST // 60} hours at most")
        return None
    visit = VisitCreate.model_validate(
        names | {"agreement": agreement, "day": day, "start_time": f"{start:%H:%M}", "minutes": minutes}
    )
    return VisitLine(reader.row.line, visit)


def _planned(session: GroupSession, file: VisitsFile) -> set[Identity]:
    """Return the identity of every planned visit between the first and the last day of the file."""
    days = [draft.visit.day for draft in file.drafts]
    if not days:
        return set()
    query = (
        pick(Worker.number, Member.number, Visit.starts_at)
        .join(Worker, col(Worker.id) == Visit.worker_id)
        .join(Member, col(Member.id) == Visit.member_id)
        .where(standing(published=False), Visit.state == "planned", Visit.day >= min(days), Visit.day <= max(days))
    )
    return {tuple(row) for row in session.rows(query)}
