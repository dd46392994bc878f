"""Dated legal parameters with their sources; looked up by day, never by "latest"."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from basicplus.clock import FOREVER, Span
from basicplus.errors import BasicplusError, NotFound


@dataclass(frozen=True)
class Value:
    """One value of a parameter: `value` is None where the law sets no limit in that time.

    `status` is `announced` for what was decided but not adopted: it is shown, and never in force.
    """

    name: str
    span: Span
    value: Any = field(hash=False)  # A table of the law has no hash.
    unit: str
    source: str
    url: str
    confirmed: str
    checked_on: date
    status: str = "in_force"

    @property
    def in_words(self) -> str:
        """The value for a person: the entries of a list or a table one after the other."""
        match self.value:
            case list():
                return ", ".join(str(each) for each in self.value)
            case dict():
                return "; ".join(f"{name}: {each}" for name, each in self.value.items())
            case _:
                return str(self.value)


@dataclass(frozen=True)
class Parameter:
    """A parameter of a rule of the catalogue, with its values in order of date.

    `clock` says which day picks the value: the day worked, the start of a contract, a notice, a document.
    """

    name: str
    rule: str
    labels: dict[str, str]
    unit: str
    clock: str
    note: str | None
    checked_on: date
    values: tuple[Value, ...]
    announced: tuple[Value, ...]

    @property
    def known_as(self) -> str:
        """The name with its rule: `GE-07.max_heads`."""
        return f"{self.rule}.{self.name}"


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

    def named(self, name: str) -> list[Parameter]:
        """Return the parameter `GE-07.max_heads` or `max_heads`, or all parameters of the rule `GE-07`."""
        found = [each for each in self.parameters.values() if name in (each.name, each.known_as, each.rule)]
        if not found:
            near = sorted(each.known_as for each in self.parameters.values() if _alike(name, each.known_as))
            known = ", ".join(near) or ", ".join(sorted({each.rule for each in self.parameters.values()}))
            raise NotFound(f"There is no parameter {name!r} in the law. Known: {known}.")
        return found

    def expecting(self) -> Law:
        """Return the law as it would be with everything that is announced but not adopted."""
        return Law(
            {
                name: Parameter(**vars(each) | {"values": _chained([*each.values, *each.announced])})
                for name, each in self.parameters.items()
            }
        )

    def due(self, today: date) -> list[Parameter]:
        """Return the parameters that nobody compared with their source for more than a year."""
        return [each for each in self.parameters.values() if (today - each.checked_on).days > 365]

    def changes(self, earlier: date, later: date) -> list[tuple[Parameter, Value | None, Value | None]]:
        """Return the parameters whose value differs between two days, with both values; None: none known."""
        found = []
        for parameter in self.parameters.values():
            old, new = (self._known(day, parameter) for day in (earlier, later))
            if (old and old.value) != (new and new.value) or (old is None) != (new is None):
                found.append((parameter, old, new))
        return found

    def _known(self, day: date, parameter: Parameter) -> Value | None:
        return next((value for value in parameter.values if day in value.span), None)


def _alike(asked: str, name: str) -> bool:
    words = {word for word in re.split(r"[^a-z0-9]+", asked.lower()) if len(word) > 2}
    return any(word in name.lower() for word in words)


@cache
def belgian_law() -> Law:
    """Return the law as basicplus knows it, from the TOML files beside this one."""
    parameters = {}
    for file in sorted(files(__name__).iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            for name, record in tomllib.loads(file.read_text("utf-8"), parse_float=Decimal).items():
                parameters[name] = _parameter(name, record)
    return Law(parameters)


def _parameter(name: str, record: dict[str, Any]) -> Parameter:
    values = [
        Value(
            name=name,
            span=Span(value["from"]),
            value=None if value.get("no_limit") else value["value"],
            unit=record["unit"],
            source=value["source"],
            url=value["url"],
            confirmed=value["confirmed"],
            checked_on=record["checked_on"],
            status=value.get("status", "in_force"),
        )
        for value in record["values"]
    ]
    return Parameter(
        name=name,
        rule=record["rule"],
        labels=record["label"],
        unit=record["unit"],
        clock=record["clock"],
        note=record.get("note"),
        checked_on=record["checked_on"],
        values=_chained(value for value in values if value.status == "in_force"),
        announced=tuple(value for value in values if value.status != "in_force"),
    )


def _chained(values: Iterator[Value] | list[Value]) -> tuple[Value, ...]:
    """Let each value hold until the next one."""
    ordered = sorted(values, key=lambda value: value.span.from_on)
    ends = [later.span.from_on for _, later in pairwise(ordered)] + [FOREVER]
    return tuple(
        Value(**vars(value) | {"span": Span(value.span.from_on, until_on)})
        for value, until_on in zip(ordered, ends, strict=True)
    )
