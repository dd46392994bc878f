"""Runs a command the way a shell does: arguments in; exit code, output and messages out."""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from basicplus.cli import main
from basicplus.cli.output import console, errors

WIDE = 200
console.width = errors.width = WIDE
ENVIRONMENT = {"COLUMNS": str(WIDE), "NO_COLOR": "1", "BASICPLUS_ACTOR": "tester"}


@dataclass(frozen=True)
class Ran:
    """What a command left: its exit code, standard output and standard error."""

    exit_code: int
    stdout: str
    stderr: str

    def json(self) -> Any:
        """Read the standard output of `--json`."""
        return json.loads(self.stdout)


def run(*arguments: str, **environment: str) -> Ran:
    """Run `basicplus` with these arguments and variables."""
    out, err = io.StringIO(), io.StringIO()
    exit_code = 0
    with (
        patch.dict(os.environ, ENVIRONMENT | environment),
        patch.object(sys, "argv", ["basicplus", *arguments]),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as left:
            exit_code = left.code if isinstance(left.code, int) else int(left.code is not None)
    return Ran(exit_code, out.getvalue(), err.getvalue())
