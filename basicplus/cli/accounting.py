"""`basicplus accounting ...`: batches for the accountant, and the accounts that they are posted to."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from basicplus.cli.opening import actor, opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, console, print_json, print_table
from basicplus.clock import parse_day
from basicplus.db import Database
from basicplus.errors import invalid
from basicplus.invoicing import accounting
from basicplus.invoicing.accounting import FORMATS

app = typer.Typer(help="What the accountant gets.", no_args_is_help=True)


@app.command(epilog="Example: basicplus accounting export --until 2026-01-01 --format winbooks --out accounting")
def export(
    out: Annotated[Path, typer.Option("--out", help="Folder to write to; made if missing.")],
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="First day that is not exported any more.")
    ] = None,
    batch: Annotated[int | None, typer.Option("--batch", min=1, help="Write this batch again.")] = None,
    format_: Annotated[str, typer.Option("--format", help=f"{', '.join(FORMATS)}.")] = "neutral",
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hand over everything before a day that no batch has, and lock it; or write an earlier batch again."""
    if format_ not in FORMATS:
        raise invalid("--format", format_, f"one of {', '.join(FORMATS)}")
    if (until is None) == (batch is None):
        raise invalid("--until", until or "nothing", "give a day for a new batch, or --batch for an earlier one")
    with opened(db) as database:
        if until is not None:
            with database.writing(group, actor()) as session:
                batch = accounting.export_accounting(session, parse_day(until, "--until")).number
        assert batch is not None
        written = _write(database, group, batch, format_, out)
        with database.reading(group) as reading:
            handed_over = accounting.batch_numbered(reading, batch)
    if as_json:
        print_json(asdict(handed_over) | {"written": [str(file) for file in written]})
        return
    console.print(
        f"Batch {batch}: {handed_over.documents} documents and {handed_over.payments} payments"
        f" before {handed_over.until_on}."
    )
    for file in written:
        console.print(f"Written: {file}", soft_wrap=True)


@app.command(epilog="Example: basicplus accounting batches")
def batches(db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False) -> None:
    """List the batches handed over, the latest first."""
    with opened(db) as database, database.reading(group) as session:
        found = accounting.batches(session)
    if as_json:
        print_json([asdict(batch) for batch in found])
        return
    rows = [(batch.number, batch.until_on, batch.documents, batch.payments) for batch in found]
    print_table("Batches", ["batch", "before", "documents", "payments"], rows, right=[0, 2, 3])


@app.command(epilog="Example: basicplus accounting accounts")
def accounts(db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False) -> None:
    """List the account of each product; `basicplus do map-account` changes one."""
    with opened(db) as database, database.reading(group) as session:
        listed = accounting.accounts_of(session).listed()
    columns = ["product", "key", "account"]
    if as_json:
        print_json([dict(zip(columns, row, strict=True)) for row in listed])
        return
    print_table("Accounts", columns, listed)


def _write(database: Database, group: str | None, batch: int, format_: str, out: Path) -> list[Path]:
    out.mkdir(parents=True, exist_ok=True)
    written = []
    with database.reading(group) as session:
        for name in FORMATS[format_]:
            file = out / f"batch-{batch:04d}-{name}"
            with file.open("wb") as stream:
                accounting.write_batch_file(session, batch, name, stream)
            written.append(file)
    return written
