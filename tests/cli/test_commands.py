"""The commands as a newcomer meets them: help with an example, JSON, exit codes, and no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.calculators import CALCULATORS
from tests.cli.running import Ran, run
from tests.small_demo import SmallDemo

COMMANDS = [
    ("demo",),
    ("found",),
    ("serve",),
    *(("users", name) for name in ("add", "grant", "end-grant", "disable", "reset", "list", "may")),
    *(("db", name) for name in ("upgrade", "backup", "backups", "verify-backup")),
    ("import", "members"),
    ("import", "workers"),
    ("import", "hours"),
    ("import", "visits"),
    ("import", "openings"),
    ("import", "closures"),
    ("calendar", "show"),
    ("calendar", "schools"),
    ("import", "costs"),
    ("import", "distances"),
    ("import", "acts"),
    ("do",),
    ("simulate",),
    ("import", "debts"),
    ("check",),
    ("law", "rules"),
    ("law", "questions"),
    ("watch", "audit"),
    ("watch", "findings"),
    ("watch", "duties"),
    ("watch", "headcount"),
    *(("jobs", name) for name in ("work", "list", "show", "due", "cancel")),
    ("as-of",),
    ("register",),
    *(("plan", name) for name in ("diff", "conflicts", "board", "edits", "notices", "tell")),
    ("invoices", "preview"),
    ("invoices", "issue"),
    ("invoices", "why"),
    ("invoices", "runs"),
    ("settle",),
    ("import", "bank"),
    ("payments", "open"),
    ("payments", "ageing"),
    ("payments", "statement"),
    ("payments", "list"),
    ("payments", "queue"),
    ("payments", "match"),
    ("payments", "refund"),
    ("payments", "write-off"),
    ("payments", "set-off"),
    ("payments", "undo"),
    *(("deliver", name) for name in ("queue", "run", "list", "show", "retry", "bounces")),
    *(("agreements", name) for name in ("list", "expiring", "redline", "pdf", "campaign", "envelope")),
    ("costs", "show"),
    ("settlement", "explain"),
    ("close-year",),
    ("accounting", "export"),
    ("accounting", "batches"),
    ("accounting", "accounts"),
    *(("reminders", name) for name in ("preview", "write", "send", "list", "stop", "resume", "steps")),
    *(("month", name) for name in ("show", "tell", "remind", "approve", "close", "reopen")),
    ("liability", "position"),
    ("liability", "exposure"),
    ("liability", "default"),
    ("liability", "staff"),
    ("liability", "provisions"),
    ("liability", "report"),
    ("liability", "snapshot"),
    ("liability", "book-debt"),
    ("liability", "pay-debt"),
    ("export", "documents"),
    ("export", "at-cost"),
    ("export", "evidence"),
    *(("plan", name) for name in ("export", "print", "feeds", "candidates", "replace", "repair")),
    *(("webhooks", name) for name in ("send", "list")),
    *(("privacy", name) for name in ("export", "due", "log")),
    *(("travel", name) for name in ("report", "fetch")),
    ("vat", "status"),
    ("vat", "list"),
    ("activity-report",),
    ("verify",),
    ("budget", "show"),
    ("budget", "effect"),
    ("budget", "unsold"),
    *(("calc", name) for name in CALCULATORS),
    ("calc", "allocate"),
    ("calc", "flat-fee"),
    ("calc", "ogm"),
    *(("plan", name) for name in ("solve", "check", "bound", "why", "warm-up", "year")),
    *(("staffing", name) for name in ("capacity", "hire")),
]
DAY_ONE = (
    "number;first_name;last_name;profession;contract_number;contract_from;week_hours;signed_on;purpose_clause;"
    "pattern\n"
)


FOR_PEOPLE = {("serve",), ("jobs", "work")}
"""What runs on and prints nothing for programs."""


def no_traceback(done: Ran) -> bool:
    return "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_an_example(command: tuple[str, ...]) -> None:
    done = run(*command, "--help")
    assert done.exit_code == 0
    assert f"Example: basicplus {' '.join(command)}" in done.stdout
    assert command in FOR_PEOPLE or "--json" in done.stdout


def test_without_a_database_a_command_says_how_to_make_one(tmp_path: Path) -> None:
    done = run("verify", "--db", str(tmp_path / "none.db"))
    assert (done.exit_code, done.stdout) == (4, "")
    assert "basicplus db upgrade" in done.stderr
    assert no_traceback(done)


def test_the_database_comes_from_the_environment(built_demo: SmallDemo) -> None:
    done = run("check", "--on", "2025-06-30", "--json", BASICPLUS_DB=str(built_demo.file))
    assert done.exit_code == 0
    assert done.json()["findings"] == []


def test_verify_tells_counts_and_ends_well(built_demo: SmallDemo) -> None:
    done = run("verify", "--db", str(built_demo.file), "--documents", str(built_demo.documents), "--json")
    told = done.json()
    assert (done.exit_code, told["ok"], told["problems"]) == (0, True, [])
    assert (told["counts"]["members"], told["counts"]["workers"]) == (8, 4)
    assert all(row["cost_cents"] == row["billed_cents"] for row in told["at_cost"])


def test_a_second_run_of_a_period_bills_nothing(small_demo: SmallDemo) -> None:
    done = run(
        "invoices",
        "issue",
        "--period",
        "2025-03",
        "--issue-on",
        "2026-06-01",
        "--db",
        str(small_demo.file),
        "--json",
    )
    assert (done.exit_code, done.json()["issued"]) == (0, 0)


def test_a_preview_saves_nothing_and_has_its_counters(small_demo: SmallDemo) -> None:
    before = small_demo.file.read_bytes()
    done = run("invoices", "preview", "--period", "2025-03", "--db", str(small_demo.file), "--json")
    assert set(done.json()["counters"]) == {"ready", "unsigned", "disputed", "finding", "zero"}
    assert small_demo.file.read_bytes() == before


def test_a_third_settlement_has_no_difference_left(small_demo: SmallDemo) -> None:
    done = run("settle", "2025", "--issue-on", "2026-06-01", "--db", str(small_demo.file), "--json")
    assert (done.exit_code, done.json()["issued"]) == (0, 0)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("invoices", "preview", "--period", "march"), "--period: found 'march'"),
        (("check", "--on", "31/02/2025"), "--on: found '31/02/2025'"),
        (("check", "--group", "nobody"), "no group 'nobody'"),
        (("settle", "2025", "--issue-on", "2025-06-01"), "issue_on: found '2025-06-01'"),
        (("export", "documents", "2001", "--out", "x"), "No document was issued for 2001"),
        (("import", "costs", "nowhere.csv"), "nowhere.csv"),
    ],
)
def test_bad_input_is_a_sentence(small_demo: SmallDemo, arguments: tuple[str, ...], told: str) -> None:
    done = run(*arguments, "--db", str(small_demo.file))
    assert done.exit_code in (2, 4)
    assert told in done.stderr
    assert no_traceback(done)


def test_a_database_that_cannot_be_used_is_a_sentence(tmp_path: Path) -> None:
    garbage = tmp_path / "garbage.db"
    garbage.write_text("no database")
    blocked = tmp_path / "file"
    blocked.write_text("")
    for arguments, told in (
        (("verify", "--db", str(garbage)), "The database cannot be used: file is not a database."),
        (
            ("verify", "--db", "postgresql://nobody@127.0.0.1:1/x"),
            "cannot be used: connection failed",
        ),
        (("db", "upgrade", "--db", str(blocked / "x.db")), "cannot be used: "),
        (("db", "upgrade", "--db", str(garbage)), "The database cannot be used: file is not a database."),
    ):
        done = run(*arguments)
        assert (done.exit_code, done.stdout, told in done.stderr) == (4, "", True), done.stderr


def test_a_year_without_anything_has_no_proof(small_demo: SmallDemo, tmp_path: Path) -> None:
    done = run("export", "at-cost", "2020", "--out", str(tmp_path / "x.json"), "--db", str(small_demo.file))
    assert (done.exit_code, "in 2020" in done.stderr, (tmp_path / "x.json").exists()) == (4, True, False)


def test_an_import_that_breaks_a_rule_is_refused_with_rule_day_limit_and_source(
    small_demo: SmallDemo, tmp_path: Path
) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text(DAY_ONE + "W900;Ann;Half;dpo;CT-900;2026-01-05;18:30;2025-12-01;yes;variable\n", "utf-8")
    done = run("import", "workers", str(roster), "--db", str(small_demo.file))
    assert done.exit_code == 3
    for part in ("GE-13", "CT-900", "2026-01-05", "18 h 30", "19 h", "Loi du 12 août 2000"):
        assert part in done.stderr
    again = run("import", "workers", str(roster), "--db", str(small_demo.file), "--dry-run")
    assert again.exit_code == 3
    assert run("verify", "--db", str(small_demo.file), "--json").json()["counts"]["workers"] == 4


def test_a_file_with_a_51st_contract_is_refused_whole(small_demo: SmallDemo, tmp_path: Path) -> None:
    lines = [f"W9{n:02d};Ann;N{n};dpo;CT-9{n:02d};2026-01-05;19;2025-12-01;yes;variable\n" for n in range(47)]
    roster = tmp_path / "roster.csv"
    roster.write_text(DAY_ONE + "".join(lines), "utf-8")
    done = run("import", "workers", str(roster), "--db", str(small_demo.file))
    assert done.exit_code == 3
    for part in ("GE-07", "51", "2026-01-05", "50", "5 mars 2017"):
        assert part in done.stderr
    roster.write_text(DAY_ONE + "".join(lines[:46]), "utf-8")
    warned = run("import", "workers", str(roster), "--db", str(small_demo.file))
    assert (warned.exit_code, "near the maximum of 50" in warned.stderr) == (6, True)
    hire = ("import", "workers", str(roster), "--despite", "le conseil l'a décidé")
    assert run(*hire, "--db", str(small_demo.file)).exit_code == 0


def test_one_installation_holds_several_groups_and_asks_which(small_demo: SmallDemo) -> None:
    from basicplus.groups import found
    from basicplus.store import open_store
    from tests import cast

    database = open_store(str(small_demo.file))
    with database.writing(None, "tester", new_group=True) as session:
        found(session, cast.group(code="second", enterprise_number="1000000021"))
    database.close()
    done = run("verify", "--db", str(small_demo.file))
    assert (done.exit_code, "groups here: demo, second" in done.stderr) == (2, True)
    second = run("verify", "--db", str(small_demo.file), "--group", "second", "--json").json()
    assert (second["ok"], second["counts"]["members"], second["counts"]["journal_entries"]) == (True, 0, 1)


def test_the_accountant_gets_a_batch_once_and_its_files_again(small_demo: SmallDemo, tmp_path: Path) -> None:
    given = ("--db", str(small_demo.file), "--json")
    done = run("accounting", "export", "--until", "2026-01-01", "--out", str(tmp_path / "a"), *given)
    told = done.json()
    assert (done.exit_code, told["number"], told["written"]) == (
        0,
        1,
        [str(tmp_path / "a" / f"batch-0001-{name}") for name in ("sales.csv", "payments.csv")],
    )
    assert told["documents"] > 0
    run("accounting", "export", "--batch", "1", "--out", str(tmp_path / "b"), *given)
    for file in (tmp_path / "a").iterdir():
        assert (tmp_path / "b" / file.name).read_bytes() == file.read_bytes()
    for format_, name in (("winbooks", "winbooks.csv"), ("ubl", "documents.zip")):
        run("accounting", "export", "--batch", "1", "--format", format_, "--out", str(tmp_path / "b"), *given)
        assert (tmp_path / "b" / f"batch-0001-{name}").stat().st_size > 0
    again = run("accounting", "export", "--until", "2026-01-01", "--out", str(tmp_path / "c"), *given)
    assert (again.exit_code, (tmp_path / "c").exists()) == (5, False)
    listed = run("accounting", "batches", *given).json()
    assert [(each["number"], each["files"]) for each in listed] == [(1, told["files"])]
    assert run("verify", *given).json()["ok"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((), "give a day for a new batch, or --batch for an earlier one"),
        (("--until", "2026-01-01", "--batch", "1"), "give a day for a new batch, or --batch for an earlier one"),
        (("--until", "2026-01-01", "--format", "bob"), "one of neutral, winbooks, ubl"),
    ],
)
def test_a_batch_is_asked_for_by_a_day_or_by_its_number(
    built_demo: SmallDemo, tmp_path: Path, given: tuple[str, ...], said: str
) -> None:
    done = run("accounting", "export", *given, "--out", str(tmp_path), "--db", str(built_demo.file))
    assert done.exit_code == 2
    assert said in done.stderr
