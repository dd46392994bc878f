"""`basicplus liability staff`, `provisions`, `report` and `snapshot`: what a closing of the accounts looks at."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer

from basicplus import liability
from basicplus.cli.opening import actor, opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, console, euros, print_json, print_table
from basicplus.clock import parse_day, today

OnOption = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="The day asked about; today if not given.")
]


def day_of(on: str | None) -> date:
    """Return the day asked about."""
    return parse_day(on, "--on") if on else today()


def staff(
    on: OnOption = None, db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False
) -> None:
    """Say what the exit of each worker would cost on a day, with every step in --json. Shows pay: keep it close.

    Example: basicplus liability staff --on 2025-12-31 --json
    """
    with opened(db) as database, database.reading(group) as session:
        result = liability.theoretical(session, day_of(on))
    if as_json:
        print_json(asdict(result))
        return
    rows = []
    for cost in result.workers:
        amounts = {figure.name: figure.cents for figure in cost.figures}
        contributions = sum(figure.contributions_cents for figure in cost.figures)
        names = ("indemnity", "exit_holiday_pay", "year_end_premium")
        rows.append(
            (
                cost.inputs.worker,
                cost.inputs.seniority_from,
                euros(cost.inputs.monthly_gross_cents),
                "-" if cost.notice_weeks is None else cost.notice_weeks,
                *(euros(amounts[name]) if name in amounts else "-" for name in names),
                euros(contributions),
                euros(cost.total_cents),
            )
        )
    columns = ["worker", "since", "gross/month", "weeks", "indemnity", "holiday", "premium", "employer", "total"]
    title = f"Theoretical social liability on {result.on}: a management figure, neither debt nor provision"
    print_table(title, columns, rows, right=[2, 3, 4, 5, 6, 7, 8])
    console.print(f"\n{euros(result.total_cents)} EUR if everybody left that day.")
    for sentence in result.unknown:
        console.print(f"Not known: {sentence}", markup=False, soft_wrap=True)


def provisions(
    on: OnOption = None, db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False
) -> None:
    """Say what provisions and allocated funds hold at the end of a day, by vintage.

    Example: basicplus liability provisions --on 2025-12-31
    """
    day = day_of(on)
    with opened(db) as database, database.reading(group) as session:
        lines = liability.provisions_on(session, day)
    if as_json:
        print_json({"on": day, "provisions": [asdict(line) for line in lines]})
        return
    rows = [
        (line.code, line.name, line.nature, year, euros(cents))
        for line in lines
        for year, cents in line.vintages.items() or [("-", 0)]
    ]
    print_table(
        f"Provisions and funds on {day}", ["code", "name", "nature", "vintage", "balance"], rows, right=[4]
    )


def report(
    on: OnOption = None, db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False
) -> None:
    """Show the three figures side by side, never added: booked debt, foreseen exits, theoretical liability.

    Example: basicplus liability report --on 2025-12-31
    """
    with opened(db) as database, database.reading(group) as session:
        result = liability.report(session, day_of(on))
    if as_json:
        print_json(asdict(result))
        return
    booked = [(kind, euros(standing.open_cents)) for kind, standing in result.booked.kinds.items()]
    print_table(f"(a) Booked debt open on {result.on}", ["kind", "open"], booked, right=[1])
    exits = [
        (
            line.reference,
            line.certainty,
            *map(euros, (line.estimate_cents, line.provided_cents, line.missing_cents)),
        )
        for line in result.exits
    ]
    console.print()
    columns = ["exit", "certainty", "estimate", "provided", "missing"]
    print_table("(b) Decided or probable exits", columns, exits, right=[2, 3, 4])
    console.print()
    staff_figures = [(name, euros(cents)) for name, cents in result.theoretical.figures.items()]
    print_table("(c) Theoretical liability (management figure)", ["figure", "amount"], staff_figures, right=[1])
    cover = result.coverage
    console.print(
        f"\nAllocated funds {euros(cover.allocated_cents)} EUR of {euros(cover.theoretical_cents)} EUR in (c);"
        f" {euros(cover.missing_cents)} EUR missing. {len(result.theoretical.unknown)} figures are not known.",
        soft_wrap=True,
    )
    console.print("(a), (b) and (c) answer different questions and overlap: they are not to be added.")


def snapshot(
    on: OnOption = None, db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False
) -> None:
    """Seal the report of a day with its inputs and steps, for the commissaire.

    Example: basicplus liability snapshot --on 2025-12-31
    """
    day = day_of(on)
    with opened(db) as database, database.writing(group, actor(), f"liability on {day}") as session:
        row = liability.take_snapshot(session, day)
    if as_json:
        print_json({"id": row.id, "on": row.taken_for_on, "sha256": row.sha256})
    else:
        console.print(f"Sealed the liability of {day} as snapshot {row.id}, SHA-256 {row.sha256}.")
