"""The cost file: payroll costs by worker or pool and month, booked once."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select

from basicplus.errors import InvalidInput, Problem
from basicplus.invoicing import CostCreate, CostEntry
from basicplus.invoicing.costs.file import (
    FRENCH,
    KINDS,
    TEMPLATE,
    CostFile,
    CostImport,
    CostLine,
    import_costs,
    read_costs,
    words,
    write_costs_template,
)
from basicplus.invoicing.models import COST_KINDS
from tests import cast

LINE = {"worker": "W001", "month": "2025-03", "kind": "gross", "amount": "2.845,10", "pool": ""}
OVERHEAD = {"worker": "", "month": "2025-03", "kind": "frais généraux", "amount": "1250", "pool": "FG"}


def write(path: Path, *lines: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(name for line in lines for name in line)))
        writer.writeheader()
        writer.writerows(lines)
    return path


@pytest.fixture
def costs(tmp_path):
    """Return a function that reads lines of the template, given as columns and values."""

    def read(*lines: dict[str, str], name: str = "march.csv") -> CostFile:
        return read_costs(write(tmp_path / name, *lines))

    return read


def imported(database, file: CostFile, **options: bool) -> CostImport:
    with cast.writing(database) as session:
        return import_costs(session, file, **options)


def refusals(database, file: CostFile) -> tuple[Problem, ...]:
    before = cast.contents(database)
    with pytest.raises(InvalidInput) as refused:
        imported(database, file)
    assert cast.contents(database) == before
    return refused.value.problems


def tried(database, file: CostFile, **options: bool) -> CostImport:
    with database.writing(cast.GROUP, cast.COORDINATOR, dry_run=True) as session:
        return import_costs(session, file, **options)


# --- reading


def test_a_line_is_a_cost_of_a_month(costs):
    read = costs(LINE, OVERHEAD)
    march = date(2025, 3, 1)
    assert (read.lines_read, read.refused, read.remarks) == (2, [], [])
    assert read.drafts == [
        CostLine(2, CostCreate(month=march, kind="gross", amount_cents=284510, worker="W001")),
        CostLine(3, CostCreate(month=march, kind="overhead", amount_cents=125000, pool="FG")),
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("brut", "gross"),
        ("Salaire BRUT", "gross"),
        ("ONSS patronal", "employer_contributions"),
        ("pécule", "holiday_pay"),
        ("Pecule de vacances", "holiday_pay"),
        ("prime", "year_end_premium"),
        ("Prime de fin d’année", "year_end_premium"),
        ("assurance-loi", "insurance"),
        ("Chèques repas", "meal_vouchers"),
        ("employer_contributions", "employer_contributions"),
        ("Employer contributions", "employer_contributions"),
    ],
)
def test_a_kind_is_our_code_or_its_french_name(costs, text, kind):
    assert [draft.cost.kind for draft in costs(LINE | {"kind": text}).drafts] == [kind]


def test_every_kind_has_a_french_name_of_its_own():
    assert (KINDS, tuple(FRENCH)) == (COST_KINDS, COST_KINDS)
    assert len(words(FRENCH)) == len(KINDS) + sum(map(len, FRENCH.values()))


@pytest.mark.parametrize("month", ["2025-03", "03/2025", "31/03/2025", "2025-03-01"])
def test_a_month_is_written_in_many_ways(costs, month):
    assert [draft.cost.month for draft in costs(LINE | {"month": month}).drafts] == [date(2025, 3, 1)]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"amount": ""}, Problem("amount", "", "this cell may not be empty", 2)),
        (
            {"amount": "12,345"},
            Problem("amount", "12,345", "write an amount in euros with at most two decimals, as 1234,50", 2),
        ),
        (
            {"month": "mars"},
            Problem("month", "mars", "write a month as 2025-03 or 03/2025, or a day of it", 2),
        ),
        ({"kind": ""}, Problem("kind", "", "this cell may not be empty", 2)),
        (
            {"kind": "subside", "amount": "240"},
            Problem("amount", "240", "a subsidy lowers the cost: write it negative", 2),
        ),
        ({"worker": ""}, Problem("worker", "", "give the worker, or the pool of a cost without one", 2)),
    ],
)
def test_a_line_with_a_wrong_cell_is_refused(costs, change, problem):
    read = costs(LINE | change)
    assert (read.drafts, read.refused) == ([], [problem])


@pytest.mark.parametrize("kind", ["onss", "salaire net"])
def test_an_unknown_kind_is_refused_with_the_known_ones(costs, kind):
    problem = costs(LINE | {"kind": kind}).refused[0]
    assert (problem.field, problem.found, problem.line) == ("kind", kind, 2)
    assert problem.allowed.startswith("write one of: gross (brut), employer_contributions (onss patronal), ")


def test_a_layout_with_other_columns_reads_the_same(costs, tmp_path):
    columns = {"worker": "Matricule", "month": "Période", "kind": "Code", "amount": "Montant", "pool": "Caisse"}
    path = write(tmp_path / "office.csv", {columns[name]: value for name, value in LINE.items()})
    office = replace(TEMPLATE, name="office", **columns)
    assert read_costs(path, office).drafts == costs(LINE).drafts


@pytest.mark.parametrize("name", ["costs.csv", "costs.xlsx"])
def test_the_template_reads_back_as_four_costs(tmp_path, name):
    write_costs_template(tmp_path / name)
    read = read_costs(tmp_path / name)
    assert [draft.cost.amount_cents for draft in read.drafts] == [284510, 84784, -24000, 125000]
    assert (read.refused, read.remarks) == ([], [])


# --- importing


def test_costs_are_booked_on_the_pool_of_the_worker_or_the_one_named(database, costs):
    file = costs(LINE, OVERHEAD)
    report = imported(database, file)
    assert (report.lines_read, report.new, report.unchanged, report.cents) == (2, 2, 0, 409510)
    with cast.reading(database) as session:
        rows = session.exec(select(CostEntry).order_by(col(CostEntry.id))).all()
    assert [(row.amount_cents, row.worker_id is None, row.source, row.source_sha256) for row in rows] == [
        (284510, False, "march.csv", file.sha256),
        (125000, True, "march.csv", file.sha256),
    ]


def test_a_file_imported_twice_changes_nothing_and_says_so(database, costs):
    imported(database, costs(LINE, OVERHEAD))
    before = cast.contents(database)
    report = imported(database, costs(LINE, OVERHEAD, name="renamed.csv"))
    assert (report.new, report.unchanged, report.cents) == (0, 2, 0)
    allowed = "it is booked already, as march.csv, and changes nothing; put further costs in another file"
    assert report.remarks == [Problem("file", "renamed.csv", allowed)]
    assert cast.contents(database) == before


def test_another_file_with_costs_of_the_same_month_is_booked_and_remarked(database, costs):
    imported(database, costs(LINE, OVERHEAD))
    report = imported(database, costs(LINE | {"amount": "12"}, name="more.csv"))
    assert report.new == 1
    allowed = "march.csv booked 1 costs of workers for this month; these 1 come on top"
    assert report.remarks == [Problem("month", "2025-03", allowed)]


def test_a_dry_run_saves_nothing(database, costs):
    before = cast.contents(database)
    assert tried(database, costs(LINE)).new == 1
    assert cast.contents(database) == before


def test_lines_that_name_what_is_not_there_refuse_the_file(database, costs):
    with cast.writing(database) as session:
        cast.workers.register(session, cast.worker("W004", "lawyer"))
    file = costs(
        LINE, LINE | {"worker": "W009"}, LINE | {"worker": "W004"}, OVERHEAD | {"pool": "FX"}, LINE | {"kind": "x"}
    )
    pools = "write one of: CP, CPT, DPO, FG"
    unpooled = "no pool carries this worker's cost: open one for the worker or the profession, or name one"
    problems = (
        Problem("worker", "W009", "write one of: W001, W002, W003, W004", 3),
        Problem("pool", "", f"{unpooled}; {pools}", 4),
        Problem("pool", "FX", pools, 5),
    )
    found = refusals(database, file)
    assert (found[:3], [problem.line for problem in found]) == (problems, [3, 4, 5, 6])
    report = imported(database, file, skip_refused=True)
    assert (report.new, [problem.line for problem in report.refused]) == (1, [3, 4, 5, 6])


def test_a_worker_without_a_pool_can_be_booked_on_one_that_is_named(database, costs):
    with cast.writing(database) as session:
        cast.workers.register(session, cast.worker("W004", "lawyer"))
    assert imported(database, costs(LINE | {"worker": "W004", "pool": "FG"})).new == 1


def test_a_file_without_lines_changes_nothing(database, tmp_path):
    (tmp_path / "costs.csv").write_text("worker;month;kind;amount\n")
    before = cast.contents(database)
    assert imported(database, read_costs(tmp_path / "costs.csv")) == CostImport(lines_read=0)
    assert cast.contents(database) == before
