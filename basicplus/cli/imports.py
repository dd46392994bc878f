"""`basicplus import ...`: members and when they are open, workers, visits, hours, costs, debts and acts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from basicplus.cli.opening import actor, opened
from basicplus.cli.output import DbOption, DespiteOption, GroupOption, JsonOption, console, print_json, print_table
from basicplus.invoicing import CostStatus
from basicplus.work.importing import SIMPLE, FileKind, costs_kind, mapped_costs_kind, members_kind, no_month

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
class Options:
    """What the commands have in common."""

    dry_run: bool
    skip_refused: bool
    template: bool
    despite: str | None
    db: str | None
    group: str | None
    as_json: bool


@app.command(epilog="Example: basicplus import members register.csv --dry-run")
def members(
    file: FileArgument,
    mapping: Annotated[
        str | None, typer.Option("--mapping", help="fwb-register or template; recognised if not given.")
    ] = None,
    dry_run: DryRunOption = False,
    skip_refused: SkipOption = False,
    template: TemplateOption = False,
    despite: DespiteOption = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import associations with their sites as candidate members; they become members when they join."""
    _run(members_kind(mapping), file, Options(dry_run, skip_refused, template, despite, db, group, as_json))


@app.command(epilog="Example: basicplus import costs payroll-2025-03.csv --mapping acerta --month 2025-03")
def costs(
    file: FileArgument,
    mapping: Annotated[
        str | None, typer.Option("--mapping", metavar="NAME", help="A saved mapping; the template if not given.")
    ] = None,
    month: Annotated[
        str | None, typer.Option("--month", metavar="MONTH", help="The month, where the mapping has no column.")
    ] = None,
    status: Annotated[CostStatus, typer.Option("--status", help="Whether these are actual costs.")] = "actual",
    dry_run: DryRunOption = False,
    skip_refused: SkipOption = False,
    template: TemplateOption = False,
    despite: DespiteOption = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import a file of costs, or a payroll office's by its saved mapping; the same file is never booked twice."""
    if mapping is None:
        no_month("--month", month)
        kind = costs_kind(status)
    else:
        with opened(db) as database, database.reading(group) as session:
            kind = mapped_costs_kind(session, mapping, month, status)
    _run(kind, file, Options(dry_run, skip_refused, template, despite, db, group, as_json))


def _run(kind: FileKind, file: Path, options: Options) -> None:
    if options.template:
        kind.write_template(file)
        console.print(f"An example of the format is in {file}.")
        return
    read = kind.read(file)
    despite = options.despite or getattr(read, "despite", None)
    with (
        opened(options.db) as database,
        database.writing(
            options.group, actor(), f"import {file.name}", despite=despite, dry_run=options.dry_run
        ) as session,
    ):
        done = kind.take(session, read, skip_refused=options.skip_refused or options.dry_run)
    _tell(file, kind.figures(done), done, options)
    raise typer.Exit(1 if done.refused else 0)


def _tell(file: Path, figures: dict[str, int], done: Any, options: Options) -> None:
    if options.as_json:
        print_json(
            {
                "file": str(file),
                "dry_run": options.dry_run,
                **{name.replace(" ", "_"): count for name, count in figures.items()},
                "refused": [vars(problem) for problem in done.refused],
                "remarks": [vars(problem) for problem in done.remarks],
            }
        )
        return
    what = "Would happen" if options.dry_run else "Done"
    print_table(f"{what}: {file.name}", ["what", "count"], list(figures.items()), right=[1])
    for label, colour, problems in (("refused", "red", done.refused), ("remark", "yellow", done.remarks)):
        for problem in problems:
            console.print(f"[{colour}]{label}[/] ", end="")
            console.print(str(problem), markup=False, soft_wrap=True)
    if options.dry_run:
        console.print("Nothing was saved.")


def _add(name: str, says: str, example: str, kind: FileKind) -> None:
    """Add a command that imports a kind of file which needs to be told nothing more."""

    @app.command(name, help=says, epilog=f"Example: {example}")
    def command(
        file: FileArgument,
        dry_run: DryRunOption = False,
        skip_refused: SkipOption = False,
        template: TemplateOption = False,
        despite: DespiteOption = None,
        db: DbOption = None,
        group: GroupOption = None,
        as_json: JsonOption = False,
    ) -> None:
        _run(kind, file, Options(dry_run, skip_refused, template, despite, db, group, as_json))


_add(
    "workers",
    "Import workers with their employment contracts; every contract passes the rules.",
    "basicplus import workers workers.xlsx --dry-run",
    SIMPLE["workers"],
)
_add(
    "visits",
    "Import single visits into the plan of their days; every visit passes the rules.",
    "basicplus import visits visits-2025-03.csv --dry-run",
    SIMPLE["visits"],
)
_add(
    "distances",
    "Import the ways between sites, in kilometres and minutes; `set-travel` says that they are used.",
    "basicplus import distances distances.xlsx --dry-run",
    SIMPLE["distances"],
)
_add(
    "hours",
    "Import hours done as drafts, to be submitted, checked and signed.",
    "basicplus import hours hours-2025-03.csv",
    SIMPLE["hours"],
)
_add(
    "debts",
    "Import social and tax debts and their payments; the same file twice changes nothing.",
    "basicplus import debts debts-2025-12.csv",
    SIMPLE["debts"],
)
_add(
    "openings",
    "Import on which half-days of the week members are open, each from a day on.",
    "basicplus import openings openings.csv --dry-run",
    SIMPLE["openings"],
)
_add(
    "closures",
    "Import on which days members are closed: pedagogical days, local holidays, works.",
    "basicplus import closures closures.csv --dry-run",
    SIMPLE["closures"],
)
_add(
    "acts",
    "Do the acts of a file in one commit: CSV or XLSX with a column `act`, or JSON; `basicplus do --list`.",
    "basicplus import acts acts.csv --dry-run",
    SIMPLE["acts"],
)
