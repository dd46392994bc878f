"""`basicplus register`: the members' register on any day."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from basicplus import members
from basicplus.cli.opening import opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, print_json, print_table
from basicplus.clock import parse_day, today


def register(
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="As it stood that day; else today.")
    ] = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the members' register (Code of companies and associations, art. 9:3).

    Example: basicplus register --on 2025-06-30
    """
    day = parse_day(on, "--on") if on else today()
    with opened(db) as database, database.reading(group) as session:
        rows = members.register_on(session, day)
    if as_json:
        print_json({"on": day, "members": [asdict(row) for row in rows]})
    else:
        columns = ["number", "association", "enterprise", "admitted", "ended"]
        print_table(f"Members' register on {day}", columns, [_line(row) for row in rows])


def _line(row: members.RegisterRow) -> tuple[object, ...]:
    ended = (("resigned", row.resigned_on), ("excluded", row.excluded_on))
    return (
        row.number,
        f"{row.name} ({row.legal_form})\n{row.address}",
        row.enterprise_number or "-",
        row.admitted_on,
        next((f"{how} {day}" for how, day in ended if day), "-"),
    )
