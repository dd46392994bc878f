"""The commands and routes of the staff: plan a year, capacity, hiring, the planner's input."""

from __future__ import annotations

from pathlib import Path

import pytest

from basicplus.db import Database
from tests.cli.running import Ran, run
from tests.staffing import people

MONTH = ("--from", "2026-03-01", "--until", "2026-04-01", "--seconds", "1")


@pytest.fixture
def planned(database: Database) -> str:
    """A database with two advisors who have usual weeks."""
    people.staff(database)
    return database.url


def plan(url: str, *more: str) -> Ran:
    return run("plan", "year", *MONTH, "--db", url, "--told-on", "2026-02-02", *more)


@pytest.mark.parametrize("apply", [False, True])
def test_a_plan_is_shown_and_saved_only_if_it_is_to_be_applied(database: Database, planned: str, apply: bool):
    done = plan(planned, "--json", *(["--apply"] if apply else []))
    assert done.exit_code == 0, done.stderr
    told = done.json()
    faces = {each["demand"]: each["after"] for each in told["proposal"]["changes"]}
    assert faces == {"A-WEEKLY": faces["A-WEEKLY"], "A-CP-1": faces["A-CP-1"], "A-CP-2": "W011"}
    lacking = {each["demand"]: each["why"] for each in told["proposal"]["unserved"]}
    assert lacking["A-CP-3"] == "None of the 3 prevention advisors speaks the language of the member."
    assert (told["applied"] is not None) == apply == (len(people.drafted(database)) == told["proposal"]["visits"])


def test_the_tables_say_who_serves_whom_and_why(planned: str, tmp_path: Path):
    done = plan(planned, "--out", str(tmp_path / "files"))
    assert done.exit_code == 0, done.stderr
    assert "Nobody served it; W011 has room, 34 km away." in done.stdout
    assert "W001 has no usual week" in done.stdout
    assert "Nothing was saved" in done.stdout
    checked = run("plan", "check", *(str(tmp_path / "files" / name) for name in ("instance.json", "plan.json")))
    assert (checked.exit_code, "0 hard rules broken" in checked.stdout) == (0, True)


def test_capacity_and_hiring_are_said_in_a_language(planned: str):
    capacity = run("staffing", "capacity", "--from", "2026-03-01", "--language", "nl", "--db", planned)
    assert capacity.exit_code == 0, capacity.stderr
    assert "3 preventieadviseurs: 967 halve dagen mogelijk, 137 afgesproken" in capacity.stdout
    asked = ("staffing", "hire", "--profession", "prevention_advisor", "--share", "0.5", "--from", "2026-03-01")
    told = run(*asked, "--near", "dinant", "--json", "--db", planned).json()
    assert (told["hire"]["locality"], told["heads_after"], told["limit"], told["over"]) == (
        "5500 Dinant",
        6,
        50,
        False,
    )
    assert "De" not in told["says"][0]
    refused = run(*asked, "--near", "Arlon", "--db", planned)
    assert (refused.exit_code, "a place where a member" in refused.stderr) == (2, True)


def test_nothing_to_plan_is_said(url: str):
    done = run("plan", "year", "--from", "2020-03-01", "--until", "2020-04-01", "--db", url)
    assert (done.exit_code, "No agreement asks for visits" in done.stderr) == (5, True)
