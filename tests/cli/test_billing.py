"""`basicplus invoices ...`: a member's draft, a run in batches that leaves the unready for later, and the list."""

from __future__ import annotations

from pathlib import Path

from basicplus.db import Database
from tests import cast
from tests.cli.running import Ran, run

MARCH = ("--period", "2025-03")


def invoices(database: Database, *arguments: str) -> Ran:
    done = run("invoices", *arguments, "--db", database.url)
    assert done.exit_code == 0, done.stderr
    return done


def test_the_draft_of_a_member_says_what_is_missing(database: Database, tmp_path: Path) -> None:
    cast.log(database, cast.hours())
    told = invoices(database, "preview", *MARCH, "--member", "M001", "--pdf", str(tmp_path / "draft.pdf")).stdout
    assert "DRAFT-2025-03-M001 École M001: unsigned" in told
    assert "Missing: 3.50 h draft; to act: Anne Lambert W001." in told
    assert (tmp_path / "draft.pdf").read_bytes()[:5] == b"%PDF-"
    assert invoices(database, "preview", *MARCH, "--member", "M001", "--json").json()["summary"]["lines"] == 2


def test_a_run_tells_what_it_leaves_for_later_and_is_listed(database: Database) -> None:
    cast.log(database, cast.hours())
    told = run("do", "set-billing", "--set", "grace_days=10", "--db", database.url)
    assert told.exit_code == 0, told.stderr
    issued = invoices(database, "issue", *MARCH, "--issue-on", "2025-04-07", "--batch", "1").stdout
    assert "Run 2025-03: 2 documents issued, 2025-000001 to 2025-000002, 494.33 EUR in all." in issued
    assert "Left for later: 0 ready, 1 unsigned, 0 disputed, 0 finding, 2 zero" in issued
    again = invoices(database, "issue", *MARCH, "--issue-on", "2025-04-17", "--only", "M001", "--json").json()
    assert (again["issued"], again["total_cents"]) == (1, 45000 + 50567)
    listed = invoices(database, "runs", "--json").json()["runs"]
    assert [(each["state"], each["members"]["issued"]) for each in listed] == [("done", 1), ("done", 2)]
    assert "2025-04-17" in invoices(database, "runs").stdout
