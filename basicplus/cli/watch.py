"""`basicplus watch`: the nightly audit, the findings and who owns them, duties by day, the head count."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal

import typer

from basicplus import watch
from basicplus.cli.opening import actor, opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, console, print_json, print_table
from basicplus.clock import Span, now, parse_day, today
from basicplus.compliance.law import belgian_law

app = typer.Typer(help="The nightly audit, open findings, duties by day, the head count.", no_args_is_help=True)

FromOption = Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day; today by default.")]
UntilOption = Annotated[
    str | None, typer.Option("--until", metavar="DATE", help="First day after; a year later by default.")
]


@app.command()
def audit(
    language: Annotated[
        Literal["fr", "nl", "de", "en"], typer.Option("--language", help="Language of the sentences.")
    ] = "fr",
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run every rule on everything, keep the verdict, open a case for what is new. Exit 1 when a rule is broken.

    Meant for the night: one line in a crontab. Example: basicplus watch audit --json
    """
    with opened(db) as database, database.writing(group, actor()) as session:
        run = watch.run_audit(session, now(), language)
    if as_json:
        print_json(run.model_dump(include={"ran_at", "rules", "refused", "warned", "noted", "journal_seq"}))
    else:
        console.print(
            f"{run.rules} rules: {run.refused} refusals, {run.warned} warnings, {run.noted} notes;"
            f" journal entry {run.journal_seq}."
        )
    raise typer.Exit(1 if run.refused else 0)


@app.command()
def findings(
    state: Annotated[Literal["open", "closed", "waived", "all"], typer.Option("--state")] = "open",
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the findings of the audits with their owner and what became of them.

    Example: basicplus watch findings --state open
    """
    with opened(db) as database, database.reading(group) as session:
        cases = watch.list_cases(session, None if state == "all" else state)
    if as_json:
        print_json([case.model_dump(exclude={"group_id"}) for case in cases])
        return
    rows = [
        (case.id, case.severity, case.state, case.owner or "-", case.opened_on, case.gone_on or "-", case.sentence)
        for case in cases
    ]
    print_table("Findings", ["case", "severity", "state", "owner", "opened", "gone", "what"], rows, right=[0])


@app.command()
def duties(
    from_: FromOption = None,
    until: UntilOption = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what is to be done by which day: reports, notices, declarations, contracts and certificates that end.

    Example: basicplus watch duties --from 2026-01-01 --until 2027-01-01
    """
    span = _span(from_, until)
    with opened(db) as database, database.reading(group) as session:
        found = watch.duties(session, belgian_law(), span)
    if as_json:
        print_json([vars(due) for due in found])
        return
    rows = [(each.due_on, each.kind, each.subject, each.owner or "-", each.done_on or "-") for each in found]
    print_table(f"Duties {span}", ["by", "what", "about", "owner", "done"], rows)


@app.command()
def headcount(
    from_: FromOption = None,
    until: UntilOption = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the number of workers on every day, in heads and full-time equivalents, beside the legal maximum.

    Example: basicplus watch headcount --from 2025-01-01 --until 2026-01-01
    """
    span = _span(from_, until)
    with opened(db) as database, database.reading(group) as session:
        curve = watch.headcount(session, belgian_law(), span)
    if as_json:
        print_json(
            [
                {
                    "from_on": each.span.from_on,
                    "until_on": each.span.end,
                    "heads": each.heads,
                    "full_time_equivalents": round(float(each.full_time_equivalents), 4),
                    "limit": each.limit,
                }
                for each in curve
            ]
        )
        return
    rows = [
        (
            each.span,
            each.heads,
            f"{float(each.full_time_equivalents):.2f}",
            each.limit or "-",
            "OVER" if each.over else "",
        )
        for each in curve
    ]
    print_table("Head count", ["days", "heads", "FTE", "maximum", ""], rows, right=[1, 2, 3])


def _span(from_: str | None, until: str | None) -> Span:
    first = parse_day(from_, "--from") if from_ else today()
    return Span(first, parse_day(until, "--until") if until else _year_later(first))


def _year_later(day: date) -> date:
    return day + timedelta(days=365)
