"""The command line: opens a session, calls a service, prints a table for people or JSON for programs."""

from __future__ import annotations

import sys

OF_THE_PLANNER = {"solve", "check", "bound", "why", "warm-up"}


def main() -> None:
    """Run a command; an error of the user is a sentence, never a traceback."""
    try:
        _run()
    except Exception as error:
        from basicplus.cli.failing import told

        code = told(error)
        if code is None:
            raise
        sys.exit(code)


def _run() -> None:
    """The planner alone is there at once: it counts its seconds from the start, and needs no records."""
    if sys.argv[1:2] == ["plan"] and sys.argv[2:3] and sys.argv[2] in OF_THE_PLANNER:
        from basicplus.cli.plan import app as planner

        planner(sys.argv[2:], prog_name="basicplus plan")
    else:
        from basicplus.cli.commands import run

        run()
