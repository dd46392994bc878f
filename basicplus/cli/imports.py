"""`basicplus import ...`: members, workers, hours and costs from files."""

from __future__ import annotations

import typer

app = typer.Typer(help="Read files: all or nothing, unless told otherwise.", no_args_is_help=True)
