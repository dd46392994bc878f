"""Visits from a file: planned one by one through the same service, all or nothing, twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select

from basicplus import members, workers
from basicplus.assignments import Visit
from basicplus.assignments.visits_file import COLUMNS, import_visits, read_visits, write_visits_template
from basicplus.compliance.gate import Refused
from basicplus.db import Database
from basicplus.errors import InvalidInput
from basicplus.tabular import ImportReport
from tests import cast

LINE = {"worker": "W001", "member": "M001", "site": "S-M001", "agreement": "A-CP-1"}
LINE |= {"day": "2025-03-03", "start": "18:00", "end": "20:30"}


@pytest.fixture
def planned(database: Database) -> Database:
    """The cast and its plan, and a candidate that is no member."""
    with cast.writing(database) as session:
        members.register(session, cast.member("M004"))
    cast.day_and_night(database)
    return database


def file_of(folder: Path, lines: Iterable[dict[str, str]]) -> Path:
    file = folder / "visits.csv"
    rows = [";".join(line.get(name, "") for name in COLUMNS) for line in lines]
    file.write_text("\n".join([";".join(COLUMNS), *rows]) + "\n", "utf-8")
    return file


def imported(database: Database, file: Path, **options: bool) -> ImportReport:
    with cast.writing(database, despite="evening meetings are short") as session:
        return import_visits(session, read_visits(file), **options)


def evenings(database: Database) -> list[tuple[date, int]]:
    with cast.reading(database) as session:
        rows = session.exec(select(Visit).order_by(col(Visit.starts_at))).all()
        return [
            (row.day, int((row.ends_at - row.starts_at).total_seconds()) // 60)
            for row in rows
            if row.assignment_id is None
        ]


def test_a_file_is_planned_and_a_second_time_changes_nothing(planned: Database, tmp_path: Path) -> None:
    night = LINE | {"day": "2025-03-04", "start": "22h00", "end": "1h00"}
    file = file_of(tmp_path, [LINE, night, LINE])
    assert (imported(planned, file).new, evenings(planned)) == (
        2,
        [(date(2025, 3, 3), 150), (date(2025, 3, 4), 180)],
    )
    before = cast.contents(planned)
    again = imported(planned, file)
    assert (again.new, again.unchanged) == (0, 3)
    assert cast.contents(planned) == before


def test_refused_lines_are_named_and_refuse_the_file(planned: Database, tmp_path: Path) -> None:
    lines = [
        LINE,
        LINE | {"worker": "W009"},
        LINE | {"site": "S-M002", "start": "19:00"},
        LINE | {"day": "2031-03-03", "agreement": ""},
        LINE | {"end": "18:00"},
        LINE | {"end": "07:00"},
    ]
    file = file_of(tmp_path, lines)
    before = cast.contents(planned)
    with pytest.raises(InvalidInput) as refusal:
        imported(planned, file)
    assert [(problem.line, problem.field) for problem in refusal.value.problems] == [
        (3, "visit"),
        (4, "site"),
        (5, "visit"),
        (6, "end"),
        (7, "end"),
    ]
    assert cast.contents(planned) == before
    kept = imported(planned, file, skip_refused=True)
    assert (kept.new, len(kept.refused)) == (1, 5)


def test_a_visit_at_a_candidate_is_refused_with_rule_day_limit_and_source(
    planned: Database, tmp_path: Path
) -> None:
    file = file_of(tmp_path, [LINE | {"member": "M004", "site": "S-M004", "agreement": ""}])
    before = cast.contents(planned)
    with pytest.raises(Refused) as refusal:
        imported(planned, file)
    assert str(refusal.value).splitlines() == [
        "GE-09 visit 2025-03-03 18:00 W001 at M004: M004 is not an effective member that day (member: -)."
        " The association must join first."
        " [Loi du 12 août 2000, art. 187: mise à disposition des seuls membres (read in a secondary source)]",
        "GE-17 visit 2025-03-03 18:00 W001 at M004: there is no secondment agreement with M004 (agreement: -)."
        " Name the agreement, or sign one first."
        " [Règle du groupement; une seconde convention lie le groupement et chaque utilisateur"
        " (read in a secondary source)]",
    ]
    assert cast.contents(planned) == before


def test_a_visit_before_the_contract_was_signed_is_refused(planned: Database, tmp_path: Path) -> None:
    with cast.writing(planned) as session:
        workers.register(session, cast.worker("W004"))
        workers.hire(session, cast.contract("W004", signed_on=None))
    file = file_of(tmp_path, [LINE | {"worker": "W004"}])
    with pytest.raises(Refused) as refusal:
        imported(planned, file)
    assert [(finding.rule, finding.case, finding.span.from_on) for finding in refusal.value.findings] == [
        ("GE-11", "unsigned", date(2025, 3, 3))
    ]


def test_the_template_can_be_read(tmp_path: Path) -> None:
    write_visits_template(tmp_path / "visits.xlsx")
    assert [line.visit.minutes for line in read_visits(tmp_path / "visits.xlsx").drafts] == [240, 216]


def test_an_empty_file_changes_nothing(planned: Database, tmp_path: Path) -> None:
    before = cast.contents(planned)
    assert imported(planned, file_of(tmp_path, [])).new == 0
    assert cast.contents(planned) == before
