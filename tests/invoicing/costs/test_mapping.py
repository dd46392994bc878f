"""A payroll office's own file: one row a worker, one column a component, by a mapping that is saved once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from pydantic import ValidationError

from basicplus.db import Database
from basicplus.errors import BasicplusError, Conflict, InvalidInput, NotFound, Problem
from basicplus.invoicing import CostCreate
from basicplus.invoicing.costs.file import CostFile, CostImport, CostLine
from basicplus.invoicing.costs.mapping import (
    MappingCreate,
    import_mapped_costs,
    read_mapped_costs,
    save_cost_mapping,
    saved_mapping,
)
from tests import cast

MARCH = date(2025, 3, 1)
COLUMNS = {
    "Brut": {"kind": "gross"},
    "ONSS patronal": {"kind": "employer_contributions"},
    "Pécule simple": {"kind": "single_holiday_pay"},
    "Double pécule": {"kind": "double_holiday_pay"},
    "Aide emploi": {"kind": "subsidy", "sign": -1},
}
HEADER = "Matricule;Nom;" + ";".join(COLUMNS)
ROWS = (
    "W001;Lambert;3.450,25;1.028,17;276,02;317,42;240,00",
    "W002;Lambert;2845,10;847,84;;;",
    "W003;Lambert;0,00;0;;;",
)


def mapping(**changes: Any) -> MappingCreate:
    return MappingCreate.model_validate(
        {"name": "office", "worker_column": "Matricule", "columns": COLUMNS} | changes
    )


def save(database: Database, **changes: Any) -> None:
    with cast.writing(database) as session:
        save_cost_mapping(session, mapping(**changes))


def written(path: Path, *rows: str, header: str = HEADER) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return path


@pytest.fixture
def march(tmp_path: Path) -> CostFile:
    """The office's file of March."""
    return read_mapped_costs(written(tmp_path / "march.csv", *ROWS), mapping(), MARCH)


def imported(database: Database, file: CostFile, **options: Any) -> CostImport:
    with cast.writing(database) as session:
        return import_mapped_costs(session, file, **options)


def cost(kind: Any, cents: int, worker: str = "W001") -> CostCreate:
    return CostCreate(month=MARCH, kind=kind, amount_cents=cents, worker=worker)


def refusals(path: Path, *rows: str, **changes: Any) -> list[Problem]:
    return read_mapped_costs(written(path / "x.csv", *rows), mapping(**changes), MARCH).refused


def test_each_cell_with_an_amount_is_a_cost_of_the_worker(march: CostFile) -> None:
    assert (march.lines_read, march.refused) == (3, [])
    assert march.drafts == [
        CostLine(2, cost("gross", 345025)),
        CostLine(2, cost("employer_contributions", 102817)),
        CostLine(2, cost("single_holiday_pay", 27602)),
        CostLine(2, cost("double_holiday_pay", 31742)),
        CostLine(2, cost("subsidy", -24000)),
        CostLine(3, cost("gross", 284510, "W002")),
        CostLine(3, cost("employer_contributions", 84784, "W002")),
    ]


def test_a_column_that_the_mapping_does_not_name_is_remarked(march: CostFile) -> None:
    assert march.remarks == [Problem("header", "Nom", "mapping office has no such column; it is not used")]


def test_a_workbook_with_numbers_and_a_month_for_each_row_reads_the_same(tmp_path: Path, march: CostFile) -> None:
    book = Workbook()
    book.active.append(["Matricule", "Mois", *COLUMNS])  # type: ignore[union-attr]
    book.active.append(["W001", date(2025, 3, 31), 3450.25, 1028.17, 276.02, 317.42, 240])  # type: ignore[union-attr]
    book.active.append(["W002", "03/2025", 2845.1, "847,84", None, None, None])  # type: ignore[union-attr]
    book.save(tmp_path / "march.xlsx")
    read = read_mapped_costs(tmp_path / "march.xlsx", mapping(month_column="Mois"))
    assert (read.drafts, read.refused, read.remarks) == (march.drafts, [], [])


