"""`basicplus invoices ...` and `basicplus settle`: the runs that issue documents."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from basicplus import invoicing
from basicplus.acts.runs import issue_in_batches
from basicplus.cli.drafts import tell_draft
from basicplus.cli.opening import actor, opened
from basicplus.cli.output import (
    DbOption,
    DespiteOption,
    GroupOption,
    JsonOption,
    console,
    euros,
    print_json,
    print_table,
)
from basicplus.cli.reasons import tell_why
from basicplus.clock import parse_day, parse_period, today
from basicplus.errors import invalid
from basicplus.invoicing import explain
from basicplus.invoicing.documents.pdf import render_pdf
from basicplus.invoicing.press import pressing
from basicplus.invoicing.runs import BATCH

app = typer.Typer(help="Invoice runs.", no_args_is_help=True)

PeriodOption = Annotated[
    str, typer.Option("--period", metavar="PERIOD", help="A month 2025-03, a quarter 2025-Q1 or a year 2025.")
]
IssueOption = Annotated[
    str | None, typer.Option("--issue-on", metavar="DATE", help="Date of the documents; today if not given.")
]


@app.command(epilog="Example: basicplus invoices preview --period 2025-03 --member M001 --pdf draft.pdf")
def preview(
    period: PeriodOption,
    issue_on: IssueOption = None,
    member: Annotated[str | None, typer.Option("--member", metavar="NUMBER", help="The draft of one.")] = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", metavar="FILE", help="Write the draft of --member.")] = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what a run would bill and what holds it up; saves nothing, takes no number."""
    wanted = parse_period(period, "--period")
    day = parse_day(issue_on, "--issue-on") if issue_on else None
    if pdf is not None and member is None:
        raise invalid("--pdf", pdf, "say with --member whose draft it is")
    with opened(db) as database, database.reading(group) as session:
        if member is not None:
            drafted = invoicing.preview_member(session, wanted, member, day)
            if pdf is not None:
                pdf.write_bytes(render_pdf(drafted.document))
            tell_draft(drafted, as_json)
            return
        result = invoicing.preview(session, wanted, day)
    if as_json:
        print_json(asdict(result))
        return
    rows = [
        (
            row.member,
            row.name,
            f"{row.reason}, waits" if row.waits else row.reason,
            row.lines,
            euros(row.total_cents),
            f"{(row.unsigned_minutes + row.disputed_minutes) / 60:.2f}",
        )
        for row in result.members
        if row.reason != "zero"
    ]
    columns = ["member", "name", "state", "lines", "total", "unsigned h"]
    print_table(f"Run {result.period}", columns, rows, right=[3, 4, 5])
    console.print(f"\n{_counters(result)}; total {euros(result.total_cents)} EUR. Nothing was issued.")
    for row in result.members:
        for sentence in row.findings:
            console.print(f"{row.member}: {sentence}", markup=False, soft_wrap=True)


@app.command(epilog="Example: basicplus invoices issue --period 2025-03 --issue-on 2025-04-07")
def issue(
    period: PeriodOption,
    issue_on: IssueOption = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="NUMBER", help="A member, if not all; repeat for more.")
    ] = None,
    batch: Annotated[int, typer.Option("--batch", min=1, max=500, help="Documents a commit.")] = BATCH,
    despite: DespiteOption = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Approve and issue the invoices of a period, batch by batch; who is not ready is left for later.

    Stopped anywhere and started again, it goes on where it was. Run again, it bills nothing twice.
    """
    wanted = parse_period(period, "--period")
    with opened(db) as database, pressing() as render:
        with database.reading(group) as session:
            running = invoicing.unfinished(session, wanted)
        issued = issue_in_batches(
            database,
            group,
            actor(),
            wanted,
            parse_day(issue_on, "--issue-on") if issue_on else None if running else today(),
            only=only or None,
            despite=despite,
            documents=batch,
            render=render,
        )
        with database.reading(group) as session:
            later = invoicing.preview(session, wanted, issued.run_on)
    _tell(f"Run {period}", issued.documents, as_json, later)


@app.command(epilog="Example: basicplus invoices runs")
def runs(db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False) -> None:
    """List the runs: period, date, state, who approved them, and their members by state."""
    with opened(db) as database, database.reading(group) as session:
        found = invoicing.list_runs(session)
    if as_json:
        print_json({"runs": [asdict(run) for run in found]})
        return
    columns = ["period", "date", "state", "approved by", "approved", "issued", "empty", "cancelled"]
    rows = [(run.period, run.issue_on, run.state, run.approved_by or "-", *run.members.values()) for run in found]
    print_table("Invoice runs", columns, rows, right=[4, 5, 6, 7])


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
    _tell(f"Settlement {year}", [(row.number, row.kind, row.total_cents) for row in issued], as_json)


def _day(text: str | None) -> date:
    return parse_day(text, "--issue-on") if text else today()


def _tell(
    title: str, issued: list[tuple[str, str, int]], as_json: bool, later: invoicing.Preview | None = None
) -> None:
    total = sum(cents for _, _, cents in issued)
    if as_json:
        documents = [dict(zip(("number", "kind", "total_cents"), row, strict=True)) for row in issued]
        left = {"later": later.counters} if later else {}
        print_json({"issued": len(issued), "total_cents": total, "documents": documents, **left})
        return
    if issued:
        numbers = f"{issued[0][0]} to {issued[-1][0]}"
        console.print(f"{title}: {len(issued)} documents issued, {numbers}, {euros(total)} EUR in all.")
    else:
        console.print(f"{title}: there was nothing to bill.")
    if later and any(row.reason != "zero" for row in later.members):
        console.print(f"Left for later: {_counters(later)}; see `basicplus invoices preview`.")


def _counters(preview: invoicing.Preview) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in preview.counters.items())
