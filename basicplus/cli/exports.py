"""`basicplus export ...`: documents as issued, and the proof that they are at cost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from basicplus import exports
from basicplus.cli.output import DbOption, GroupOption, JsonOption, console, opened, print_json

app = typer.Typer(help="What leaves the group.", no_args_is_help=True)
YearArgument = Annotated[int, typer.Argument(min=2000, max=2100, help="The year that the documents are about.")]


@app.command(epilog="Example: basicplus export documents 2025 --out documents")
def documents(
    year: YearArgument,
    out: Annotated[Path, typer.Option("--out", help="Folder to write to; made if missing.")],
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the documents about a year as they were issued, with a manifest."""
    with opened(db) as database, database.reading(group) as session:
        written = exports.export_documents(session, year, out)
    if as_json:
        print_json({"documents": written, "folder": str(out)})
    else:
        console.print(f"{written} documents of {year} written to {out}.")


@app.command("at-cost", epilog="Example: basicplus export at-cost 2025 --out at-cost-2025.json")
def at_cost(
    year: YearArgument,
    out: Annotated[Path, typer.Option("--out", help="File to write.")],
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write what an outsider needs to recompute every share; check it with docs/verify_at_cost.py."""
    with opened(db) as database, database.reading(group) as session:
        proof = exports.export_at_cost(session, year)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(proof, indent=1, ensure_ascii=False), "utf-8")
    agreements = sum(len(pool["agreements"]) for pool in proof["pools"])
    if as_json:
        print_json({"file": str(out), "pools": len(proof["pools"]), "agreements": agreements})
    else:
        console.print(f"{len(proof['pools'])} pools and {agreements} agreements of {year} written to {out}.")
