"""`basicplus staffing ...`: what the staff can give beside what is agreed, and what one more worker would do."""

from __future__ import annotations

from dataclasses import asdict
from fractions import Fraction
from typing import Annotated, Literal

import typer

from basicplus import staffing
from basicplus.cli.opening import opened
from basicplus.cli.output import DbOption, GroupOption, JsonOption, console, print_json, print_table
from basicplus.clock import Span, parse_day, today
from basicplus.compliance.law import belgian_law
from basicplus.staffing import say

app = typer.Typer(
    help="Capacity beside the volume agreed, critical size, and the effect of hiring.", no_args_is_help=True
)
FromOption = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="First day of twelve months; next month if not given.")
]
LanguageOption = Annotated[Literal["fr", "nl", "de", "en"], typer.Option("--language", help="Of the sentences.")]


@app.command()
def capacity(
    from_on: FromOption = None,
    language: LanguageOption = "en",
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what each profession can give in the next twelve months, what is agreed, and who may not fall ill.

    Example: basicplus staffing capacity --from 2027-01-01
    """
    with opened(db) as database, database.reading(group) as session:
        found = staffing.capacity(session, _twelve_months(from_on))
    if as_json:
        print_json([asdict(each) | {"says": [say(saying, language) for saying in each.says]} for each in found])
        return
    for each in found:
        rows = [
            (f"{month.month:%Y-%m}", month.capacity, month.agreed, month.capacity - month.agreed)
            for month in each.months
        ]
        rows.append(("in all", each.capacity, each.agreed, each.capacity - each.agreed))
        title = f"{each.profession}: {each.workers} workers, {each.demands} demands, in half-days"
        print_table(title, ["month", "can give", "agreed", "left"], rows, right=[1, 2, 3])
        for saying in each.says:
            console.print(say(saying, language), markup=False, soft_wrap=True, highlight=False)
        console.print()


@app.command()
def hire(
    profession: Annotated[str, typer.Option("--profession", metavar="NAME", help="As agreements name it.")],
    share: Annotated[float, typer.Option("--share", help="Of full time: 0.5 is half-time.")] = 0.5,
    near: Annotated[
        str | None,
        typer.Option("--near", metavar="PLACE", help="A postal code or municipality; else the best one."),
    ] = None,
    from_on: FromOption = None,
    language: LanguageOption = "en",
    db: DbOption = None,
    group: GroupOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say whom one more worker would serve, from where, and what it does to the head count and the cost.

    Example: basicplus staffing hire --profession prevention_advisor --share 0.5 --near Verviers
    """
    part = Fraction(str(share))
    with opened(db) as database, database.reading(group) as session:
        span = _twelve_months(from_on)
        expected = staffing.outlook(session, span)
        found = staffing.hire_effect(session, belgian_law(), expected, profession, part, near)
    said = [say(saying, language) for saying in found.says]
    if as_json:
        told = asdict(found)
        told["hire"]["share"] = share
        print_json(told | {"says": said, "over": found.over})
        return
    if found.hire.serves:
        rows = [
            (each.demand, each.half_days, f"{each.km:.1f}", each.relieved or "-") for each in found.hire.serves
        ]
        print_table("It would serve", ["agreement", "half-days", "km", "instead of"], rows, right=[1, 2])
    for sentence in said:
        console.print(sentence, markup=False, soft_wrap=True, highlight=False)


def _twelve_months(from_on: str | None) -> Span:
    if from_on is None:
        return staffing.twelve_months(today())
    first = parse_day(from_on, "--from")
    return staffing.twelve_months_from(first)
