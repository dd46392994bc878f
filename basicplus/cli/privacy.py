"""`basicplus privacy ...`: what is held of a person, and what the law lets go."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from basicplus import journal
from basicplus.cli.opening import actor, opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, console, print_json
from basicplus.clock import now
from basicplus.privacy import held_of, person_named, write_package

app = typer.Typer(help="The rights of the people in the records.", no_args_is_help=True)


@app.command(epilog="Example: basicplus privacy export --person W001 --to w001.zip")
def export(
    person: Annotated[
        str, typer.Option("--person", metavar="WHO", help="Number of a worker, or an e-mail address.")
    ],
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="The ZIP to write.")] = Path("person.zip"),
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write everything that is held of a person: JSON and an index, in a ZIP; the journal notes the look."""
    with opened(db) as database:
        with database.reading(group) as session:
            held = held_of(session, person_named(session, person))
            to.write_bytes(write_package(session, held, now()))
        with database.writing(group, actor()) as writing:
            journal.look(writing, "privacy export", person=person)
    told = {name: len(rows) for name, rows in held.tables.items()}
    if as_json:
        print_json({"file": str(to), "tables": told, "journal": len(held.journal)})
    else:
        console.print(f"{to}: {held.count} rows on {', '.join(held.person.names)}.", markup=False)
