"""`basicplus import ...`: members, workers, visits, hours and costs from files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from basicplus.assignments.hours_file import import_hours, read_hours, write_hours_template
from basicplus.assignments.visits_file import import_visits, read_visits, write_visits_template
from basicplus.cli.output import (
    DbOption,
    GroupOption,
    JsonOption,
    actor,
    console,
    opened,
    print_json,
    print_table,
)
from basicplus.db import WriteSession
from basicplus.errors import Problem
from basicplus.invoicing.cost_file import import_costs, read_costs, write_costs_template
from basicplus.members import import_members
from basicplus.members.drafts import read_members, write_members_template
from basicplus.workers.roster import import_workers, read_roster, write_roster_template

app = typer.Typer(
    help="Read files, all or nothing: a file with a refused line changes nothing, unless --skip-refused.",
    no_args_is_help=True,
)

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="CSV or XLSX file.")]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Say what would happen, with the verdict of every rule; save nothing.")
]
SkipOption = Annotated[
    bool, typer.Option("--skip-refused", help="Leave refused lines out instead of refusing all.")
]
TemplateOption = Annotated[
    bool, typer.Option("--template", help="Write an example of the format to FILE instead.")
]


@dataclass(frozen=True)
class Outcome:
    """What an import did, for the table and for JSON."""

    figures: dict[str, int]
    refused: Sequence[Problem]
    remarks: Sequence[Problem]


@app.command(epilog="Example: basicplus import members register.csv --dry-run")
def members(
    file: FileArgument,
    mapping: Annotated[
        str | None, typer.Option("--mapping", help="fwb-register or template; recognised if not given.")
    ] = None,
    dry_run: DryRunOption = False,
    skip_refused: SkipOption = False,
    template: TemplateOption = False,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import associations with their sites as candidate members; they become members when they join."""
    if template:
        return _write(write_members_template, file)
    drafts = read_members(file, mapping)

    def act(session: WriteSession) -> Outcome:
        done = import_members(session, drafts, skip_refused=skip_refused or dry_run)
        return Outcome(
            {
                "lines read": done.lines_read,
                "members new": len(done.new),
                "members changed": len(done.changed),
                "members unchanged": done.unchanged,
                "sites new": done.sites_new,
                "sites changed": done.sites_changed,
                "sites unchanged": done.sites_unchanged,
            },
            done.refused,
            done.remarks,
        )

    return _run(file, act, db, group, dry_run, as_json)


@app.command(epilog="Example: basicplus import workers workers.xlsx --dry-run")
def workers(
    file: FileArgument,
    dry_run: DryRunOption = False,
    skip_refused: SkipOption = False,
    template: TemplateOption = False,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import workers with their employment contracts; every contract passes the rules."""
    if template:
        return _write(write_roster_template, file)
    roster = read_roster(file)

    def act(session: WriteSession) -> Outcome:
        done = import_workers(session, roster, skip_refused=skip_refused or dry_run)
        figures = {"lines read": done.lines_read, "lines new": done.new, "lines unchanged": done.unchanged}
        return Outcome(figures, done.refused, done.remarks)

    return _run(file, act, db, group, dry_run, as_json)


@app.command(epilog="Example: basicplus import hours hours-2025-03.csv")
def hours(
    file: FileArgument,
    dry_run: DryRunOption = False,
    skip_refused: SkipOption = False,
    template: TemplateOption = False,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import hours done as drafts, to be submitted, checked and signed."""
    if template:
        return _write(write_hours_template, file)
    lines = read_hours(file)

    def act(session: WriteSession) -> Outcome:
        done = import_hours(session, lines, skip_refused=skip_refused or dry_run)
        figures = {"lines read": done.lines_read, "entries new": done.new, "entries unchanged": done.unchanged}
        return Outcome(figures, done.refused, done.remarks)

    return _run(file, act, db, group, dry_run, as_json)


@app.command(epilog="Example: basicplus import visits visits-2025-03.csv --dry-run")
def visits(
    file: FileArgument,
    dry_run: DryRunOption = False,
    skip_refused: SkipOption = False,
    template: TemplateOption = False,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import single visits into the plan of their days; every visit passes the rules."""
    if template:
        return _write(write_visits_template, file)
    lines = read_visits(file)

    def act(session: WriteSession) -> Outcome:
        done = import_visits(session, lines, skip_refused=skip_refused or dry_run)
        figures = {"lines read": done.lines_read, "visits new": done.new, "visits unchanged": done.unchanged}
        return Outcome(figures, done.refused, done.remarks)

    return _run(file, act, db, group, dry_run, as_json)


@app.command(epilog="Example: basicplus import costs payroll-2025-03.csv")
def costs(
    file: FileArgument,
    dry_run: DryRunOption = False,
    skip_refused: SkipOption = False,
    template: TemplateOption = False,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import a payroll office's file of costs; the same file twice changes nothing."""
    if template:
        return _write(write_costs_template, file)
    lines = read_costs(file)

    def act(session: WriteSession) -> Outcome:
        done = import_costs(session, lines, skip_refused=skip_refused or dry_run)
        figures = {"lines read": done.lines_read, "entries new": done.new, "entries unchanged": done.unchanged}
        return Outcome(figures, done.refused, done.remarks)

    return _run(file, act, db, group, dry_run, as_json)


def _write(writer: Callable[[Path], None], file: Path) -> None:
    writer(file)
    console.print(f"An example of the format is in {file}.")


def _run(
    file: Path,
    act: Callable[[WriteSession], Outcome],
    db: str | None,
    group: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    with (
        opened(db) as database,
        database.writing(group, actor(), f"import {file.name}", dry_run=dry_run) as session,
    ):
        outcome = act(session)
    if as_json:
        print_json(
            {
                "file": str(file),
                "dry_run": dry_run,
                **{name.replace(" ", "_"): count for name, count in outcome.figures.items()},
                "refused": [vars(problem) for problem in outcome.refused],
                "remarks": [vars(problem) for problem in outcome.remarks],
            }
        )
    else:
        what = "Would happen" if dry_run else "Done"
        print_table(f"{what}: {file.name}", ["what", "count"], list(outcome.figures.items()), right=[1])
        for label, colour, problems in (
            ("refused", "red", outcome.refused),
            ("remark", "yellow", outcome.remarks),
        ):
            for problem in problems:
                console.print(f"[{colour}]{label}[/] ", end="")
                console.print(str(problem), markup=False, soft_wrap=True)
        if dry_run:
            console.print("Nothing was saved.")
    raise typer.Exit(1 if outcome.refused else 0)
