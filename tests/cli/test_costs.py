"""`basicplus costs show`, `settlement explain`, `close-year` and files by mapping, on a small demonstration."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Ran, run
from tests.small_demo import SmallDemo

MAPPING = '{"Brut": {"kind": "gross"}, "Aide": {"kind": "subsidy", "sign": -1}}'


def asked(demo: SmallDemo, *arguments: str) -> Ran:
    return run(*arguments, "--db", str(demo.file))


def test_costs_are_shown_for_a_year_or_a_month_of_one_pool_or_worker(built_demo: SmallDemo) -> None:
    year = asked(built_demo, "costs", "show", "--year", "2025", "--json").json()
    month = asked(built_demo, "costs", "show", "--month", "2025-03", "--worker", "W001", "--json").json()
    assert year["actual_cents"] == year["expected_cents"] == sum(line["actual_cents"] for line in year["lines"])
    assert {line["worker"] for line in month["lines"]} == {"W001"}
    table = asked(built_demo, "costs", "show", "--month", "2025-03")
    assert (table.exit_code, "estimate" in table.stdout, "Expected:" in table.stdout) == (0, True, True)


@pytest.mark.parametrize("asking", [(), ("--year", "2025", "--month", "2025-03")])
def test_costs_are_shown_for_one_or_the_other(built_demo: SmallDemo, asking: tuple[str, ...]) -> None:
    done = asked(built_demo, "costs", "show", *asking)
    assert (done.exit_code, "give a --year or a --month" in done.stderr) == (2, True)


def test_a_settlement_is_explained_on_a_page(built_demo: SmallDemo) -> None:
    told = asked(built_demo, "settlement", "explain", "2025", "M0001", "--json").json()
    assert (told["state"], told["open_cents"], told["share_cents"]) == (
        "settled",
        0,
        told["billed_cents"] + told["settled_cents"],
    )
    page = asked(built_demo, "settlement", "explain", "2025", "M0001")
    assert (page.exit_code, "from OVERHEAD" in page.stdout, "minute-days" in page.stdout) == (0, True, True)


def test_a_settled_year_is_closed_and_takes_no_more_costs(small_demo: SmallDemo, tmp_path: Path) -> None:
    done = asked(small_demo, "close-year", "2025", "--on", "2026-06-30", "--json")
    assert (done.exit_code, done.json()["closed_on"]) == (0, "2026-06-30")
    (tmp_path / "late.csv").write_text("worker;month;kind;amount\nW001;2025-12;brut;1,00\n", "utf-8")
    late = asked(small_demo, "import", "costs", str(tmp_path / "late.csv"))
    assert (late.exit_code, "2025 is closed: book the late cost" in late.stderr) == (5, True)
    assert asked(small_demo, "verify").exit_code == 0


def test_a_file_is_imported_by_its_mapping_once_and_as_an_estimate(small_demo: SmallDemo, tmp_path: Path) -> None:
    file = tmp_path / "office.csv"
    file.write_text("Matricule;Brut;Aide\nW001;1.234,50;100,00\nW002;0,00;\n", "utf-8")
    fields = ("name=office", "worker_column=Matricule", f"columns={MAPPING}")
    saved = asked(small_demo, "do", "save-cost-mapping", *(part for field in fields for part in ("--set", field)))
    assert saved.exit_code == 0, saved.stderr
    command = ("import", "costs", str(file), "--mapping", "office", "--month", "2026-01")
    assert asked(small_demo, *command, "--dry-run", "--json").json()["new"] == 2
    assert asked(small_demo, *command, "--json").json()["new"] == 2
    again = asked(small_demo, *command)
    assert (again.exit_code, "its costs would count twice" in again.stderr) == (5, True)
    assert asked(small_demo, *command, "--status", "estimate", "--json").json()["new"] == 2
    shown = asked(small_demo, "costs", "show", "--month", "2026-01", "--json").json()
    assert (shown["estimate_cents"], shown["difference_cents"]) == (113450, 0)


def test_the_month_of_a_file_goes_with_a_mapping(small_demo: SmallDemo) -> None:
    done = asked(small_demo, "import", "costs", "x.csv", "--month", "2026-01")
    assert (done.exit_code, "the template has a column for the month" in done.stderr) == (2, True)
