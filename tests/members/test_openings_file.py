"""Openings and closures from files: refused lines are named and refuse the file, twice changes nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from basicplus.db import Database
from basicplus.errors import InvalidInput
from basicplus.members import MemberClosure, MemberOpening
from basicplus.members.openings_file import (
    import_closures,
    import_openings,
    read_closures,
    read_openings,
    write_closures_template,
    write_openings_template,
)
from basicplus.tabular import ImportReport
from tests import cast

OPENINGS = "member;from;half_days\n"
CLOSURES = "member;first_day;last_day;reason;label\n"


def file_of(folder: Path, text: str) -> Path:
    file = folder / "file.csv"
    file.write_text(text, "utf-8")
    return file


def openings(database: Database, file: Path, **options: bool) -> ImportReport:
    with cast.writing(database) as session:
        return import_openings(session, read_openings(file), **options)


def closures(database: Database, file: Path, **options: bool) -> ImportReport:
    with cast.writing(database) as session:
        return import_closures(session, read_closures(file), **options)


def test_the_templates_are_read_back_and_twice_changes_nothing(database: Database, tmp_path: Path) -> None:
    write_openings_template(tmp_path / "openings.csv")
    write_closures_template(tmp_path / "closures.xlsx")
    assert openings(database, tmp_path / "openings.csv").new == 2
    assert closures(database, tmp_path / "closures.xlsx").new == 2
    with cast.reading(database) as session:
        opened = [(row.from_on, row.half_days) for row in session.exec(select(MemberOpening))]
        closed = [
            (row.from_on, row.until_on, row.reason, row.label) for row in session.exec(select(MemberClosure))
        ]
    assert opened == [
        (date(2026, 9, 1), "mon am pm; tue am pm; wed am; thu am pm; fri am pm"),
        (date(2026, 9, 1), "tue am; thu am"),
    ]
    assert closed == [
        (date(2026, 10, 12), date(2026, 10, 13), "pedagogical_day", ""),
        (date(2027, 1, 4), date(2027, 1, 9), "works", "Chauffage"),
    ]
    before = cast.contents(database)
    assert openings(database, tmp_path / "openings.csv").unchanged == 2
    assert closures(database, tmp_path / "closures.xlsx").unchanged == 2
    assert cast.contents(database) == before


def test_refused_lines_of_closures_are_named_and_refuse_the_file(database: Database, tmp_path: Path) -> None:
    lines = [
        "M001;2026-10-12;2026-10-16;works;",
        "M001;2026-10-16;;pedagogical_day;",
        "M009;2026-10-12;;works;",
        "M002;2026-10-12;2026-10-11;works;",
        "M002;2026-10-12;;holiday;",
        "M002;;;works;",
    ]
    file = file_of(tmp_path, CLOSURES + "\n".join(lines) + "\n")
    before = cast.contents(database)
    with pytest.raises(InvalidInput) as refusal:
        closures(database, file)
    assert [(each.line, each.field, each.allowed) for each in refusal.value.problems] == [
        (
            3,
            "member",
            "M001 is closed 2026-10-12 to 2026-10-16 already: reopen it then first, or choose other days.",
        ),
        (4, "member", "There is no member M009 in this group."),
        (5, "last_day", "the first day (2026-10-12) or a later one"),
        (6, "reason", "write one of: pedagogical_day, local_holiday, works, other"),
        (7, "first_day", "this cell may not be empty"),
    ]
    assert cast.contents(database) == before
    kept = closures(database, file, skip_refused=True)
    assert (kept.new, len(kept.refused)) == (1, 5)


def test_refused_lines_of_openings_are_named(database: Database, tmp_path: Path) -> None:
    file = file_of(tmp_path, OPENINGS + "M001;2026-09-01;mon am\nM002;2026-09-01;lundi\nM009;2026-09-01;mon pm\n")
    with pytest.raises(InvalidInput) as refusal:
        openings(database, file)
    assert [(each.line, each.field, each.found) for each in refusal.value.problems] == [
        (3, "half_days", "lundi"),
        (4, "member", "M009"),
    ]
