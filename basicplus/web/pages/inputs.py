"""The fields of an act as a form shows them, read from the shape of its input; and how a form fills it in."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from basicplus.acts import Act
from basicplus.assignments.typed_times import minutes_typed
from basicplus.clock import parse_day
from basicplus.compliance.service import FileCreate
from basicplus.errors import InvalidInput
from basicplus.money import format_cents, parse_cents

LONG = 200
Kind = Literal[
    "text",
    "area",
    "day",
    "last_day",
    "moment",
    "number",
    "hours",
    "money",
    "decimal",
    "choice",
    "yes",
    "list",
    "file",
    "json",
]
DAY = timedelta(days=1)
LONGEST_MINUTES = 9999 * 60


@dataclass(frozen=True)
class Input:
    """One field of a form: its kind, what may be chosen, what it says if nothing is said, and an example."""

    name: str
    kind: Kind
    required: bool
    hint: str
    value: str
    example: str
    options: tuple[str, ...] = ()


def inputs(act: Act) -> list[Input]:
    """Return the fields of an act, those that it needs first."""
    found = [_input(name, field, act.example.get(name)) for name, field in act.model.model_fields.items()]
    return sorted(found, key=lambda each: not each.required)


def typed(act: Act, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form sent as the act wants it: minutes, cents, first days after; it judges them itself."""
    given = dict(fields)
    for name, field in act.model.model_fields.items():
        value, kind = given.get(name), _kind(name, _bare(field.annotation), field)[0]
        if isinstance(value, str) and kind in READ:
            try:
                given[name] = READ[kind](value)
            except (ValueError, InvalidInput):
                continue
    return given


READ: Mapping[Kind, Callable[[str], Any]] = {
    "list": lambda text: [word.strip() for word in text.split(",") if word.strip()],
    "json": json.loads,
    "hours": partial(minutes_typed, at_most=LONGEST_MINUTES),
    "money": parse_cents,
    "last_day": lambda text: (parse_day(text) + DAY).isoformat(),
}
"""How what is typed into a field becomes what the act takes; what cannot be read is left to the act."""


def _input(name: str, field: FieldInfo, example: object) -> Input:
    kind, options = _kind(name, _bare(field.annotation), field)
    default = field.get_default(call_default_factory=True, validated_data={})
    value = "" if field.is_required() or default is None else _written(default, kind)
    return Input(
        name,
        kind,
        field.is_required(),
        _sentence(field.description or ""),
        value,
        "" if example is None or kind == "file" else _written(example, kind),
        options,
    )


def _kind(name: str, annotation: Any, field: FieldInfo) -> tuple[Kind, tuple[str, ...]]:
    origin = get_origin(annotation)
    if origin is Literal:
        return "choice", tuple(str(each) for each in get_args(annotation))
    if origin in (list, tuple, set, frozenset):
        plain = all(
            _bare(each) in (str, int, date, Ellipsis) or get_origin(_bare(each)) is Literal
            for each in get_args(annotation)
        )
        return ("list" if plain else "json"), ()
    if origin is dict:
        return "json", ()
    simple: dict[Any, Kind] = {bool: "yes", int: "number", float: "decimal", date: "day", datetime: "moment"}
    if annotation in simple:
        return _measured(name, simple[annotation], field), ()
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return ("file" if issubclass(annotation, FileCreate) else "json"), ()
    longest = next((each.max_length for each in field.metadata if hasattr(each, "max_length")), None)
    return ("area" if longest is not None and longest > LONG and name != "name" else "text"), ()


def _measured(name: str, kind: Kind, field: FieldInfo) -> Kind:
    """Return how people write a number or a day that its name says to be minutes, cents or a first day after."""
    if kind == "day" and name.endswith("until_on"):
        return "last_day"
    if kind == "number" and name.endswith("_cents"):
        return "money"
    is_signed = any(getattr(each, "ge", 0) < 0 for each in field.metadata)
    return "hours" if kind == "number" and name.endswith("minutes") and not is_signed else kind


def _bare(annotation: Any) -> Any:
    """Return a type without None and without what Annotated adds to it."""
    if get_origin(annotation) in (Union, UnionType):
        rest = [each for each in get_args(annotation) if each is not NoneType]
        return _bare(rest[0]) if len(rest) == 1 else str
    return _bare(get_args(annotation)[0]) if hasattr(annotation, "__metadata__") else annotation


def _written(value: Any, kind: Kind) -> str:
    if kind == "yes":
        return "true" if value else "false"
    if kind == "list" and isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(each) for each in value)
    if kind == "json":
        return "" if value in ({}, [], ()) else json.dumps(value, ensure_ascii=False, default=str, indent=1)
    if kind == "hours":
        return f"{int(value) // 60}:{int(value) % 60:02d}"
    if kind == "money":
        return format_cents(int(value))
    if kind == "last_day":
        return (parse_day(str(value)) - DAY).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
