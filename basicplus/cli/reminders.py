"""`basicplus reminders ...`: what reminders would say, writing and sending them, and for whom they rest."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from basicplus.acts import act_named
from basicplus.acts.doing import do
from basicplus.cli.acts import tell
from basicplus.cli.closing import OnOption, day_of
from basicplus.cli.opening import actor, opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, euros, print_json, print_table
from basicplus.clock import FOREVER, now, parse_day
from basicplus.config import Settings
from basicplus.invoicing import reminders
from basicplus.invoicing.delivery.transports import mailer_of
from basicplus.invoicing.reminders import Letter, Preview

app = typer.Typer(
    help="Reminders in steps: friendly, then firm; e-mail goes through BASICPLUS_SMTP_URL, letters into a folder.",
    no_args_is_help=True,
)
MemberOption = Annotated[str, typer.Option("--member", metavar="NUMBER", help="A member.")]
DocumentOption = Annotated[
    str, typer.Option("--document", metavar="NUMBER", help="A document that is disputed, instead of a member.")
]


@app.command()
def preview(
    on: OnOption = None, db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False
) -> None:
    """Show the reminders that `write` would write on a day, and why other late documents are left out.

    Example: basicplus reminders preview --on 2025-12-31
    """
    with opened(db) as database, database.reading(group) as session:
        found = reminders.preview(session, day_of(on))
    if as_json:
        print_json(
            {"letters": [_letter(each) for each in found.letters], "left_out": list(map(asdict, found.left_out))}
        )
    else:
        _tell_preview(found)


def _letter(letter: Letter) -> dict[str, Any]:
    sums = {
        "open_cents": letter.open_cents,
        "interest_cents": letter.interest_cents,
        "lump_cents": letter.lump_cents,
    }
    return asdict(letter) | sums | {"total_cents": letter.total_cents}


def _tell_preview(found: Preview) -> None:
    rows = [
        (
            each.buyer.number,
            each.buyer.name,
            each.step,
            ", ".join(part.document.number for part in each.documents),
            *map(euros, (each.open_cents, each.interest_cents + each.lump_cents)),
        )
        for each in found.letters
    ]
    print_table(
        f"Reminders of {found.on}",
        ["member", "name", "step", "documents", "open", "claims"],
        rows,
        right=[2, 4, 5],
    )
    out = [(each.member, each.document, each.because.replace("_", " "), each.says) for each in found.left_out]
    print_table("\nLate, and left out", ["member", "document", "because", "more"], out)


@app.command()
def write(
    on: OnOption = None, db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False
) -> None:
    """Write the reminders of a day; a second time there is nothing left to write. `send` sends them.

    Example: basicplus reminders write --on 2025-12-31
    """
    _do("remind", {"on": day_of(on)}, db, group, as_json)


@app.command()
def send(
    again: Annotated[
        list[int] | None,
        typer.Argument(metavar="REMINDER...", help="Ids of reminders that failed or were printed, to go again."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help="Where the letters for post are written.")
    ] = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Send what was written and not sent: by e-mail, or as letters for post. Exit code 1: something failed.

    Example: basicplus reminders send --out letters/
    """
    mailer = mailer_of(Settings())
    with opened(db) as database:
        done = reminders.send_due(database, group, actor(), mailer, out, now, again or [])
    if as_json:
        print_json([asdict(line) for line in done])
    else:
        rows = [(line.reminder, line.member, line.state, line.address or "post", line.says) for line in done]
        print_table("Reminders", ["id", "member", "state", "to", "what was said"], rows, right=[0])
    raise typer.Exit(1 if any(line.state == "failed" for line in done) else 0)


@app.command("list")
def list_(
    member: MemberOption = "", db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False
) -> None:
    """List the reminders that were written, and what became of them.

    Example: basicplus reminders list --member M0001
    """
    with opened(db) as database, database.reading(group) as session:
        found = reminders.reminders(session, member)
    if as_json:
        print_json([asdict(each) for each in found])
        return
    rows = [
        (
            each.id,
            each.written_on,
            each.member,
            each.step,
            ", ".join(number for number, _, _ in each.documents),
            *map(euros, (each.open_cents, each.interest_cents + each.lump_cents)),
            each.state,
            each.address or "-",
        )
        for each in found
    ]
    columns = ["id", "written", "member", "step", "documents", "open", "claims", "state", "to"]
    print_table("Reminders", columns, rows, right=[0, 3, 5, 6])


@app.command()
def stop(
    member: MemberOption = "",
    document: DocumentOption = "",
    why: Annotated[str, typer.Option("--reason", help="Why; kept with it and in the journal.")] = "",
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day; today by default.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="First day after; until `resume` if not given.")
    ] = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let the reminders of a member rest, or of one document; without either, list for whom they rest.

    Example: basicplus reminders stop --document 2025-000044 --reason "heures contestées"
    """
    if not member and not document:
        _list_stops(db, group, as_json)
        return
    given = {"member": member, "document": document, "from_on": day_of(from_), "why": why}
    given |= {"until_on": parse_day(until, "--until")} if until else {}
    _do("stop-reminders", given, db, group, as_json)


@app.command()
def resume(
    member: MemberOption = "",
    document: DocumentOption = "",
    on: OnOption = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remind a member, or of a document, again from a day on.

    Example: basicplus reminders resume --document 2025-000044
    """
    _do("resume-reminders", {"member": member, "document": document, "on": day_of(on)}, db, group, as_json)


@app.command()
def steps(db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False) -> None:
    """Show the steps; `basicplus do set-reminder-steps --from FILE` sets them, with texts in each language.

    Example: basicplus reminders steps --json
    """
    with opened(db) as database, database.reading(group) as session:
        found = reminders.steps_of(session)
    if as_json:
        print_json([asdict(each) for each in found])
        return
    rows = [
        (
            each.position,
            each.after_days,
            each.wait_days,
            euros(each.least_cents),
            "yes" if each.claims_interest else "no",
            "yes" if each.claims_lump_sum else "no",
            ", ".join(sorted(each.texts or {})) or "-",
        )
        for each in found
    ]
    columns = [
        "step",
        "days after the due day",
        "after the step before",
        "from",
        "interest",
        "lump sum",
        "own words",
    ]
    print_table("Steps", columns, rows, right=[0, 1, 2, 3])


def _list_stops(db: str | None, group: str | None, as_json: bool) -> None:
    with opened(db) as database, database.reading(group) as session:
        found = reminders.stops_of(session)
    told = [
        (each.member, each.document or "", each.days.from_on, _end(each.days.until_on), each.why) for each in found
    ]
    columns = ["member", "document", "from_on", "until_on", "why"]
    if as_json:
        print_json([dict(zip(columns, row, strict=True)) for row in told])
    else:
        print_table("Reminders rest", columns, [tuple(cell or "-" for cell in row) for row in told])


def _end(until_on: date) -> date | None:
    return None if until_on == FOREVER else until_on


def _do(name: str, fields: dict[str, Any], db: str | None, group: str | None, as_json: bool) -> None:
    act = act_named(name)
    given = act.read(fields)
    with opened(db) as database:
        done = do(database, group, actor(), act, given)
    tell(done, act, dry_run=False, as_json=as_json)
