"""`basicplus calendar`: what is special about each day, and the school calendars with their sources."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from basicplus.assignments import calendar_of
from basicplus.assignments.calendars import Language, SchoolYear, name_of, school_years, term
from basicplus.cli.opening import opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, print_json, print_table
from basicplus.clock import Span, month_of, parse_day, today
from basicplus.compliance.communities import COMMUNITIES, Community

app = typer.Typer(help="Special days of the group, a member and a worker; school calendars.", no_args_is_help=True)

LanguageOption = Annotated[Language, typer.Option("--language", help="Language of the names.")]


@app.command()
def show(
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day; this month by default.")
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help="First day after; the end of the month by default."),
    ] = None,
    worker: Annotated[
        str | None, typer.Option("--worker", metavar="NUMBER", help="And absences of a worker.")
    ] = None,
    member: Annotated[
        str | None,
        typer.Option("--member", metavar="NUMBER", help="And closures, strikes and school holidays of a member."),
    ] = None,
    kinds: Annotated[
        bool, typer.Option("--kinds-of-absence", help="Say why the worker is absent: for those who plan only.")
    ] = False,
    language: LanguageOption = "en",
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what is special about each day: holidays, replacement and closing days, closures, absences, strikes.

    Example: basicplus calendar show --from 2026-10-01 --until 2026-12-01 --member M001
    """
    first = parse_day(from_, "--from") if from_ else month_of(today()).from_on
    span = Span(first, parse_day(until, "--until") if until else month_of(first).until_on)
    with opened(db) as database, database.reading(group) as session:
        days = calendar_of(session, span, worker=worker, member=member, kinds_of_absence=kinds)
    found = [(each.day, special.kind, name_of(special, language)) for each in days for special in each.specials]
    if as_json:
        print_json([{"day": day, "kind": kind, "name": name} for day, kind, name in found])
        return
    print_table(f"Special days {span}", ["day", "", "what"], [(day, f"{day:%a}", name) for day, _, name in found])


@app.command()
def schools(
    community: Annotated[
        Community | None,
        typer.Option("--community", help="One Community; all three by default."),
    ] = None,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Show the school years on file of each Community, with their holidays, source and how sure we are.

    Example: basicplus calendar schools --community german --json
    """
    years = [(each, year) for each in ([community] if community else COMMUNITIES) for year in school_years(each)]
    if as_json:
        print_json([_as_json(each, year) for each, year in years])
        return
    for of, year in years:
        title = f"{of.capitalize()} Community {year.name} ({year.confirmed}: {year.source})"
        rows = [(term("school_holidays", each.key, language), each.span) for each in year.holidays]
        print_table(title, ["holidays", "days"], rows)


def _as_json(community: Community, year: SchoolYear) -> dict[str, object]:
    holidays = {each.key: _days(each.span) for each in year.holidays}
    return {"community": community} | vars(year) | {"span": _days(year.span), "holidays": holidays}


def _days(span: Span) -> dict[str, date]:
    return {"from_on": span.from_on, "until_on": span.until_on}
