"""`basicplus simulate`: what a batch of acts would do, and whether it would be saved."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from basicplus.acts.files import ActsFile, acts_of, read_acts
from basicplus.acts.simulation import Outcome, simulate
from basicplus.acts.telling import as_json as told_as_json
from basicplus.cli.opening import opened
from basicplus.cli.output import DbOption, DespiteOption, GroupOption, JsonOption, console, print_json, print_table
from basicplus.clock import Span, parse_day

EXITS: dict[Outcome, int] = {"saved": 0, "invalid": 2, "refused": 3, "warned": 6}
COLOURS: dict[str, str] = {"saved": "green", "warned": "yellow", "refused": "red", "invalid": "red"}


def simulate_file(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="Acts as JSON, CSV or XLSX; - reads JSON from standard input.")
    ],
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="Day on which the staff curve begins; today if not given."),
    ] = None,
    language: Annotated[
        Literal["fr", "nl", "de", "en"], typer.Option("--language", help="Language of the sentences.")
    ] = "en",
    despite: DespiteOption = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what a batch of acts would do: the verdict of doing it, the staff, what changes. Saves nothing.

    Example: basicplus simulate docs/simulations/hire.json --on 2026-01-01
    """
    acts = _acts(file)
    day = parse_day(on, "--on") if on else None
    with opened(db) as database:
        result = simulate(database, group, acts.acts, despite=despite or acts.despite, on=day)
    told = told_as_json(result, language)
    if as_json:
        print_json(told)
    else:
        _tell(told)
    raise typer.Exit(EXITS[result.outcome])


def _acts(file: str) -> ActsFile:
    return acts_of(sys.stdin.read(), "standard input") if file == "-" else read_acts(Path(file))


def _tell(told: dict[str, Any]) -> None:
    console.print(f"[bold {COLOURS[told['outcome']]}]{told['says']}[/]", highlight=False)
    for kind, colour in (("refused", "red"), ("warned", "yellow")):
        _lines(kind, colour, told[kind])
    if told["authorisation_ends_on"]:
        _lines("end", "red", [f"The authorisation would end on {told['authorisation_ends_on']} (GE-08)."])
    console.print()
    rows = [(number, step["act"], step["status"], _problems(step)) for number, step in enumerate(told["steps"], 1)]
    print_table("Steps", ["step", "act", "status", "problem"], rows, right=[0])
    console.print()
    columns = ["from", "heads before", "after", "FTE before", "after", "warning from", "maximum"]
    print_table(
        f"Staff from {told['on']} on", columns, [_point(point) for point in told["curve"]], right=range(1, 7)
    )
    for name, colour in (("over", "red"), ("near", "yellow")):
        _lines(name, colour, [str(Span.of(**days)) for days in told[f"{name}_the_maximum"]])
    console.print()
    if not told["appears"] and not told["goes"]:
        console.print("No finding appears or goes.")
    _lines("appears", "red", [each["sentence"] for each in told["appears"]])
    _lines("goes", "green", [each["sentence"] for each in told["goes"]])
    console.print("Nothing was saved.")


def _lines(label: str, colour: str, texts: list[str]) -> None:
    for text in texts:
        console.print(f"[{colour}]{label}[/] ", end="")
        console.print(text, markup=False, soft_wrap=True, highlight=False)


def _problems(step: dict[str, Any]) -> str:
    return "; ".join(f"{each['field']}: found {each['found']!r}; {each['allowed']}" for each in step["problems"])


def _point(point: dict[str, Any]) -> tuple[object, ...]:
    before, after = point["before"], point["after"]
    limits = (point["warning_from"] or "-", point["maximum"] or "-")
    return (
        point["from_on"],
        before["heads"],
        after["heads"],
        f"{before['fte']:.2f}",
        f"{after['fte']:.2f}",
        *limits,
    )
