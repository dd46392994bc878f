"""`basicplus plan ...`: the board, conflicts and edits of drafts, differences between versions, telling people."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Annotated, Any

import typer

from basicplus.assignments import planning
from basicplus.cli.closing import day_of
from basicplus.cli.opening import actor, opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, print_json, print_table
from basicplus.clock import BRUSSELS, Span, now, parse_day, today
from basicplus.config import Settings
from basicplus.errors import invalid
from basicplus.invoicing.delivery.transports import mailer_of

app = typer.Typer(
    help="The plan: board, conflicts, edits, differences between versions; `do publish-plan` publishes a draft.",
    no_args_is_help=True,
)
DayOption = Annotated[
    str | None, typer.Option("--day", metavar="DAY", help="A day of the plan; today if not given.")
]
FromOption = Annotated[str | None, typer.Option("--from", metavar="DAY", help="First day; today if not given.")]
UntilOption = Annotated[str | None, typer.Option("--until", metavar="DAY", help="First day after.")]
LanguageOption = Annotated[str, typer.Option("--language", help="fr, nl, de or en.")]
WorkerOption = Annotated[str, typer.Option("--worker", metavar="NUMBER", help="Of one worker only.")]
MemberOption = Annotated[str, typer.Option("--member", metavar="NUMBER", help="Of one member only.")]
LANGUAGES = ("fr", "nl", "de", "en")


@app.command()
def diff(
    day: DayOption = None,
    version: Annotated[
        int | None, typer.Option(help="The earlier version; the published one if not given.")
    ] = None,
    later: Annotated[int | None, typer.Option("--with", help="The later one; the draft if not given.")] = None,
    worker: WorkerOption = "",
    member: MemberOption = "",
    language: LanguageOption = "en",
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say in words what differs between two versions of a plan, for each worker and each member.

    Example: basicplus plan diff --day 2025-03-03 --language fr
    """
    with opened(db) as database, database.reading(group) as session:
        found = planning.diff(
            session,
            day_of(day),
            _language(language),
            version,
            later,
            worker=worker or None,
            member=member or None,
        )
    if as_json:
        print_json(asdict(found))
        return
    counts = ", ".join(f"{count} {kind}" for kind, count in found.counts.items())
    rows = [(line.party, line.number, line.kind, line.says) for line in found.lines]
    print_table(f"Version {found.version} -> {found.later}: {counts}", ["for", "number", "kind", "what"], rows)


@app.command()
def conflicts(
    from_: FromOption = None,
    until: UntilOption = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DAY", help="As of a day; today if not given.")] = None,
    kind: Annotated[str, typer.Option("--kind", help="One kind only, as `travel` or `oversold`.")] = "",
    language: LanguageOption = "en",
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what stands beside the drafts of some days: four weeks if no end is given.

    Example: basicplus plan conflicts --from 2025-03-01 --until 2025-04-01 --on 2025-02-01
    """
    span = _span(from_, until, 28)
    with opened(db) as database, database.reading(group) as session:
        found = planning.conflicts_of(session, span, day_of(on))
    found = [each for each in found if kind in ("", each.kind)]
    told = [(each.severity, each.kind, each.day, planning.says(each, _language(language))) for each in found]
    if as_json:
        plain = [asdict(each) | {"says": row[3]} for each, row in zip(found, told, strict=True)]
        print_json([{name: value for name, value in each.items() if name != "finding"} for each in plain])
    else:
        print_table(f"Conflicts of {span}", ["severity", "kind", "day", "what"], told)


@app.command()
def board(
    from_: FromOption = None,
    until: UntilOption = None,
    worker: WorkerOption = "",
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show workers by days: planned hours, `+` for a draft, `!` for an alert; a week if no end is given.

    Example: basicplus plan board --from 2025-03-03 --until 2025-03-10
    """
    span = _span(from_, until, 7)
    with opened(db) as database, database.reading(group) as session:
        found = planning.board(session, span, [worker] if worker else None)
    if as_json:
        print_json([asdict(row) for row in found])
        return
    rows = [
        (row.worker, row.name, *map(_cell, row.days), _hours(row.planned_minutes), _hours(row.owed_minutes))
        for row in found
    ]
    columns = ["worker", "name", *(f"{day:%a %d}" for day in span.days()), "planned", "contract"]
    print_table(f"Board of {span}", columns, rows, right=range(2, len(columns)))


@app.command()
def edits(
    day: DayOption = None, db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False
) -> None:
    """List the edits of the draft of a plan; `do undo-edit` takes the last one back, `do redo-edit` does it again.

    Example: basicplus plan edits --day 2025-03-03
    """
    with opened(db) as database, database.reading(group) as session:
        plan = planning.plan_of(session, day_of(day))
        found = [(row.position, row.state, row.kind, row.words) for row in planning.edits_of(session, plan)]
        version = plan.draft
    columns = ["position", "state", "kind", "words"]
    if as_json:
        print_json([dict(zip(columns, row, strict=True)) for row in found])
    else:
        print_table(f"Edits of version {version}", columns, found, right=[0])


@app.command()
def notices(
    day: DayOption = None, db: DbOption = None, group: GroupOption = None, as_json: JsonOption = False
) -> None:
    """List whom each published version of a plan concerns, and when they were told.

    Example: basicplus plan notices --day 2025-03-03
    """
    with opened(db) as database, database.reading(group) as session:
        found = planning.notices_of(session, planning.plan_of(session, day_of(day)))
    if as_json:
        print_json([asdict(each) for each in found])
        return
    rows = [
        (
            each.notice,
            each.version,
            each.number,
            f"{each.published_at.astimezone(BRUSSELS):%Y-%m-%d %H:%M}",
            each.added,
            each.moved,
            each.cancelled,
            each.state,
            f"{each.at.astimezone(BRUSSELS):%Y-%m-%d %H:%M}" if each.at else "-",
            each.channel or "-",
        )
        for each in found
    ]
    columns = ["id", "version", "for", "published", "new", "moved", "out", "state", "at", "by"]
    print_table("Notices", columns, rows, right=[0, 1, 4, 5, 6])


@app.command()
def tell(
    again: Annotated[
        list[int] | None,
        typer.Argument(metavar="NOTICE...", help="Ids of notices whose e-mail failed, to go again."),
    ] = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tell by e-mail whom published versions concern and who was not told yet. Exit code 1: something failed.

    Example: basicplus plan tell
    """
    mailer = mailer_of(Settings())
    with opened(db) as database:
        done = planning.tell_due(database, group, actor(), mailer, now, again or [])
    if as_json:
        print_json([asdict(line) for line in done])
    else:
        rows = [(line.notice, line.party, line.state, line.address or "-", line.says) for line in done]
        print_table("Notices", ["id", "for", "state", "to", "what was said"], rows, right=[0])
    raise typer.Exit(1 if any(line.state == "failed" for line in done) else 0)


def _cell(day: Any) -> str:
    if not day.planned_minutes and not day.alerts:
        return "-" if day.owed_minutes else ""
    draft = "+" if any(chip.state == "draft" for chip in day.chips) else ""
    return f"{_hours(day.planned_minutes)}{draft}{'!' if day.alerts else ''}"


def _hours(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def _span(from_: str | None, until: str | None, days: int) -> Span:
    start: date = parse_day(from_, "--from") if from_ else today()
    span = Span(start, parse_day(until, "--until") if until else start + timedelta(days=days))
    if not span:
        raise invalid("--until", until, f"a day after {start}")
    return span


def _language(language: str) -> str:
    if language not in LANGUAGES:
        raise invalid("--language", language, f"one of {', '.join(LANGUAGES)}")
    return language
