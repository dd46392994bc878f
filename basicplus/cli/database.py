"""`basicplus db ...`: the tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from basicplus.cli.opening import database_url_of, opened
from basicplus.cli.output import DbOption, JsonOption, console, print_json, print_table
from basicplus.clock import now
from basicplus.store import upgrade as upgrade_store
from basicplus.work.copying import Backup, back_up, backup_of, backups_in, folder_of, verify_backup

app = typer.Typer(help="The database.", no_args_is_help=True)


@app.command(epilog="Example: basicplus db upgrade --db postgresql://user@host/basicplus")
def upgrade(db: DbOption = None, as_json: JsonOption = False) -> None:
    """Make the tables, or bring them up to date."""
    url = database_url_of(db)
    revision = upgrade_store(url)
    if as_json:
        print_json({"revision": revision})
    else:
        console.print(f"The tables are at {revision}.")


FolderOption = Annotated[
    Path | None, typer.Option("--folder", help="Where the copies are; BASICPLUS_BACKUPS, or beside the database.")
]


@app.command(epilog="Example: basicplus db backup --folder /mnt/backups")
def backup(folder: FolderOption = None, db: DbOption = None, as_json: JsonOption = False) -> None:
    """Copy the whole database to a dated file, while everybody goes on working."""
    with opened(db) as database:
        made = back_up(database, folder or folder_of(database), now())
    if as_json:
        print_json(_plain(made))
    else:
        console.print(f"{made.file}: {made.size:,} bytes.", soft_wrap=True)


@app.command(epilog="Example: basicplus db backups")
def backups(folder: FolderOption = None, db: DbOption = None, as_json: JsonOption = False) -> None:
    """List the copies of the database, the latest first."""
    with opened(db) as database:
        found = backups_in(folder or folder_of(database))
    if as_json:
        print_json([_plain(each) for each in found])
        return
    rows = [(f"{each.made_at:%Y-%m-%d %H:%M}", each.file, f"{each.size:,}") for each in found]
    print_table("Copies", ["made at (UTC)", "file", "bytes"], rows, right=[2])


@app.command("verify-backup", epilog="Example: basicplus db verify-backup backups/basicplus-20261126T010000Z.db")
def verify_backup_(
    file: Annotated[Path, typer.Argument(help="A copy that `backup` made.")], as_json: JsonOption = False
) -> None:
    """Open a copy of a copy, and re-check everything in it. Exit 1 when something is wrong."""
    found = verify_backup(backup_of(file))
    if as_json:
        print_json(found)
    else:
        for code, problems in found.items():
            console.print(f"{code}: {'everything holds.' if not problems else f'{len(problems)} problems.'}")
            for problem in problems:
                console.print(problem, markup=False, soft_wrap=True)
    raise typer.Exit(1 if any(found.values()) else 0)


def _plain(made: Backup) -> dict[str, object]:
    return {"file": str(made.file), "made_at": made.made_at.isoformat(), "bytes": made.size}
