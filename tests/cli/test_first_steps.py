"""The first steps of the documentation, run as they are written."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

from basicplus.evidence import verify_at_cost
from tests.cli.running import run

STEPS = Path("docs/first-steps.md")
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)


def commands() -> list[list[str]]:
    """Return the commands of the steps, as a shell would split them."""
    lines = "\n".join(BLOCK.findall(STEPS.read_text("utf-8"))).replace("\\\n", " ").splitlines()
    return [shlex.split(line)[1:] for line in lines if line.startswith("basicplus ")]


def test_every_step_from_an_empty_database_to_a_settled_year_is_done(tmp_path, monkeypatch):
    steps = commands()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules.txt").write_text("Règlement d'ordre intérieur", "utf-8")
    ran = [(step, run(*step, BASICPLUS_DB="group.db")) for step in steps]
    assert [(step, each.exit_code, each.stderr) for step, each in ran if each.exit_code] == []
    assert len(ran) > 30
    assert verify_at_cost.verify(json.loads((tmp_path / "at-cost-2026.json").read_text("utf-8"))) == []
    assert "Everything holds." in ran[-1][1].stdout
