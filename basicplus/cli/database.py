"""`basicplus db ...`: the tables."""

from __future__ import annotations

import typer

from basicplus.cli.opening import database_url_of
from basicplus.cli.output import DbOption, JsonOption, console, print_json
from basicplus.store import upgrade as upgrade_store

app = typer.Typer(help="The database.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep `upgrade` a command of its own."""


@app.command(epilog="Example: basicplus db upgrade --db postgresql://user@host/basicplus")
def upgrade(db: DbOption = None, as_json: JsonOption = False) -> None:
    """Make the tables, or bring them up to date."""
    url = database_url_of(db)
    revision = upgrade_store(url)
    if as_json:
        print_json({"revision": revision})
    else:
        console.print(f"The tables are at {revision}.")
