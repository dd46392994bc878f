"""`basicplus month ...`: how far a month is, telling and reminding members, tacit approval, the lock."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from basicplus.acts import act_named
from basicplus.acts.doing import do
from basicplus.assignments import timesheets
from basicplus.cli.acts import tell
from basicplus.cli.closing import OnOption, day_of
from basicplus.cli.opening import actor, opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, print_json, print_table
from basicplus.clock import now
from basicplus.config import Settings
from basicplus.invoicing.cockpit import BLOCKING, month_state
from basicplus.invoicing.delivery.transports import mailer_of
from basicplus.web.reading.month import month_asked

app = typer.Typer(
    help="The close of a month: what holds billing up, members told and reminded by e-mail, tacit approval, lock.",
    no_args_is_help=True,
)
MonthArgument = Annotated[str, typer.Argument(metavar="YYYY-MM", help="The month.")]


@app.command()
def show(
    month: MonthArgument,
    blocking: Annotated[bool, typer.Option("--blocking", help="Only what holds billing up.")] = False,
    on: OnOption = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the assignments of a month, what holds billing up first.

    Example: basicplus month show 2025-03 --blocking
    """
    today = day_of(on)
    with opened(db) as database, database.reading(group) as session:
        found = month_state(session, month_asked(month), today)
    rows = [row for row in found.rows if row.state in BLOCKING or not blocking]
    if as_json:
        told = [asdict(row) | {"state": row.state, "turn": row.turn} for row in rows]
        print_json({"month": month, "period": found.period, "counters": dict(found.counters), "rows": told})
        return
    counts = ", ".join(f"{count} {state}" for state, count in found.counters.items() if count)
    print_table(
        f"{month} ({found.period}): {counts or 'nothing planned or worked'}",
        ["state", "turn", "member", "worker", "agreement", "planned", "worked", "days waiting"],
        [
            (
                row.state,
                row.turn or "-",
                f"{row.member} {row.member_name}",
                row.worker_name,
                row.agreement,
                _hours(row.planned_minutes),
                _hours(row.worked_minutes),
                row.days_waiting(today),
            )
            for row in rows
        ],
        right=[5, 6, 7],
    )


@app.command("tell")
def tell_members(
    again: Annotated[
        list[int] | None, typer.Argument(metavar="NOTICE...", help="Ids of notices whose e-mail failed.")
    ] = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send the e-mails to members that were not sent yet. Exit code 1: something failed.

    Example: basicplus month tell
    """
    _send(again or [], db, group, as_json)


@app.command()
def remind(db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False) -> None:
    """Write the reminders that are due, then send all that waits; a second run sends nothing twice.

    Example: basicplus month remind
    """
    act = act_named("remind-members-of-hours")
    with opened(db) as database:
        do(database, group, actor(), act, act.read({}))
    _send([], db, group, as_json)


@app.command()
def approve(
    on: OnOption = None, db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False
) -> None:
    """Approve the lines on which members were silent for as long as their agreement says.

    Example: basicplus month approve
    """
    _do("approve-hours-tacitly", {"on": day_of(on)}, db, group, as_json)


@app.command()
def close(
    month: MonthArgument, db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False
) -> None:
    """Close a month: its hours stay as they are.

    Example: basicplus month close 2025-03
    """
    _do("close-month", {"month": month_asked(month)}, db, group, as_json)


@app.command()
def reopen(
    month: MonthArgument,
    why: Annotated[str, typer.Option("--reason", help="Why; kept with the month and in the journal.")],
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Open a closed month again, with a reason.

    Example: basicplus month reopen 2025-03 --reason "une matinée oubliée"
    """
    _do("reopen-month", {"month": month_asked(month), "because": why}, db, group, as_json)


def _send(again: list[int], db: str | None, group: str | None, as_json: bool) -> None:
    mailer = mailer_of(Settings())
    with opened(db) as database:
        done = timesheets.tell_due(database, group, actor(), mailer, now, again)
    if as_json:
        print_json([asdict(line) for line in done])
    else:
        rows = [(line.notice, line.party, line.state, line.address or "-", line.says) for line in done]
        print_table("E-mails to members", ["notice", "member", "state", "to", "what was said"], rows, right=[0])
    raise typer.Exit(1 if any(line.state == "failed" for line in done) else 0)


def _do(name: str, fields: dict[str, Any], db: str | None, group: str | None, as_json: bool) -> None:
    act = act_named(name)
    with opened(db) as database:
        done = do(database, group, actor(), act, act.read(fields))
    tell(done, act, dry_run=False, as_json=as_json)


def _hours(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"
