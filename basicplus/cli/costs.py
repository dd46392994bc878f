"""`basicplus costs show`, `settlement explain` and `close-year`: what the year cost, why, and its end."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from basicplus import invoicing
from basicplus.cli.opening import actor, opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, console, euros, print_json, print_table
from basicplus.clock import parse_day, parse_period, today, year_span
from basicplus.errors import invalid
from basicplus.invoicing.settlement import ExplainedYear
from basicplus.invoicing.settlement.explaining import ExplainedAgreement, ExplainedPool

app = typer.Typer(help="Costs, foreseen and actual.", no_args_is_help=True)
settlement = typer.Typer(help="The settlement of a year.", no_args_is_help=True)

YearArgument = Annotated[int, typer.Argument(min=2000, max=2100, help="The year.")]


@app.callback()
def _costs() -> None:
    """Keep `show` a command of its own."""


@settlement.callback()
def _settlement() -> None:
    """Keep `explain` a command of its own."""


@app.command(epilog="Example: basicplus costs show --month 2025-03 --pool CP")
def show(
    year: Annotated[int | None, typer.Option("--year", min=2000, max=2100, help="A whole year.")] = None,
    month: Annotated[str | None, typer.Option("--month", metavar="MONTH", help="A month, as 2025-03.")] = None,
    worker: Annotated[str | None, typer.Option("--worker", metavar="NUMBER", help="One worker only.")] = None,
    pool: Annotated[str | None, typer.Option("--pool", metavar="CODE", help="One pool only.")] = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show estimated and actual costs side by side, per pool, worker, month and kind. Shows pay."""
    if (year is None) == (month is None):
        raise invalid("--year", year or "nothing", "give a --year or a --month")
    span = year_span(year) if year is not None else parse_period(str(month), "--month").span
    with opened(db) as database, database.reading(group) as session:
        found = invoicing.side_by_side(session, span, worker=worker, pool=pool)
    if as_json:
        print_json(asdict(found))
        return
    rows = [
        (
            line.pool,
            line.worker or "",
            f"{line.month:%Y-%m}",
            line.kind,
            _cents(line.estimate_cents),
            _cents(line.actual_cents),
            _cents(line.difference_cents),
        )
        for line in found.lines
    ]
    sums = [euros(cents) for cents in (found.estimate_cents, found.actual_cents, found.difference_cents)]
    rows.append(("total", "", "", "", sums[0], sums[1], sums[2]))
    columns = ["pool", "worker", "month", "kind", "estimate", "actual", "difference"]
    print_table(f"Costs {year or month}", columns, rows, right=[4, 5, 6])
    console.print(f"\nExpected: {euros(found.expected_cents)} EUR, actual where known, else as estimated.")


@settlement.command(epilog="Example: basicplus settlement explain 2025 M001")
def explain(
    year: YearArgument,
    member: Annotated[str, typer.Argument(help="Number of the member.")],
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Explain a member's settlement on one page: cost of its pools, what poured in, weight, share, difference."""
    with opened(db) as database, database.reading(group) as session:
        explained = invoicing.explain_settlement(session, year, member)
    if as_json:
        print_json(asdict(explained))
        return
    for pool in explained.pools:
        _tell_pool(pool)
    _tell_sums(explained)


def close_year(
    year: YearArgument,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day; today if not given.")] = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Close a settled year for good: nothing in it is booked, priced, issued, credited or settled any more.

    Example: basicplus close-year 2025 --on 2026-06-30
    """
    day = parse_day(on, "--on") if on else today()
    with opened(db) as database, database.writing(group, actor(), f"close {year}") as session:
        row = invoicing.close_year(session, year, day)
    if as_json:
        print_json({"year": row.year, "closed_on": row.closed_on, "sha256": row.sha256})
        return
    console.print(f"{year} is closed on {row.closed_on}; its proof is sealed as {row.sha256}.", soft_wrap=True)


def _tell_pool(pool: ExplainedPool) -> None:
    rows = [(kind, euros(cents)) for kind, cents in pool.costs_cents.items()]
    for flow in pool.inflows:
        weight = f"{flow.weight:,} of {flow.total_weight:,} by {flow.weighed_by}"
        source = f"from {', '.join(flow.pools)}, {flow.first_month} to {flow.last_month}: {weight}"
        rows.append((source, euros(flow.cents)))
    if pool.poured_out_cents:
        rows.append(("poured into other pools", euros(-pool.poured_out_cents)))
    rows.append(("full cost", euros(pool.total_cents)))
    print_table(f"{pool.pool} {pool.name}", ["cost", "EUR"], rows, right=[1])
    for claim in pool.agreements:
        console.print(
            f"{claim.agreement}: {_weight(pool, claim)}: share {euros(claim.share_cents)}", soft_wrap=True
        )
    console.print()


def _weight(pool: ExplainedPool, claim: ExplainedAgreement) -> str:
    if claim.key is None:
        return f"{claim.weight:,} of {pool.total_weight:,} minute-days ({claim.basis})"
    return (
        f"{claim.key_weight:,} of {claim.total_key_weight:,} by key {claim.key},"
        f" which has {claim.weight_of_key:,} of {pool.total_weight:,} minute-days"
    )


def _tell_sums(explained: ExplainedYear) -> None:
    rows = [
        ("share of the cost", euros(explained.share_cents)),
        ("billed for periods", euros(explained.billed_cents)),
        ("difference", euros(explained.difference_cents)),
        ("settled so far", euros(explained.settled_cents)),
        ("still open", euros(explained.open_cents)),
    ]
    title = f"{explained.member} {explained.name}, {explained.year} ({explained.state})"
    print_table(title, ["sum", "EUR"], rows, right=[1])


def _cents(cents: int | None) -> str:
    return "" if cents is None else euros(cents)
