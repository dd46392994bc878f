"""`basicplus invoices ...` and `basicplus settle`: the runs that issue documents."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer

from basicplus import invoicing
from basicplus.cli.output import (
    DbOption,
    GroupOption,
    JsonOption,
    actor,
    console,
    euros,
    opened,
    print_json,
    print_table,
)
from basicplus.cli.reasons import tell_why
from basicplus.clock import parse_day, parse_period, today
from basicplus.invoicing import Invoice, explain
from basicplus.invoicing.press import pressing

app = typer.Typer(help="Invoice runs.", no_args_is_help=True)

PeriodOption = Annotated[
    str, typer.Option("--period", metavar="PERIOD", help="A month 2025-03, a quarter 2025-Q1 or a year 2025.")
]
IssueOption = Annotated[
    str | None, typer.Option("--issue-on", metavar="DATE", help="Date of the documents; today if not given.")
]


@app.command(epilog="Example: basicplus invoices preview --period 2025-03")
def preview(
    period: PeriodOption, db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False
) -> None:
    """Say what a run would bill and what holds it up; saves nothing, takes no number."""
    wanted = parse_period(period, "--period")
    with opened(db) as database, database.reading(group) as session:
        result = invoicing.preview(session, wanted)
    if as_json:
        print_json(asdict(result))
        return
    rows = [
        (row.member, row.name, row.reason, row.lines, euros(row.total_cents), f"{row.unsigned_minutes / 60:.2f}")
        for row in result.members
        if row.reason != "zero"
    ]
    columns = ["member", "name", "state", "lines", "total", "unsigned h"]
    print_table(f"Run {result.period}", columns, rows, right=[3, 4, 5])
    counters = ", ".join(f"{count} {reason}" for reason, count in result.counters.items())
    console.print(f"\n{counters}; total {euros(result.total_cents)} EUR. Nothing was issued.")


@app.command(epilog="Example: basicplus invoices issue --period 2025-03 --issue-on 2025-04-07")
def issue(
    period: PeriodOption,
    issue_on: IssueOption = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Issue the invoices of a period. Run again, it bills nothing twice."""
    wanted = parse_period(period, "--period")
    day = _day(issue_on)
    with (
        opened(db) as database,
        pressing() as render,
        database.writing(group, actor(), f"run {period}") as session,
    ):
        issued = invoicing.issue_run(session, wanted, day, render=render)
    _tell(f"Run {period}", issued, as_json)


@app.command(epilog="Example: basicplus invoices why 2025-000042 --costs")
def why(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="Number of an issued document.")],
    costs: Annotated[
        bool, typer.Option("--costs", help="Also list the payroll entries: they show what people earn.")
    ] = False,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say why a document asks what it asks: costs, keys, weights, and the signed hours behind each line."""
    with opened(db) as database, database.reading(group) as session:
        found = explain.why(session, number)
        pools = explain.pool_costs(session, number) if costs else None
    if as_json:
        print_json(asdict(found) | ({} if pools is None else {"costs": [asdict(pool) for pool in pools]}))
        return
    tell_why(found, pools or [])


def settle(
    year: Annotated[int, typer.Argument(min=2000, max=2100, help="The year to settle.")],
    issue_on: IssueOption = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Settle a year at actual cost: bill or credit each member's difference.

    Example: basicplus settle 2025 --issue-on 2026-03-02
    """
    day = _day(issue_on)
    with (
        opened(db) as database,
        pressing() as render,
        database.writing(group, actor(), f"settle {year}") as session,
    ):
        issued = invoicing.settle_year(session, year, day, render=render)
    _tell(f"Settlement {year}", issued, as_json)


def _day(text: str | None) -> date:
    return parse_day(text, "--issue-on") if text else today()


def _tell(title: str, issued: list[Invoice], as_json: bool) -> None:
    total = sum(invoice.total_cents for invoice in issued)
    if as_json:
        documents = [{"number": row.number, "kind": row.kind, "total_cents": row.total_cents} for row in issued]
        print_json({"issued": len(issued), "total_cents": total, "documents": documents})
    elif issued:
        console.print(
            f"{title}: {len(issued)} documents issued, {issued[0].number} to {issued[-1].number},"
            f" {euros(total)} EUR in all."
        )
    else:
        console.print(f"{title}: there was nothing to bill.")
