"""`basicplus activity-report`: the yearly report to the authorities, as data and as a PDF."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from basicplus.activity import activity_report, render_report
from basicplus.activity.wording import wording
from basicplus.cli.opening import opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, console, print_json
from basicplus.clock import parse_day, today


def report(
    year: Annotated[int, typer.Argument(min=2000, max=2100, help="The year to report on.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="File to write: .pdf for people, .json for programs.")
    ] = None,
    language: Annotated[
        Literal["fr", "nl", "de", "en"], typer.Option("--language", help="Language of the report.")
    ] = "fr",
    made_on: Annotated[
        str | None, typer.Option("--made-on", metavar="DATE", help="Its date; today by default.")
    ] = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Gather the activity report of a year; every figure comes with the query that gives it.

    Example: basicplus activity-report 2025 --out activity-2025.pdf --language nl
    """
    day = parse_day(made_on, "--made-on") if made_on else today()
    with opened(db) as database, database.reading(group) as session:
        found = activity_report(session, year, day, language)
    told = found.as_json(wording(language))
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.suffix == ".pdf":
            out.write_bytes(render_report(found, language))
        else:
            out.write_text(json.dumps(told, indent=1, ensure_ascii=False), "utf-8")
    if as_json:
        print_json(told)
    elif out is not None:
        console.print(f"Activity report {year} written to {out}.")
    else:
        for section in told["sections"]:
            console.print(f"[bold]{section['title']}[/] {len(section['rows'])} rows: {section['query']}")
