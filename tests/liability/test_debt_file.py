"""The debt file: debts and their payments, booked once, refused when they contradict what is booked."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from basicplus import liability
from basicplus.errors import InvalidInput, Problem
from basicplus.liability.debt_file import DebtLine, import_debts, read_debts, write_debts_template
from basicplus.liability.ledger import Standing
from tests import cast
from tests.liability import parts

LINE = {
    "reference": "ONSS-2025-Q1",
    "kind": "ONSS",
    "creditor": "ONSS",
    "incurred_first_day": "2025-01-01",
    "incurred_last_day": "31/03/2025",
    "due_on": "30/04/2025",
    "amount": "1.000,00",
    "paid_on": "",
}
TAX = LINE | {"reference": "PP-2025-03", "kind": "Précompte professionnel", "creditor": "SPF Finances"}
PAID = {"paid_on": "30/04/2025"}
ADVICE = "an import changes no debt: make the file agree, or correct the debt by an entry of its own"


@pytest.fixture
def debts(tmp_path):
    """Return a function that reads lines of the template, given as columns and values."""

    def read(*lines: dict[str, str]):
        path = tmp_path / "debts.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(LINE))
            writer.writeheader()
            writer.writerows(lines)
        return read_debts(path)

    return read


def imported(database, file, **options: bool):
    with cast.writing(database) as session:
        return import_debts(session, file, **options)


def total(database) -> Standing:
    with cast.reading(database) as session:
        return liability.position(session, parts.REPORT_ON).total


def test_a_line_is_a_debt_and_the_day_it_was_paid(debts):
    read = debts(LINE | PAID)
    assert (read.refused, read.remarks) == ([], [])
    assert read.drafts == [DebtLine(2, parts.debt(), date(2025, 4, 30))]


@pytest.mark.parametrize(
    ("text", "kind"), [("vat", "vat"), ("T.V.A.", None), ("tva", "vat"), ("Salaires", "wages"), ("trade", None)]
)
def test_a_kind_is_our_code_or_its_french_name(debts, text, kind):
    read = debts(LINE | {"kind": text})
    assert [draft.debt.kind for draft in read.drafts] == ([kind] if kind else [])
    assert len(read.refused) == (0 if kind else 1)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            {"amount": "0"},
            Problem("amount", "0", "a debt is above zero; what lowers one is a correction", 2),
        ),
        (
            {"incurred_last_day": "2024-12-31"},
            Problem("incurred_last_day", "2024-12-31", "write 2025-01-01, when it begins, or a later day", 2),
        ),
        ({"due_on": ""}, Problem("due_on", "", "this cell may not be empty", 2)),
    ],
)
def test_a_line_with_a_wrong_cell_is_refused(debts, change, problem):
    read = debts(LINE | change)
    assert (read.drafts, read.refused) == ([], [problem])


@pytest.mark.parametrize("name", ["debts.csv", "debts.xlsx"])
def test_the_template_reads_back(tmp_path: Path, name):
    write_debts_template(tmp_path / name)
    read = read_debts(tmp_path / name)
    assert [(draft.debt.amount_cents, draft.paid_on) for draft in read.drafts] == [
        (4821035, date(2026, 4, 28)),
        (2190400, None),
    ]
    assert (read.refused, read.remarks) == ([], [])


def test_a_file_books_debts_and_pays_them_and_read_again_changes_nothing(database, debts):
    report = imported(database, debts(LINE, TAX | PAID))
    assert (report.lines_read, report.new, report.unchanged) == (2, 2, 0)
    assert total(database) == Standing(200000, 200000, 100000, 100000, 100000)
    before = cast.contents(database)
    again = imported(database, debts(LINE, TAX | PAID))
    assert (again.new, again.unchanged) == (0, 2)
    assert cast.contents(database) == before


def test_a_later_file_pays_what_is_still_open(database, debts):
    imported(database, debts(LINE))
    parts.pay(database, date(2025, 4, 15), 40000)
    assert (imported(database, debts(LINE | PAID)).new, total(database).open_cents) == (1, 0)


def test_a_dry_run_saves_nothing(database, debts):
    before = cast.contents(database)
    with database.writing(cast.GROUP, cast.COORDINATOR, dry_run=True) as session:
        assert import_debts(session, debts(LINE | PAID)).new == 1
    assert cast.contents(database) == before


def test_lines_that_contradict_what_is_booked_or_each_other_refuse_the_file(database, debts):
    parts.owe(database)
    file = debts(LINE | {"amount": "1.000,01"}, TAX, TAX, TAX | {"reference": "PP-X", "paid_on": "2025-03-30"})
    with pytest.raises(InvalidInput) as refused:
        imported(database, file)
    assert refused.value.problems == (
        Problem("amount", "1000.01", f"booked is '1000.00'; {ADVICE}", 2),
        Problem("reference", "PP-2025-03", "line 3 has this reference already", 4),
        Problem("paid_on", "2025-03-30", "write 2025-03-31, from which the debt counts, or a later day", 5),
    )
    report = imported(database, file, skip_refused=True)
    assert (report.new, [problem.line for problem in report.refused]) == (1, [2, 4, 5])
