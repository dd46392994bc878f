"""`basicplus plan ...`: the plan as a table, a month to be printed, and the calendars that were opened."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from basicplus.cli.opening import opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, console, print_json, print_table
from basicplus.clock import BRUSSELS, Span, parse_day, parse_period, today
from basicplus.errors import invalid
from basicplus.feeds import Language, View, feeds_of, month_sheet, plan_sheet, planned, render_month
from basicplus.workers.models import PROFESSIONS

WorkerOption = Annotated[str | None, typer.Option("--worker", help="Number of a worker.")]
MemberOption = Annotated[str | None, typer.Option("--member", help="Number of a member.")]
DraftOption = Annotated[bool, typer.Option("--draft", help="The draft too, not only what is published.")]


def export(
    from_on: Annotated[str, typer.Option("--from", metavar="DATE", help="First day.")],
    until_on: Annotated[str, typer.Option("--until", metavar="DATE", help="First day after.")],
    worker: WorkerOption = None,
    member: MemberOption = None,
    profession: Annotated[str | None, typer.Option("--profession", help="As prevention_advisor.")] = None,
    draft: DraftOption = False,
    out: Annotated[Path | None, typer.Option("--out", help="File to write: .csv or .xlsx.")] = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the visits of some days, or write them as a table: of a worker, a member, a profession, or all.

    Example: basicplus plan export --from 2026-03-01 --until 2026-04-01 --out plan.xlsx
    """
    span = Span(parse_day(from_on, "--from"), parse_day(until_on, "--until"))
    if not span:
        raise invalid("--until", until_on, f"a day after {span.from_on}")
    if profession is not None and profession not in PROFESSIONS:
        raise invalid("--profession", profession, f"one of {', '.join(PROFESSIONS)}")
    if out is not None and out.suffix not in (".csv", ".xlsx"):
        raise invalid("--out", out, "a file that ends in .csv or .xlsx")
    with opened(db) as database, database.reading(group) as session:
        visits = planned(session, View(span, not draft, worker, member, profession))
    sheet = plan_sheet(visits, with_ways=member is None)
    if out is not None:
        out.write_bytes(sheet.written(out.suffix[1:]))
    if as_json:
        print_json([dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows])
    elif out is not None:
        console.print(f"{len(visits)} visits written to {out}.", highlight=False)
    else:
        shown = ("day", "start", "end", "worker_name", "member_name", "city", "agreement")
        places = [sheet.columns.index(name) for name in shown]
        rows = [[row[place] or "-" for place in places] for row in sheet.rows]
        print_table(f"Visits of {span}", shown, rows)


def print_(
    month: Annotated[str, typer.Option("--month", metavar="MONTH", help="As 2026-03.")],
    out: Annotated[Path, typer.Option("--out", help="PDF to write.")],
    worker: WorkerOption = None,
    member: MemberOption = None,
    language: Annotated[
        Language | None, typer.Option("--language", help="That of the worker or the member if not given.")
    ] = None,
    draft: DraftOption = False,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the month of a worker or of a member on a page to be printed (A4 across).

    Example: basicplus plan print --worker W001 --month 2026-03 --out march.pdf
    """
    if (worker is None) == (member is None):
        raise invalid("--worker", worker or "nothing", "give --worker or --member: a page is of one of them")
    period = parse_period(month, "--month")
    if period.frequency != "monthly":
        raise invalid("--month", month, "write a month as 2026-03")
    with opened(db) as database, database.reading(group) as session:
        sheet = month_sheet(session, View(period.span, not draft, worker, member), language)
    out.write_bytes(render_month(sheet, today()))
    if as_json:
        print_json({"file": str(out), "name": sheet.name, "visits": len(sheet.visits)})
    else:
        console.print(f"{sheet.name}, {month}: {len(sheet.visits)} visits, written to {out}.", highlight=False)


def feeds(db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False) -> None:
    """List the calendars that were opened; `do open-feed` opens one, `do revoke-feed` closes it.

    Example: basicplus plan feeds
    """
    with opened(db) as database, database.reading(group) as session:
        found = feeds_of(session)
    if as_json:
        print_json([asdict(feed) for feed in found])
        return
    rows = [
        (
            feed.id,
            feed.owner,
            feed.label or "-",
            f"{feed.opened_at.astimezone(BRUSSELS):%Y-%m-%d}",
            f"{feed.revoked_at.astimezone(BRUSSELS):%Y-%m-%d}" if feed.revoked_at else "-",
        )
        for feed in found
    ]
    print_table("Calendars", ["id", "of", "label", "opened on", "revoked on"], rows)
