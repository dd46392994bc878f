"""`basicplus vat ...`: how members stand for the VAT exemption, and the list for the administration."""

from __future__ import annotations

from typing import Annotated

import typer

from basicplus import members
from basicplus.cli.opening import opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, console, euros, print_json, print_table
from basicplus.clock import parse_day, today
from basicplus.groups import current
from basicplus.invoicing.vat import outsiders
from basicplus.members.vat import Listed

app = typer.Typer(help="The VAT exemption of the group (art. 44, § 2bis): lights and lists.", no_args_is_help=True)

OnOption = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day; today by default.")]
MARKS = {"red": "[bold red]✕ red[/]", "amber": "[bold yellow]! amber[/]", "green": "[bold green]✓ green[/]"}


@app.command(epilog="Example: basicplus vat status --on 2025-06-30")
def status(
    on: OnOption = None, db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False
) -> None:
    """Show the light of every member, the worst first, and what was billed to outsiders in the year."""
    day = parse_day(on, "--on") if on else today()
    with opened(db) as database, database.reading(group) as session:
        lights, counted = members.vat_lights(session, day), outsiders(session, day.year)
        name = current(session).name
    rows = [(number, light.colour, light.says()) for number, light in lights.items()]
    share = f"{float(counted.percent):.2f}"
    if as_json:
        lit = [dict(zip(("member", "colour", "says"), row, strict=True)) for row in rows]
        print_json(
            {"on": day, "lights": lit, "outsiders": vars(counted) | {"percent": share, "level": counted.level}}
        )
        return
    marked = [(number, MARKS[colour], says) for number, colour, says in rows]
    print_table(f"VAT status of the members of {name} on {day}", ["member", "light", "why"], marked)
    console.print(
        f"Outsiders in {counted.year}: {euros(counted.outsiders_cents)} of {euros(counted.billed_cents)} EUR"
        f" billed, {share} %; it stays under {counted.limit_percent} % ({counted.level})."
    )


@app.command("list", epilog="Example: basicplus vat list --on 2025-06-30 --since 2024-12-31 --json")
def list_(
    on: OnOption = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Tell what changed after it.")
    ] = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the members of a day for the VAT administration: activity, entry, exit; and what changed."""
    day = parse_day(on, "--on") if on else today()
    with opened(db) as database, database.reading(group) as session:
        listed = members.vat_list(session, day)
        changed = members.vat_changes(session, parse_day(since, "--since"), day) if since else None
    changes = {kind: [vars(each) for each in rows] for kind, rows in vars(changed).items()} if changed else {}
    if as_json:
        print_json({"on": day, "members": [vars(each) for each in listed], "since": since, **changes})
        return
    _print(f"Members on {day}", listed)
    for title, rows in (
        (f"Joined after {since}", changed.joined if changed else []),
        (f"Left after {since}", changed.left if changed else []),
        (f"Other VAT status than on {since}", changed.differs if changed else []),
    ):
        if rows:
            console.print()
            _print(title, rows)


def _print(title: str, rows: list[Listed]) -> None:
    columns = ["number", "name", "enterprise", "activity", "VAT", "joined on", "left on"]
    shown = [
        (
            row.number,
            row.name,
            row.enterprise_number or "-",
            row.activity or "-",
            f"{row.status} {row.taxable_percent} %" if row.status else "unknown",
            row.joined_on,
            row.left_on or "-",
        )
        for row in rows
    ]
    print_table(title, columns, shown)
