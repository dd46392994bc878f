"""What the commands share: their common options, tables for people, JSON for programs, errors as sentences."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from basicplus.errors import InvalidInput

DbOption = Annotated[
    str | None,
    typer.Option("--db", metavar="URL", help="Database: a SQLite file or postgresql://... [env: BASICPLUS_DB]"),
]
GroupOption = Annotated[
    str | None, typer.Option("--group", metavar="CODE", help="The group, when the database holds several.")
]
DespiteOption = Annotated[
    str | None, typer.Option("--despite", metavar="REASON", help="Why to go ahead although a rule warns.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]

NAME_WIDTH = 40

console = Console()
errors = Console(stderr=True)


def print_json(value: object) -> None:
    """Print JSON, the only thing on standard output."""
    print(json.dumps(value, indent=2, ensure_ascii=False, default=_plain))  # noqa: T201


def print_table(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[object]], right: Sequence[int] = ()
) -> None:
    """Print a table; the columns in `right` are aligned right, and what names a row is not broken over lines."""
    console.print(title, style="bold", markup=False, soft_wrap=True)
    table = Table(header_style="dim", box=None, pad_edge=False)
    named = min(NAME_WIDTH, max((len(str(row[0])) for row in rows), default=0))
    for number, name in enumerate(columns):
        table.add_column(
            name,
            justify="right" if number in right else "left",
            overflow="fold",
            min_width=None if number else named,
        )
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    console.print(table)


def complain(error: Exception) -> None:
    """Print an error for a person."""
    problems = error.problems if isinstance(error, InvalidInput) else ()
    errors.print(
        "[bold red]Refused:[/] nothing was saved." if problems else "[bold red]Not done:[/] nothing was saved."
    )
    errors.print(str(error), markup=False, highlight=False, soft_wrap=True)


def euros(cents: int) -> str:
    """Write cents for a terminal: 1,234.50."""
    return f"{cents / 100:,.2f}"


@contextmanager
def bar(label: str, total: int) -> Iterator[Any]:
    """Show a progress bar on standard error while a step runs; yields a function to advance it."""
    columns = (TextColumn("{task.description:<46}"), BarColumn(30), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors) as progress:
        task = progress.add_task(label, total=total)
        yield lambda done: progress.advance(task, done)


@contextmanager
def lines(label: str, total: int) -> Iterator[Any]:
    """Say on standard error how a step went, where a progress bar would only fill a log."""
    started = time.monotonic()
    yield lambda _done: None
    errors.print(f"{label}: {total} in {time.monotonic() - started:.0f} s", highlight=False)


def quiet() -> bool:
    """Say whether nobody is looking at standard error."""
    return not sys.stderr.isatty()


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
