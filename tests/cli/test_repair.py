"""`basicplus plan candidates`, `replace` and `repair`: what people read, and what programs read."""

from __future__ import annotations

from basicplus.db import Database
from tests.assignments.repair.scene import colleague, plan, planned
from tests.cli.running import run

ILL = ("--from", "2025-03-03", "--until", "2025-03-04", "--told-on", "2025-02-03")


def test_a_visit_is_replaced_by_its_best_candidate(database: Database) -> None:
    colleague(database, "W004")
    [visit] = plan(database, {})
    db = ("--db", database.url)
    [best] = run("plan", "candidates", str(visit), "--told-on", "2025-02-03", *db, "--json").json()
    assert (best["worker"], best["stops"]) == ("W004", [])
    shown = run("plan", "candidates", str(visit), "--told-on", "2025-02-03", "--language", "fr", *db)
    assert shown.stdout.splitlines()[0].rstrip() == f"Candidates for visit {visit}"
    done = run("plan", "replace", str(visit), "--told-on", "2025-02-03", *db)
    assert (done.exit_code, done.stderr) == (0, "")
    assert planned(database) == ["W004 M001 2025-03-03 08:30"]


def test_a_repair_is_proposed_and_saved_when_asked(database: Database) -> None:
    plan(database, {})
    asked = ("plan", "repair", "--worker", "W001", *ILL, "--db", database.url)
    proposed = run(*asked)
    assert [line.rstrip() for line in proposed.stdout.splitlines()] == [
        "absence W001, 2025-03-03 to 2025-03-03",
        "- Anne Lambert W001, École M001 2025-03-03 08:30-12:00 → 2025-03-04 08:30-12:00, same person (does not"
        " know the member yet; 0 km more that day; 34 h 30 left that week; same cost pool: the price stays)",
        "Visits moved: 1, 0 of them to somebody else; not served: 0 (0 h 00); 0 km.",
        "Nothing was saved; --apply saves it.",
    ]
    saved = run(*asked, "--apply", "--json").json()
    assert (saved["moved"], saved["unserved"], saved["saved"]) == (1, 0, True)
    assert planned(database) == ["W001 M001 2025-03-04 08:30"]


def test_a_repair_is_about_one_thing(database: Database) -> None:
    refused = run("plan", "repair", "--worker", "W001", "--member", "M001", *ILL, "--db", database.url)
    assert refused.exit_code == 2
    assert "give one of --worker, --member and --agreement" in refused.stderr
