"""`basicplus travel ...`: kilometres, travel time and CO2 of the plan, and distances from a routing service."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from basicplus.assignments.travel import Router, fetch_distances, travel_report, travel_sheet
from basicplus.cli.opening import actor, opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, console, print_json, print_table
from basicplus.clock import parse_period
from basicplus.config import Settings
from basicplus.errors import invalid

app = typer.Typer(help="Travel between sites: kilometres, time, CO2, distances.", no_args_is_help=True)
PeriodOption = Annotated[
    str, typer.Option("--period", metavar="PERIOD", help="A month (2026-03), a quarter (2026-Q1) or a year.")
]


@app.command(epilog="Example: basicplus travel report --period 2026-03 --by worker")
def report(
    period: PeriodOption,
    worker: Annotated[str | None, typer.Option("--worker", help="Only this worker, by number.")] = None,
    by: Annotated[str, typer.Option("--by", help="agreement: a line each; worker: all of a month together.")] = (
        "agreement"
    ),
    draft: Annotated[
        bool, typer.Option("--draft", help="The draft of the plan too, not only what is published.")
    ] = (False),
    out: Annotated[Path | None, typer.Option("--out", help="File to write: .csv or .xlsx.")] = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show how far and how long people travel for their visits, and what that emits.

    Ways between two sites of a day are working time; those from and to home are not.
    """
    if by not in ("agreement", "worker"):
        raise invalid("--by", by, "agreement or worker")
    with opened(db) as database, database.reading(group) as session:
        found = travel_report(session, parse_period(period, "--period").span, published=not draft, worker=worker)
    lines = found.lines if by == "agreement" else found.by_worker()
    sheet = travel_sheet(lines)
    if out is not None:
        out.write_bytes(sheet.written("xlsx" if out.suffix == ".xlsx" else "csv"))
    if as_json:
        told = {name: value for name, value in vars(found).items() if name not in ("lines", "span")}
        print_json({"period": period, **told, "lines": [asdict(line) for line in lines]})
        return
    print_table(
        f"Travel in {period} ({found.source}, {found.profile})", sheet.columns, sheet.rows, right=range(4, 9)
    )
    for count, what in (
        (found.fallbacks, "Pairs of sites that the source does not have, by great circle"),
        (found.unknown, "Pairs of sites of which one has no coordinates, not counted"),
        (len(found.homeless), "Workers whose home is not known, and their ways from and to it not counted"),
    ):
        if count:
            console.print(f"{what}: {count}.", highlight=False)


@app.command(epilog="Example: basicplus travel fetch --period 2026-Q1 --url https://routing.example.org")
def fetch(
    period: PeriodOption,
    url: Annotated[
        str | None, typer.Option("--url", help="The routing service. [env: BASICPLUS_ROUTING_URL]")
    ] = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask a routing service (API of OSRM) for the ways that the plan needs and that are not on file."""
    address = url or Settings().routing_url
    if not address:
        raise invalid("--url", "nothing", "give the address of a routing service, or set BASICPLUS_ROUTING_URL")
    span = parse_period(period, "--period").span
    with opened(db) as database:
        fetched = fetch_distances(database, group, actor(), Router(address), span)
    if as_json:
        print_json({"period": period, **vars(fetched)})
    else:
        console.print(f"{fetched.told} of {fetched.wanted} ways told; {fetched.no_road} have no road.")
        if fetched.failure:
            console.print(f"{fetched.failure} The other ways go by great circle.", markup=False, soft_wrap=True)
    raise typer.Exit(1 if fetched.failure else 0)
