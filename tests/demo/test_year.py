"""The demonstration's year, on both databases: everything billed at cost, the same for the same seed."""

from __future__ import annotations

from pathlib import Path

import pytest

from basicplus.demo import costs, group, year
from basicplus.demo.invention import invent_agreements, invent_members, invent_workers
from basicplus.demo.progress import silently
from basicplus.exports import export_at_cost
from basicplus.invoicing.issuing import render_here
from basicplus.store import open_store
from basicplus.verification import verify
from tests.cli.running import run
from tests.small_demo import SmallDemo


def test_the_year_runs_and_holds(empty_url: str) -> None:
    database = open_store(empty_url)
    group.found(database, 2025)
    served = group.enrol_invented(database, invent_members(7, 5, 2025), 2025, silently)
    people = invent_workers(7, 3, 2025)
    group.hire(database, people, silently)
    cast = group.Cast(2025, 7, served, people, invent_agreements(7, served, people, 2025))
    group.sign_agreements(database, cast, group.price(database, cast), silently)
    told = year.live(database, cast, silently, render_here)
    with database.reading(group.GROUP) as session:
        result = verify(session, group.GROUP)
        proof = export_at_cost(session, 2025)
    database.close()
    assert (result.ok, result.problems) == (True, [])
    assert result.counts["members"] == 5
    issued = told.invoices + told.credit_notes
    assert (result.counts["invoices"], result.counts["documents"]) == (issued, 2 * issued)
    cost = sum(sum(pool["costs_cents"].values()) for pool in proof["pools"])
    assert told.billed_cents == cost == sum(row["billed_cents"] for row in result.at_cost)


def test_the_same_seed_gives_the_same_year_to_the_byte(built_demo: SmallDemo, tmp_path: Path) -> None:
    again = run("demo", "--members", "8", "--workers", "4", "--dir", str(tmp_path / "again"), "--json")
    assert again.json()["facts"] == built_demo.told["facts"]
    documents = sorted(file.name for file in built_demo.documents.glob("*.pdf"))
    assert documents == sorted(file.name for file in (tmp_path / "again" / "documents").glob("*.pdf"))
    for name in documents:
        assert (built_demo.documents / name).read_bytes() == (tmp_path / "again" / "documents" / name).read_bytes()


def test_the_demonstration_replaces_itself_and_nothing_else(small_demo: SmallDemo, tmp_path: Path) -> None:
    size = ("--members", "3", "--workers", "2", "--json")
    assert run("demo", *size, "--dir", str(small_demo.folder)).json()["facts"]["members"] == 3
    elsewhere = run("demo", *size, "--dir", str(tmp_path / "new"), "--db", str(small_demo.file))
    assert (elsewhere.exit_code, "in a new database only" in elsewhere.stderr) == (5, True)


def test_a_register_gives_the_members(tmp_path: Path) -> None:
    register = Path(__file__).parents[1] / "members" / "data" / "register.csv"
    done = run(
        "demo", "--members-file", str(register), "--workers", "2", "--dir", str(tmp_path / "register"), "--json"
    )
    assert (done.exit_code, done.json()["verified"]) == (0, True)
    assert done.json()["facts"]["members"] > 1


def test_more_workers_than_the_law_allows_are_refused(tmp_path: Path) -> None:
    done = run("demo", "--members", "2", "--workers", "51", "--dir", str(tmp_path / "many"))
    assert done.exit_code == 3
    for part in ("GE-07", "51", "50"):
        assert part in done.stderr


@pytest.mark.parametrize("number", ["W001", "W010"])
def test_payroll_is_the_same_whenever_it_is_asked(number: str) -> None:
    [worker] = [person for person in invent_workers(1, 43, 2025) if person.number == number]
    month = worker.contract_from.replace(year=2025, month=12, day=1)
    assert costs.month_costs(worker, month, 1) == costs.month_costs(worker, month, 1)
