"""Dated legal parameters with their sources; looked up by day, never by "latest"."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

from basicplus.clock import FOREVER, Span
from basicplus.errors import BasicplusError


@dataclass(frozen=True)
class Value:
    """One value of a parameter: `value` is None where the law sets no limit in that time."""

    name: str
    span: Span
    value: int | bool | Decimal | None
    unit: str
    source: str
    url: str
    confirmed: str
    checked_on: date


@dataclass(frozen=True)
class Parameter:
    """A parameter with its values in order of date."""

    name: str
    labels: dict[str, str]
    unit: str
    clock: str
    note: str | None
    checked_on: date
    values: tuple[Value, ...]


class NoLawThatDay(BasicplusError):
    """The catalogue has no value for that day: it says so rather than guess."""


class Law:
    """The parameters in force on any day."""

    def __init__(self, parameters: dict[str, Parameter]) -> None:
        self.parameters = parameters

    def on(self, day: date, name: str) -> Value:
        """Return the value of a parameter on a day. Raises NoLawThatDay before the first value."""
        parameter = self.parameters[name]
        for value in parameter.values:
            if day in value.span:
                return value
        first = parameter.values[0]
        raise NoLawThatDay(f"{name}: no value known on {day}; the first holds from {first.span.from_on}.")

    def within(self, span: Span, name: str) -> Iterator[Value]:
        """Yield the values that hold at some day of the span, in order."""
        if span:
            self.on(span.from_on, name)
        for value in self.parameters[name].values:
            if value.span.overlaps(span):
                yield value


@cache
def belgian_law() -> Law:
    """Return the law as basicplus knows it, from the TOML files beside this one."""
    parameters = {}
    for file in sorted(files(__name__).iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            for name, record in tomllib.loads(file.read_text("utf-8"), parse_float=Decimal).items():
                parameters[name] = _parameter(name, record)
    return Law(parameters)


def _parameter(name: str, record: dict[str, object]) -> Parameter:
    raw = record["values"]
    assert isinstance(raw, list)
    ends = [value["from"] for value in raw[1:]] + [FOREVER]
    values = tuple(
        Value(
            name=name,
            span=Span(value["from"], until_on),
            value=None if value.get("no_limit") else value["value"],
            unit=str(record["unit"]),
            source=value["source"],
            url=value["url"],
            confirmed=value["confirmed"],
            checked_on=record["checked_on"],  # type: ignore[arg-type]
        )
        for value, until_on in zip(raw, ends, strict=True)
    )
    return Parameter(
        name=name,
        labels=record["label"],  # type: ignore[arg-type]
        unit=str(record["unit"]),
        clock=str(record["clock"]),
        note=str(record["note"]) if "note" in record else None,
        checked_on=record["checked_on"],  # type: ignore[arg-type]
        values=values,
    )
