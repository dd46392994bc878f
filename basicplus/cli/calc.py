"""`basicplus calc`: the calculators of social law and of prices, one command each, made from their signatures."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any, get_args, get_type_hints

import typer

from basicplus.cli.output import JsonOption, console, print_json, print_table
from basicplus.clock import parse_day, today
from basicplus.compliance.calculators import CALCULATORS
from basicplus.compliance.law import belgian_law
from basicplus.errors import InvalidInput, invalid
from basicplus.invoicing.budget import calculators as prices
from basicplus.tabular.cells import clock_time

app = typer.Typer(
    help="Calculators of social law and of prices: figures with steps and sources. Amounts in cents, durations in"
    " minutes.",
    no_args_is_help=True,
)

EXAMPLES = {
    "notice": "--contract-start 2016-01-01 --notice-starts 2021-01-04",
    "dismissal-dates": "--sent-on 2026-11-25 --weeks 18",
    "severance": "--monthly-cents 300000 --thirteenth --double-holiday --weeks 18",
    "exit-holiday-pay": "--gross-cents 2880000 --employer-rate 32.40",
    "holiday-accrual": "--pay-cents 3600000",
    "year-end-premium": "--committee 337 --october-gross-cents 300000 --months 6 --year 2024",
    "employer-onss": "--gross-cents 300000 --on 2026-01-01 --sector maribel",
    "authorisation-end": "--exceeded-on 2026-11-30",
    "decision-clock": "--received 2026-01-10 --advice-asked 2026-01-20",
    "replacement-days": "--year 2027 --week mon-fri",
    "schedule-notice": "--shift-on 2026-04-07",
    "part-time-minimum": "--full-time-minutes 2280 --on 2026-07-01",
    "extra-hours-credit": "--regime variable --weeks 13 --on 2026-07-01",
    "daily-rest": "--end 21:30 --restart 08:00",
    "retention": "--kind invoice --dated 2026-05-12",
    "late-interest": "--cents 100000 --due 2026-03-31 --paid 2026-05-15",
    "hourly-rate": "--cost-cents 6843217 --subsidy-cents 2100000 --minutes 90000",
    "productive-hours": "--contract-minutes 118560 --holiday-minutes 4560 --leave-minutes 9120",
}


def _decimal(text: str, field: str) -> Decimal:
    if not re.fullmatch(r"-?\d+([.,]\d+)?", text):
        raise invalid(field, text, "write a number as 32.40")
    return Decimal(text.replace(",", "."))


def _time(text: str, field: str) -> time:
    try:
        return clock_time(text)
    except InvalidInput as error:
        raise InvalidInput(*(replace(problem, field=field) for problem in error.problems)) from None


# How what is typed becomes what a calculator takes; typer reads the other types itself.
WRITTEN: dict[Any, tuple[str, Callable[[str, str], object]]] = {
    date: ("DATE", parse_day),
    time: ("TIME", _time),
    Decimal: ("PERCENT", _decimal),
}


def _command(name: str, calculator: Callable[..., Any]) -> Callable[..., None]:
    """Return the command of a calculator: its parameters as options, its figures as JSON or a table of steps."""
    hints = get_type_hints(calculator, include_extras=True)
    parameters = inspect.signature(calculator).parameters
    asked = [each for each in parameters.values() if each.name != "law"]
    law = [belgian_law()] if "law" in parameters else []
    read = {each.name: _reader(hints[each.name]) for each in asked}

    def command(as_json: bool, **typed: Any) -> None:
        given = {key: read[key](value, _option(key)) for key, value in typed.items() if value is not None}
        if "on" in read:
            given.setdefault("on", today())
        try:
            result = asdict(calculator(*law, **given))
        except InvalidInput as error:
            problems = (replace(problem, field=_option(problem.field)) for problem in error.problems)
            raise InvalidInput(*problems) from None
        if as_json:
            print_json(result)
        else:
            _show(name, result)

    options = [_parameter(each, hints[each.name]) for each in asked]
    options.append(
        inspect.Parameter("as_json", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=JsonOption)
    )
    command.__signature__ = inspect.Signature(options)  # type: ignore[attr-defined]
    command.__annotations__ = {each.name: each.annotation for each in options}
    command.__doc__ = f"{inspect.getdoc(calculator)}\n\nExample: basicplus calc {name} {EXAMPLES[name]}"
    return command


def _parameter(asked: inspect.Parameter, hint: Any) -> inspect.Parameter:
    """Return a parameter of a calculator as an option of its command."""
    kind, says = get_args(hint)
    metavar, _ = _written(kind)
    default = asked.default
    if asked.name == "on":
        default, says = None, f"{says} Today if left out."
    typed = (str | None if default is None else str) if metavar else kind
    option = typer.Option(_option(asked.name), metavar=metavar, help=says)
    return asked.replace(annotation=Annotated[typed, option], default=default)


def _reader(hint: Any) -> Callable[[Any, str], object]:
    _, reader = _written(get_args(hint)[0])
    return reader or (lambda value, _field: value)


def _written(kind: Any) -> tuple[str | None, Callable[[str, str], object] | None]:
    return next((WRITTEN[each] for each in (kind, *get_args(kind)) if each in WRITTEN), (None, None))


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def _show(name: str, result: dict[str, Any]) -> None:
    steps = result.pop("steps")
    figures = [(figure, value) for figure, value in result.items() if not isinstance(value, tuple)]
    print_table(name, ["figure", "value"], figures)
    console.print()
    columns = ["step", "formula", "result", "source", "confirmed"]
    print_table("Steps", columns, [tuple(step.values()) for step in steps])


for _name, _calculator in (CALCULATORS | prices.CALCULATORS).items():
    app.command(_name)(_command(_name, _calculator))
