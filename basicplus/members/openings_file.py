"""The files of openings and of closures: lines of the project's templates, each through its service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Generic, TypeVar

from basicplus.db import WriteSession
from basicplus.errors import InvalidInput
from basicplus.members.half_days import format_half_days, parse_half_days
from basicplus.members.openings import (
    CLOSURE_REASONS,
    ClosureCreate,
    OpeningCreate,
    close_member,
    closures_of,
    openings_of,
    set_opening,
)
from basicplus.members.service import by_number
from basicplus.tabular import FileDrafts, ImportReport, Reader, read_drafts, write_template

OPENING_COLUMNS = ("member", "from", "half_days")
CLOSURE_COLUMNS = ("member", "first_day", "last_day", "reason", "label")
OPENING_EXAMPLES = (
    {"member": "M001", "from": "2026-09-01", "half_days": "mon am pm; tue am pm; wed am; thu am pm; fri am pm"},
    {"member": "M002", "from": "01/09/2026", "half_days": "tue am; thu am"},
)
CLOSURE_EXAMPLES = (
    {"member": "M001", "first_day": "2026-10-12", "last_day": "", "reason": "pedagogical_day", "label": ""},
    {
        "member": "M002",
        "first_day": "04/01/2027",
        "last_day": "08/01/2027",
        "reason": "works",
        "label": "Chauffage",
    },
)

Said = TypeVar("Said", OpeningCreate, ClosureCreate)


@dataclass(frozen=True)
class Line(Generic[Said]):
    """One line: an opening or a closure, by the number that the file gives to the member."""

    line: int
    said: Said


OpeningsFile = FileDrafts[Line[OpeningCreate]]
ClosuresFile = FileDrafts[Line[ClosureCreate]]


def read_openings(path: Path) -> OpeningsFile:
    """Read on which half-days members are open, from a CSV or XLSX file of the template's columns.

    Raises InvalidInput when the file cannot be read as a table (see read_table), or a column is missing.
    """
    return read_drafts(path, OPENING_COLUMNS, (), _opening)


def read_closures(path: Path) -> ClosuresFile:
    """Read on which days members are closed, from a CSV or XLSX file; without a last day it is a single one.

    Raises InvalidInput when the file cannot be read as a table (see read_table), or a column is missing.
    """
    return read_drafts(path, ("member", "first_day", "reason"), ("last_day", "label"), _closure)


def import_openings(session: WriteSession, file: OpeningsFile, *, skip_refused: bool = False) -> ImportReport:
    """Record the openings of a file; refused whole for a refused line, unless `skip_refused`.

    A second import changes nothing.
    """

    def take(line: Line[OpeningCreate]) -> bool:
        rows = openings_of(session, by_number(session, line.said.member))
        if (line.said.from_on, line.said.half_days) in [(row.from_on, row.half_days) for row in rows]:
            return False
        set_opening(session, line.said)
        session.flush()
        return True

    return file.taken(take, _about, skip_refused=skip_refused)


def import_closures(session: WriteSession, file: ClosuresFile, *, skip_refused: bool = False) -> ImportReport:
    """Record the closures of a file; refused whole for a refused line, unless `skip_refused`.

    A second import changes nothing.
    """

    def take(line: Line[ClosureCreate]) -> bool:
        said = line.said
        rows = closures_of(session, by_number(session, said.member))
        wanted = (said.span.from_on, said.span.until_on, said.reason, said.label)
        if wanted in [(row.from_on, row.until_on, row.reason, row.label) for row in rows]:
            return False
        close_member(session, said)
        session.flush()
        return True

    return file.taken(take, _about, skip_refused=skip_refused)


def write_openings_template(path: Path) -> None:
    """Write the template with two invented lines; InvalidInput when the file is there already."""
    write_template(path, OPENING_COLUMNS, OPENING_EXAMPLES)


def write_closures_template(path: Path) -> None:
    """Write the template with two invented lines; InvalidInput when the file is there already."""
    write_template(path, CLOSURE_COLUMNS, CLOSURE_EXAMPLES)


def _about(line: Line[Said]) -> tuple[str, str]:
    return "member", line.said.member


def _opening(reader: Reader) -> Line[OpeningCreate] | None:
    member = reader.text("member", required=True)
    from_on, text = reader.day("from", required=True), reader.text("half_days", required=True)
    if text:
        try:
            text = format_half_days(parse_half_days(text))
        except InvalidInput as error:
            reader.refuse("half_days", error.problems[0].allowed)
    if reader.problems or member is None or from_on is None or text is None:
        return None
    return Line(reader.row.line, OpeningCreate(member=member, from_on=from_on, half_days=text))


def _closure(reader: Reader) -> Line[ClosureCreate] | None:
    member, reason = reader.text("member", required=True), reader.choice("reason", CLOSURE_REASONS, required=True)
    first, last = reader.day("first_day", required=True), reader.day("last_day")
    label = reader.text("label", max_length=100) or ""
    if first and last and last < first:
        reader.refuse("last_day", f"the first day ({first}) or a later one")
    if reader.problems or member is None or reason is None or first is None:
        return None
    until_on = (last or first) + timedelta(days=1)
    return Line(
        reader.row.line,
        ClosureCreate(member=member, from_on=first, until_on=until_on, reason=reason, label=label),
    )
