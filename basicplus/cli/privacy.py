"""`basicplus privacy ...`: what is held of a person, and what the law lets go."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from basicplus import journal
from basicplus.cli.opening import actor, opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, console, print_json, print_table
from basicplus.clock import now, today
from basicplus.compliance.law import belgian_law
from basicplus.privacy import due, held_of, log, person_named, write_package

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


@app.command("due", epilog="Example: basicplus privacy due")
def due_(db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False) -> None:
    """List whom the law lets go today and why; `basicplus do let-go` lets them go. Nothing is changed."""
    with opened(db) as database, database.reading(group) as session:
        found = due(session, belgian_law(), today())
    if as_json:
        print_json([asdict(each) for each in found])
        return
    rows = [
        (each.subject, each.last.keep_until_on, ", ".join(r.rule for r in each.reasons), each.confirmed)
        for each in found
    ]
    print_table("To let go", ["person", "kept until", "rules", "confirmed"], rows)


@app.command("log", epilog="Example: basicplus privacy log")
def log_(db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False) -> None:
    """List what was let go: the deletion log."""
    with opened(db) as database, database.reading(group) as session:
        lines = log(session)
    if as_json:
        print_json([asdict(line) for line in lines])
        return
    rows = [(line.let_go_on, line.subject, ", ".join(line.columns), line.rule) for line in lines]
    print_table("Let go", ["on", "person", "columns", "rule"], rows)
