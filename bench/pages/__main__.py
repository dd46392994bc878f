"""Measures the pages on a copy of a database, which is planned around today and peopled first.

`python -m bench.pages demo/basicplus.db [--only board every work paint scripts]`. docs/speed.md says what each
part measures. Figures are of this machine as it is: its load is told, and the computing time depends on it least.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import tempfile
from pathlib import Path

from basicplus.access import ROLES
from bench.pages.board import board
from bench.pages.every import pages
from bench.pages.paint import paints
from bench.pages.stage import Stage, opened
from bench.pages.weight import scripts
from bench.pages.work import people_at_work

PARTS = ("board", "every", "work", "paint", "scripts")


def main() -> None:
    """Set the stage, and measure what is asked for: each part on a copy of its own."""
    given = _arguments()
    for part in given.only:
        with tempfile.TemporaryDirectory(prefix="basicplus-bench-") as folder:
            stage = opened(given.database, Path(folder), given.stage)
            gc.collect()
            gc.freeze()
            load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
            print(f"\n{part}: Python {platform.python_version()}, {os.cpu_count()} cores, sqlite, load {load}")
            _measure(part, stage, given)
            stage.database.close()


def _measure(part: str, stage: Stage, given: argparse.Namespace) -> None:
    if part == "board":
        board(stage, given.requests)
    elif part == "every":
        pages(stage, given.rounds, tuple(given.role))
    elif part == "work":
        people_at_work(stage, given.seconds, given.people)
    elif part == "paint":
        paints(stage, given.rounds)
    else:
        scripts()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("database", type=Path)
    parser.add_argument("--stage", type=Path, default=None, help="file in which the prepared copy is kept")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--role", nargs="+", choices=ROLES, default=ROLES, help="whose pages, of every page")
    parser.add_argument("--requests", type=int, default=100, help="how often the board is asked for")
    parser.add_argument("--rounds", type=int, default=11, help="how often every other page is")
    parser.add_argument("--seconds", type=float, default=180, help="how long fifty people work")
    parser.add_argument("--people", type=int, default=50, help="how many of the fifty do")
    return parser.parse_args()


if __name__ == "__main__":
    main()
