"""`basicplus check` and `basicplus verify`: is the law kept, and are the records what they were?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from basicplus import history, verification
from basicplus.cli.as_of import AuditorOption, KnownOnOption, day_known, note_look
from basicplus.cli.opening import opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, console, euros, print_json, print_table
from basicplus.clock import Span, parse_day, today
from basicplus.compliance.rules import RULES
from basicplus.compliance.sentences import sentence, source, title
from basicplus.groups import current
from basicplus.store import gate
from basicplus.watch.audits import FIRST_DAY


def check(
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="Only this day; else every day.")] = None,
    known_on: KnownOnOption = None,
    auditor: AuditorOption = None,
    language: Annotated[
        Literal["fr", "nl", "de", "en"], typer.Option("--language", help="Language of the sentences.")
    ] = "fr",
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run every rule on the whole group, on one day or on all days. Exit 1 when a rule is broken.

    With --known-on, on the records as they were known at the end of that day.

    Example: basicplus check --on 2025-06-30
    """
    span = Span.day(parse_day(on, "--on")) if on else Span(FIRST_DAY)
    known = day_known(known_on, "--known-on")
    with opened(db) as database:
        note_look(database, group, auditor, "check", on=on, known_on=known)
        with history.known(database, group, known) as session:
            findings = gate().audit(session, span, today())
            name = current(session).name
    broken = [finding for finding in findings if finding.severity == "refuse"]
    if as_json:
        print_json(
            {
                "group": name,
                "rules": [{"rule": rule.id, "says": title(rule.id, language)} for rule in RULES],
                "findings": [
                    {
                        "rule": finding.rule,
                        "severity": finding.severity,
                        "subject": finding.subject,
                        "from_on": finding.span.from_on,
                        "until_on": finding.span.end,
                        "found": finding.found,
                        "limit": finding.limit,
                        "sentence": sentence(finding, language),
                        "source": finding.law.source,
                        "confirmed": finding.law.confirmed,
                        "url": finding.law.url,
                    }
                    for finding in findings
                ],
            }
        )
    else:
        print_table(
            f"Rules run for {name}", ["rule", "says"], [(rule.id, title(rule.id, language)) for rule in RULES]
        )
        console.print()
        for finding in findings:
            colour = {"refuse": "red", "warn": "yellow", "note": "blue"}[finding.severity]
            console.print(f"[bold {colour}]{finding.severity} {finding.rule}[/] ", end="")
            console.print(
                f"{sentence(finding, language)} [{source(finding, language)}]", markup=False, soft_wrap=True
            )
        console.print(
            f"[bold red]{len(broken)} refusals[/], {len(findings) - len(broken)} warnings and notes."
            if findings
            else "[bold green]No rule is broken.[/]"
        )
    raise typer.Exit(1 if broken else 0)


def verify(
    documents: Annotated[
        Path | None, typer.Option("--documents", help="Folder of exported documents to check as well.")
    ] = None,
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Re-check from the stored data alone: journal, rows, numbers, documents, hours, at cost. Exit 1 when wrong.

    Example: basicplus verify --documents demo/documents --json
    """
    with opened(db) as database, database.reading(group) as session:
        result = verification.verify(session, current(session).name, documents)
    if as_json:
        print_json(result.as_json())
    else:
        print_table(f"Verified: {result.group}", ["records", "count"], list(result.counts.items()), right=[1])
        rows = [
            (
                row["year"],
                row["pool"],
                euros(row["own_cost_cents"]),
                euros(row["cost_cents"]),
                euros(row["billed_cents"]),
            )
            for row in result.at_cost
        ]
        if rows:
            console.print()
            columns = ["year", "pool", "own cost", "with overhead", "billed"]
            print_table("At cost", columns, rows, right=[2, 3, 4])
        console.print()
        for problem in result.problems:
            console.print(f"[bold red]{problem['check']}[/]: ", end="")
            console.print(problem["problem"], markup=False, soft_wrap=True)
        console.print(
            "[bold green]Everything holds.[/]" if result.ok else f"[bold red]{len(result.problems)} problems.[/]"
        )
    raise typer.Exit(0 if result.ok else 1)
