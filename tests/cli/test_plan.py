"""`basicplus plan`: files in, files out; a plan solved, checked, explained; bad files are sentences."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.running import run
from tests.planner.small import small_year


def year(folder: Path) -> str:
    file = folder / "year.json"
    file.write_text(json.dumps(small_year(demands=8)), "utf-8")
    return str(file)


def test_a_year_is_planned_checked_and_explained(tmp_path: Path) -> None:
    file, out, again = year(tmp_path), str(tmp_path / "plan.json"), str(tmp_path / "again.json")
    solved = run("plan", "solve", file, "--out", out, "--steps", "50", "--json")
    assert solved.exit_code == 0, solved.stderr
    told = solved.json()
    assert [stage["name"] for stage in told["stages"]] == ["first fit", "built one by one", "searched"]
    assert 0 < told["bound"] < told["cost"]
    checked = run("plan", "check", file, out, "--json")
    assert (checked.exit_code, checked.json()["violations"]) == (0, [])
    assert checked.json()["cost"] == told["cost"]
    assert checked.json()["components"] == told["components"]
    pinned = run("plan", "solve", file, "--out", again, "--steps", "0", "--from", out, "--pin", out)
    assert pinned.exit_code == 0, pinned.stderr
    assert json.loads(Path(again).read_text()) == json.loads(Path(out).read_text())
    why = run("plan", "why", file, out, "D0")
    assert (why.exit_code, "W1 is accountant, D0 asks for dpo" in why.stdout) == (0, True)
    assert run("plan", "bound", file, "--json").json()["bound"] == told["bound"]


def test_a_plan_that_breaks_a_rule_is_told(tmp_path: Path) -> None:
    file, plan = year(tmp_path), tmp_path / "plan.json"
    rows = [{"demand": "D2", "worker": "W1", "visits": ["2026-12-25-am"]}]
    content = {"format": "planbench-plan-1", "instance": "small-1", "assignments": rows}
    plan.write_text(json.dumps(content), "utf-8")
    done = run("plan", "check", file, str(plan))
    assert done.exit_code == 1
    for rule in ("profession", "legal-holiday", "member-closed"):
        assert rule in done.stdout


def test_bad_files_are_sentences(tmp_path: Path) -> None:
    file = year(tmp_path)
    for arguments, code, said in (
        (("solve", str(tmp_path / "none.json"), "--out", "x"), 4, "none.json"),
        (("check", file, file), 2, "format: found 'planbench-instance-1'"),
        (("why", file, file, "D0"), 2, "format: found"),
    ):
        done = run("plan", *arguments)
        assert done.exit_code == code
        assert said in done.stderr
        assert "Traceback" not in done.stderr
