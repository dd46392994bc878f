"""How the command line comes up: without what only the server needs."""

from __future__ import annotations

import subprocess
import sys

ASKED = (
    "import sys, basicplus.cli.commands; print(*(name for name in sys.modules if name.startswith('basicplus.')))"
)


def test_a_command_comes_up_without_the_routes_of_the_web_and_without_the_solver() -> None:
    run = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True)
    up = set(run.stdout.split())
    assert {"basicplus.cli.commands", "basicplus.store", "basicplus.acts"} <= up
    assert up.isdisjoint(
        {"basicplus.app", "basicplus.web.api", "basicplus.web.pages", "basicplus.planner.annealing"}
    )
