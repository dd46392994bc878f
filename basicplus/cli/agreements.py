"""`basicplus agreements`: where agreements stand, their paper, what amendments change, campaigns, agreed hours."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from basicplus import conventions
from basicplus.cli.opening import opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, console, print_json, print_table
from basicplus.clock import parse_day, today
from basicplus.conventions import Standing

app = typer.Typer(
    help="Where agreements stand, their paper, amendments, campaigns, agreed hours.", no_args_is_help=True
)

Number = Annotated[str, typer.Argument(metavar="NUMBER", help="Number of the agreement.")]
OnOption = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="The day asked about; today by default.")
]
LanguageOption = Annotated[
    Literal["fr", "nl", "de", "en"] | None,
    typer.Option("--language", help="Language of the text; the member's by default."),
]
VersionOption = Annotated[
    int | None, typer.Option("--version", help="Version; what waits for signatures, else the latest, by default.")
]


@app.command("list")
def list_standings(
    state: Annotated[str, typer.Option("--state", help="Only those in this state: in_force, sent ...")] = "",
    on: OnOption = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """List every version of every agreement, and the open amendments, with where they stand.

    Example: basicplus agreements list --state partly_signed
    """
    day = parse_day(on, "--on") if on else today()
    with opened(db) as database, database.reading(group) as session:
        found = [each for each in conventions.standings(session, day) if state in ("", each.state)]
    _show(f"Agreements on {day}", found, as_json)


@app.command()
def expiring(
    days: Annotated[int, typer.Option("--days", min=1, help="How many days to look ahead.")] = 90,
    on: OnOption = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the agreements that end soon and that no signed version follows.

    Example: basicplus agreements expiring --days 90
    """
    day = parse_day(on, "--on") if on else today()
    with opened(db) as database, database.reading(group) as session:
        found = conventions.expiring(session, day, days)
    _show(f"Agreements that end within {days} days from {day}", found, as_json)


@app.command()
def redline(
    number: Number,
    version: VersionOption = None,
    language: LanguageOption = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what a version of an agreement changes against the one before, block by block.

    Example: basicplus agreements redline A-CP-1 --language en
    """
    with opened(db) as database, database.reading(group) as session:
        paper = conventions.paper_of(session, number, version, language)
    changes = conventions.redline(paper.before, paper.content) if paper.before else ()
    if as_json:
        print_json([vars(each) for each in changes])
        return
    rows = [(each.block, each.term, each.before or "-", each.after or "-") for each in changes]
    print_table(f"{paper.content.number} {paper.why}", ["block", "term", "before", "after"], rows)


@app.command()
def pdf(
    number: Number,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write the PDF.")],
    version: VersionOption = None,
    language: LanguageOption = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the paper of an agreement, or of an amendment with what it changes; nothing is sent by it.

    Example: basicplus agreements pdf A-CP-1 --out A-CP-1.pdf --language nl
    """
    with opened(db) as database, database.reading(group) as session:
        paper = conventions.paper_of(session, number, version, language)
    content = conventions.render(paper)
    out.write_bytes(content)
    if as_json:
        print_json({"number": paper.content.number, "file": str(out), "bytes": len(content)})
    else:
        console.print(f"{out}: {paper.content.number}, {len(content):,} bytes")


@app.command()
def campaign(
    version: Annotated[int, typer.Argument(metavar="VERSION", help="Version of the internal rules.")],
    on: OnOption = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show who has signed the internal rules anew, who has not, and how many stand where.

    Example: basicplus agreements campaign 2
    """
    day = parse_day(on, "--on") if on else today()
    with opened(db) as database, database.reading(group) as session:
        state = conventions.campaign_state(session, version, day)
    if as_json:
        lines = [{**vars(each.standing), "reminded_on": each.reminded_on} for each in state.lines]
        print_json(vars(state) | {"lines": lines})
        return
    rows = [(*_row(each.standing), each.reminded_on or "-") for each in state.lines]
    print_table(f"Internal rules {version} from {state.from_on}", [*COLUMNS, "reminded"], rows)
    counts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in state.counts.items()) or "none"
    console.print(f"{counts}; left out: {', '.join(state.left_out) or 'none'}")


@app.command()
def envelope(
    year: Annotated[int, typer.Argument(metavar="YEAR")],
    alerts: Annotated[bool, typer.Option("--alerts", help="Only those of which 80 % or more is used.")] = False,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the hours agreed for a year beside those worked and those planned, and when 80 % and 100 % are reached.

    Example: basicplus agreements envelope 2026 --alerts
    """
    with opened(db) as database, database.reading(group) as session:
        found = [each for each in conventions.envelopes(session, year) if each.severity or not alerts]
    if as_json:
        print_json([vars(each) | {"severity": each.severity} for each in found])
        return
    rows = [
        (
            each.agreement,
            each.member,
            *(
                f"{minutes / 60:.2f}"
                for minutes in (each.agreed_minutes, each.worked_minutes, each.planned_minutes)
            ),
            f"{each.worked_percent} %",
            f"{each.foreseen_percent} %",
            *(each.reached.get(level, "-") for level in (80, 100)),
            each.severity or "",
        )
        for each in found
    ]
    columns = [
        "agreement",
        "member",
        "agreed h",
        "worked h",
        "planned h",
        "worked",
        "foreseen",
        "80 % on",
        "100 % on",
    ]
    print_table(f"Hours of {year}", [*columns, ""], rows, right=[2, 3, 4, 5, 6])


COLUMNS = ["agreement", "member", "state", "from", "until", "sent", "signed", "to sign"]


def _show(title: str, found: list[Standing], as_json: bool) -> None:
    if as_json:
        print_json([vars(each) | {"words": each.words("en")} for each in found])
    else:
        print_table(title, COLUMNS, [_row(each) for each in found])


def _row(each: Standing) -> tuple[object, ...]:
    days = (each.from_on, each.until_on or "-", each.sent_on or "-", each.signed_on or "-")
    return each.number, each.member, each.words("en"), *days, ", ".join(each.missing) or "-"
