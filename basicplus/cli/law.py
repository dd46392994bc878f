"""`basicplus law`: the dated parameters of the law, where they come from, and what changed when."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

import typer

from basicplus.cli.output import JsonOption, console, print_json, print_table
from basicplus.clock import parse_day, today
from basicplus.compliance.catalogue import table
from basicplus.compliance.law import Parameter, Value, belgian_law
from basicplus.compliance.questions import open_questions
from basicplus.compliance.rules import RULES
from basicplus.compliance.sentences import title

RULES_PAGE = """# Rules

Made by `basicplus law rules --markdown`; a test compares it with the code. *Hard* refuses, *soft* warns and needs
a reason. *How sure*: official (read in a primary source), secondary (a professional source), belief (to be
verified), house. An audit runs every rule; a change runs them on whom it concerns, on the days it concerns.
"""

app = typer.Typer(help="The law as dated data: values, sources, changes.", no_args_is_help=True)

LanguageOption = Annotated[Literal["fr", "nl", "de", "en"], typer.Option("--language", help="Language of names.")]


@app.command()
def show(
    name: Annotated[
        str, typer.Argument(help="A parameter, as GE-07.max_heads or max_heads, or a rule, as GE-07.")
    ],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day; today by default.")] = None,
    language: LanguageOption = "fr",
    as_json: JsonOption = False,
) -> None:
    """Show the value in force on a day, with its source and how sure it is.

    Example: basicplus law show GE-07.max_heads --on 2015-06-30
    """
    law, day = belgian_law(), parse_day(on, "--on") if on else today()
    parameters = law.named(name)
    if as_json:
        shown = [_described(each, law.on(day, each.name), day) for each in parameters]
        print_json(shown[0] if name != shown[0]["rule"] else shown)
        return
    for parameter in parameters:
        value = law.on(day, parameter.name)
        rows: list[tuple[str, object]] = [
            ("on", day),
            ("value", in_words(value)),
            ("unit", value.unit),
            ("holds", value.span),
            ("clock", parameter.clock),
            ("source", value.source),
            ("url", value.url or "-"),
            ("confirmed", value.confirmed),
            ("checked on", value.checked_on),
        ]
        rows += [("note", parameter.note)] if parameter.note else []
        rows += [("announced", f"{in_words(each)} from {each.span.from_on}") for each in parameter.announced]
        print_table(f"{parameter.known_as}: {parameter.labels[language]}", ["", ""], rows)
        console.print()


@app.command(name="list")
def list_(
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day; today by default.")] = None,
    language: LanguageOption = "fr",
    as_json: JsonOption = False,
) -> None:
    """List every parameter with its value on a day."""
    law, day = belgian_law(), parse_day(on, "--on") if on else today()
    described = [_described(each, law.on(day, each.name), day) for each in _in_order(law.parameters.values())]
    if as_json:
        print_json(described)
        return
    rows = [
        (each.known_as, each.labels[language], in_words(law.on(day, each.name)), each.unit)
        for each in _in_order(law.parameters.values())
    ]
    print_table(f"The law on {day}", ["parameter", "name", "value", "unit"], rows)


@app.command()
def due(
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Due on this day; today by default.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List the parameters not compared with their source for more than a year. Exit 1 when there are any."""
    day = parse_day(on, "--on") if on else today()
    late = _in_order(belgian_law().due(day))
    if as_json:
        print_json([{"parameter": each.known_as, "checked_on": each.checked_on} for each in late])
    elif late:
        rows = [(each.known_as, each.checked_on, each.values[-1].url or each.values[-1].source) for each in late]
        print_table(f"To compare with their source (on {day})", ["parameter", "checked on", "source"], rows)
    else:
        console.print(f"[bold green]Every parameter was compared with its source in the year before {day}.[/]")
    raise typer.Exit(1 if late else 0)