def test_an_office_that_writes_a_decimal_point_is_read_by_it(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", "W001;x;3,450.25;1,028;-276.02;+1,234,567.80;")
    read = read_mapped_costs(path, mapping(decimal_comma=False), MARCH)
    assert [draft.cost.amount_cents for draft in read.drafts] == [345025, 102800, -27602, 123456780]


@pytest.mark.parametrize(
    ("row", "changes", "column", "found", "allowed"),
    [
        (";x;1,00;;;;", {}, "Matricule", "", "this cell may not be empty"),
        (
            "W001;x;1.234;;;;",
            {},
            "Brut",
            "1.234",
            "write an amount in euros with at most two decimals, as 1234,50",
        ),
        (
            "W001;x;12,5;;;;",
            {"decimal_comma": False},
            "Brut",
            "12,5",
            "write an amount in euros with a decimal point and at most two decimals, as 1,234.50",
        ),
        (
            "W001;x;1,00;;;;-240,00",
            {},
            "Aide emploi",
            "-240,00",
            "a subsidy lowers the cost: by the sign of mapping office this raises it",
        ),
    ],
)
def test_a_wrong_cell_is_refused_with_its_line_and_column(
    tmp_path: Path, row: str, changes: dict[str, Any], column: str, found: str, allowed: str
) -> None:
    assert refusals(tmp_path, "W002;x;2845.10;;;;", row, **changes) == [Problem(column, found, allowed, 3)]


def test_the_month_is_said_once(tmp_path: Path) -> None:
    path = written(tmp_path / "x.csv", *ROWS)
    with pytest.raises(InvalidInput) as nowhere:
        read_mapped_costs(path, mapping())
    assert str(nowhere.value) == (
        "month: found 'nothing'; mapping office has no column for it: name the month of the file"
    )
    with pytest.raises(InvalidInput) as twice:
        read_mapped_costs(path, mapping(month_column="Nom"), MARCH)
    assert str(twice.value) == (
        "month: found '2025-03'; leave it out: mapping office reads the month of each row from column Nom"
    )


def test_a_file_without_a_column_of_the_mapping_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="this column must be there"):
        read_mapped_costs(written(tmp_path / "x.csv", "W001;1,00", header="Matricule;Brut"), mapping(), MARCH)


def test_a_mapping_is_saved_and_read_back_and_gives_way_to_a_later_one(database: Database) -> None:
    save(database)
    with cast.reading(database) as session:
        assert saved_mapping(session, "office") == mapping()
    later = {"month_column": "Mois", "decimal_comma": False, "columns": {"Brut": {"kind": "gross"}}}
    save(database, **later)
    with cast.reading(database) as session:
        assert saved_mapping(session, "office") == mapping(**later)
        with pytest.raises(NotFound, match="There is no cost mapping other in this group"):
            saved_mapping(session, "other")


@pytest.mark.parametrize("changes", [{"worker_column": "Brut"}, {"month_column": "Matricule"}])
def test_a_column_holds_one_thing_only(changes: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="can hold one thing only: a worker, a month or a cost"):
        mapping(**changes)


def test_the_costs_are_booked_on_the_pools_of_the_workers(database: Database, march: CostFile) -> None:
    report = imported(database, march)
    assert (report.lines_read, report.new, report.cents) == (3, 7, 852480)
    with cast.reading(database) as session:
        assert [(row.pool_id, row.kind, row.amount_cents) for row in cast.costs(session)][4:6] == [
            (1, "subsidy", -24000),
            (2, "gross", 284510),
        ]


def test_the_same_file_is_refused_the_second_time_whatever_its_name(database: Database, tmp_path: Path) -> None:
    imported(database, read_mapped_costs(written(tmp_path / "march.csv", *ROWS), mapping(), MARCH))
    again = read_mapped_costs(written(tmp_path / "again.csv", *ROWS), mapping(), MARCH)
    before = cast.contents(database)
    with pytest.raises(Conflict) as refused:
        imported(database, again)
    assert str(refused.value) == (
        "again.csv is booked already, as march.csv: its costs would count twice."
        " A correction is a file of its own, with the differences."
    )
    assert cast.contents(database) == before
    assert imported(database, again, status="estimate").new == 7


def test_one_wrong_row_refuses_the_whole_file_and_is_told_once(database: Database, tmp_path: Path) -> None:
    file = read_mapped_costs(written(tmp_path / "x.csv", *ROWS, "W009;x;1,00;2,00;3,00;;"), mapping(), MARCH)
    before = cast.contents(database)
    with pytest.raises(BasicplusError) as refused:
        imported(database, file)
    assert str(refused.value) == "line 5, worker: found 'W009'; write one of: W001, W002, W003"
    assert cast.contents(database) == before
    assert imported(database, file, skip_refused=True).new == 7
