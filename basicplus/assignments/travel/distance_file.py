"""The distances file: the way between two sites a line, read from the project's template."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from basicplus.assignments.travel.service import (
    LONGEST_KM,
    LONGEST_MINUTES,
    DistanceCreate,
    DistancesCreate,
    record_distances,
    site_ids,
)
from basicplus.db import WriteSession
from basicplus.errors import Problem
from basicplus.tabular import FileDrafts, ImportReport, Reader, one_of, read_drafts, write_template

COLUMNS = ("from_site", "to_site", "km", "minutes")
EXAMPLES = (
    {"from_site": "M001-A", "to_site": "M002-A", "km": "14.2", "minutes": "22"},
    {"from_site": "M002-A", "to_site": "M001-A", "km": "15,1", "minutes": "25"},
)


@dataclass(frozen=True)
class DistanceLine:
    """One line: the way from one site to another."""

    line: int
    told: DistanceCreate


def read_distances(path: Path) -> FileDrafts[DistanceLine]:
    """Read the distances in a CSV or XLSX file of the template's columns; each direction has a line of its own.

    Raises InvalidInput when the file cannot be read as a table (see read_table), or a column is missing.
    """
    return read_drafts(path, COLUMNS, (), _line)


def write_distances_template(path: Path) -> None:
    """Write the template with two invented lines, as CSV or, when the name ends in .xlsx, as a workbook."""
    write_template(path, COLUMNS, EXAMPLES)


def import_distances(
    session: WriteSession, file: FileDrafts[DistanceLine], *, skip_refused: bool = False
) -> ImportReport:
    """Record the distances of a file; a site that is not known and a way told twice refuse their lines.

    With refused lines the file is refused whole, unless `skip_refused`. A second import changes nothing.
    """
    known, first_lines = site_ids(session), dict[tuple[str, str], int]()

    def problems_of(draft: DistanceLine) -> Iterator[Problem]:
        told = draft.told
        for name in ("from_site", "to_site"):
            if (code := getattr(told, name)) not in known:
                yield Problem(name, code, one_of(known), draft.line)
        first = first_lines.setdefault((told.from_site, told.to_site), draft.line)
        if first != draft.line:
            found = f"{told.from_site} to {told.to_site}"
            yield Problem("from_site", found, f"a way is told once; line {first} tells it already", draft.line)

    file = file.sifted(problems_of)
    report = file.report(skip_refused=skip_refused)
    if file.drafts:
        given = DistancesCreate(distances=[draft.told for draft in file.drafts])
        report.new = record_distances(session, given)
        report.unchanged = len(file.drafts) - report.new
    return report


def _line(reader: Reader) -> DistanceLine | None:
    start = reader.text("from_site", required=True, max_length=30)
    end = reader.text("to_site", required=True, max_length=30)
    km = reader.decimal("km", Decimal(0), Decimal(LONGEST_KM), required=True)
    minutes = reader.integer("minutes", 0, LONGEST_MINUTES, required=True)
    if start and start == end:
        reader.refuse("to_site", "another site than from_site")
    if reader.problems or start is None or end is None or km is None or minutes is None:
        return None
    told = DistanceCreate(from_site=start, to_site=end, km=float(km), minutes=minutes)
    return DistanceLine(reader.row.line, told)