@app.command()
def diff(
    earlier: Annotated[str, typer.Argument(metavar="D1", help="The first day.")],
    later: Annotated[str, typer.Argument(metavar="D2", help="The second day.")],
    language: LanguageOption = "fr",
    as_json: JsonOption = False,
) -> None:
    """Show which parameters have another value on the second day than on the first.

    Example: basicplus law diff 2026-06-30 2026-07-01
    """
    first, second = parse_day(earlier, "D1"), parse_day(later, "D2")
    changes = belgian_law().changes(first, second)
    if as_json:
        print_json(
            [
                {
                    "parameter": parameter.known_as,
                    "label": parameter.labels[language],
                    "unit": parameter.unit,
                    "before": old.value if old else None,
                    "after": new.value if new else None,
                    "since": new.span.from_on if new else None,
                    "source": new.source if new else None,
                    "confirmed": new.confirmed if new else None,
                }
                for parameter, old, new in changes
            ]
        )
        return
    rows = [
        (
            parameter.known_as,
            parameter.labels[language],
            in_words(old),
            in_words(new),
            new.span.from_on if new else "-",
        )
        for parameter, old, new in changes
    ]
    print_table(f"From {first} to {second}", ["parameter", "name", str(first), str(second), "since"], rows)
    console.print(f"{len(rows)} parameters changed.")


@app.command()
def rules(
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the page docs/rules.md.")] = False,
    language: LanguageOption = "fr",
    as_json: JsonOption = False,
) -> None:
    """List every rule: what it wants, its parameters, the changes that call for it, how sure its sources are.

    Example: basicplus law rules
    """
    law = belgian_law()
    if markdown:
        print("\n".join([RULES_PAGE, *table(law)]))  # noqa: T201
        return
    listed: list[dict[str, Any]] = [
        {
            "rule": rule.id,
            "says": title(rule.id, language),
            "parameters": rule.parameters,
            "events": rule.events,
            "waivable": rule.waivable,
            "confirmed": sorted(
                {value.confirmed for name in rule.parameters for value in law.parameters[name].values}
            ),
        }
        for rule in RULES
    ]
    if as_json:
        print_json(listed)
        return
    rows = [
        (each["rule"], each["says"], ", ".join(each["events"]), ", ".join(each["confirmed"])) for each in listed
    ]
    print_table("Rules", ["rule", "says", "called by", "how sure"], rows)


@app.command()
def questions(language: LanguageOption = "fr", as_json: JsonOption = False) -> None:
    """List what the sources leave open, the readings there are, and the prudent one that holds until you decide.

    Decide otherwise with `basicplus do decide-reading`. Example: basicplus law questions
    """
    asked = [
        {
            "question": each.name,
            "rule": each.rule,
            "asks": each.asks[language],
            "answers": each.answers,
            "prudent": each.prudent,
        }
        for each in open_questions().values()
    ]
    if as_json:
        print_json(asked)
        return
    rows = [
        (each.rule, each.name, each.asks[language], ", ".join(each.answers), each.prudent)
        for each in open_questions().values()
    ]
    print_table("Open questions of law", ["rule", "question", "asks", "readings", "prudent"], rows)


def in_words(value: Value | None) -> str:
    """Write a value for a person."""
    if value is None:
        return "not known"
    match value.value:
        case None:
            return "no limit known"
        case bool():
            return "yes" if value.value else "no"
        case _:
            return value.in_words


def _described(parameter: Parameter, value: Value, day: date) -> dict[str, Any]:
    return {
        "parameter": parameter.known_as,
        "name": parameter.name,
        "rule": parameter.rule,
        "labels": parameter.labels,
        "on": day,
        "value": value.value,
        "unit": parameter.unit,
        "clock": parameter.clock,
        "from_on": value.span.from_on,
        "until_on": value.span.end,
        "source": value.source,
        "url": value.url,
        "confirmed": value.confirmed,
        "checked_on": value.checked_on,
        "note": parameter.note,
        "announced": [
            {"from_on": each.span.from_on, "value": each.value, "source": each.source}
            for each in parameter.announced
        ],
    }


def _in_order(parameters: Any) -> list[Parameter]:
    return sorted(parameters, key=lambda parameter: parameter.known_as)
