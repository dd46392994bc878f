"""`basicplus import ...`: members and when they are open, workers, visits, hours, costs, debts and acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from basicplus.acts.files import import_acts, read_acts, write_acts_template
from basicplus.assignments.hours_file import import_hours, read_hours, write_hours_template
from basicplus.assignments.travel.distance_file import (
    import_distances,
    read_distances,
    write_distances_template,
)
from basicplus.assignments.visits_file import import_visits, read_visits, write_visits_template
from basicplus.cli.opening import actor, opened
from basicplus.cli.output import DbOption, DespiteOption, GroupOption, JsonOption, console, print_json, print_table
from basicplus.errors import invalid
from basicplus.invoicing import CostStatus
from basicplus.invoicing.costs.file import import_costs, read_costs, write_costs_template
from basicplus.invoicing.costs.mapping import import_mapped_costs, read_mapped_costs, saved_mapping
from basicplus.liability.debt_file import import_debts, read_debts, write_debts_template
from basicplus.members import MemberImport, import_members
from basicplus.members.drafts import read_members, write_members_template
from basicplus.members.openings_file import (
    import_closures,
    import_openings,
    read_closures,
    read_openings,
    write_closures_template,
    write_openings_template,
)
from basicplus.tabular import ImportReport, cells, write_template
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
class Kind:
    """How one kind of file is read, taken in and told about."""

    read: Callable[[Path], Any]
    take: Callable[..., Any]
    write_template: Callable[[Path], None]
    figures: Callable[[Any], dict[str, int]]


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
    kind = Kind(lambda path: read_members(path, mapping), import_members, write_members_template, _members_done)
    _run(kind, file, Options(dry_run, skip_refused, template, despite, db, group, as_json))


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
    options = Options(dry_run, skip_refused, template, despite, db, group, as_json)
    if mapping is None:
        if month is not None:
            raise invalid(
                "--month", month, "the template has a column for the month: name a --mapping, or leave it out"
            )
        kind = Kind(read_costs, partial(import_costs, status=status), write_costs_template, _lines_done)
    else:
        with opened(db) as database, database.reading(group) as session:
            saved = saved_mapping(session, mapping)
        first = cells.month(month) if month else None
        kind = Kind(
            lambda path: read_mapped_costs(path, saved, first),
            partial(import_mapped_costs, status=status),
            lambda path: write_template(path, (*saved.identifying, *saved.columns), ()),
            _lines_done,
        )
    _run(kind, file, options)


def _members_done(done: MemberImport) -> dict[str, int]:
    return {
        "lines read": done.lines_read,
        "members new": len(done.new),
        "members changed": len(done.changed),
        "members unchanged": done.unchanged,
        "sites new": done.sites_new,
        "sites changed": done.sites_changed,
        "sites unchanged": done.sites_unchanged,
    }


def _lines_done(done: ImportReport) -> dict[str, int]:
    return {"lines read": done.lines_read, "new": done.new, "unchanged": done.unchanged}


def _run(kind: Kind, file: Path, options: Options) -> None:
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


def _add(name: str, says: str, example: str, kind: Kind) -> None:
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
    Kind(read_roster, import_workers, write_roster_template, _lines_done),
)
_add(
    "visits",
    "Import single visits into the plan of their days; every visit passes the rules.",
    "basicplus import visits visits-2025-03.csv --dry-run",
    Kind(read_visits, import_visits, write_visits_template, _lines_done),
)
_add(
    "distances",
    "Import the ways between sites, in kilometres and minutes; `set-travel` says that they are used.",
    "basicplus import distances distances.xlsx --dry-run",
    Kind(read_distances, import_distances, write_distances_template, _lines_done),
)
_add(
    "hours",
    "Import hours done as drafts, to be submitted, checked and signed.",
    "basicplus import hours hours-2025-03.csv",
    Kind(read_hours, import_hours, write_hours_template, _lines_done),
)
_add(
    "debts",
    "Import social and tax debts and their payments; the same file twice changes nothing.",
    "basicplus import debts debts-2025-12.csv",
    Kind(read_debts, import_debts, write_debts_template, _lines_done),
)
_add(
    "openings",
    "Import on which half-days of the week members are open, each from a day on.",
    "basicplus import openings openings.csv --dry-run",
    Kind(read_openings, import_openings, write_openings_template, _lines_done),
)
_add(
    "closures",
    "Import on which days members are closed: pedagogical days, local holidays, works.",
    "basicplus import closures closures.csv --dry-run",
    Kind(read_closures, import_closures, write_closures_template, _lines_done),
)
_add(
    "acts",
    "Do the acts of a file in one commit: CSV or XLSX with a column `act`, or JSON; `basicplus do --list`.",
    "basicplus import acts acts.csv --dry-run",
    Kind(read_acts, import_acts, write_acts_template, _lines_done),
)
