"""The fields of an act as a form shows them, read from the shape of its input; and how a form fills it in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from basicplus.acts import Act
from basicplus.compliance.service import FileCreate

LONG = 200
Kind = Literal["text", "area", "day", "moment", "number", "decimal", "choice", "yes", "list", "file", "json"]


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
    """Return what a form sent with lists and structures as the act wants them; it judges them itself."""
    given = dict(fields)
    for name, field in act.model.model_fields.items():
        value, kind = given.get(name), _kind(_bare(field.annotation), field)[0]
        if not isinstance(value, str):
            continue
        if kind == "list":
            given[name] = [word.strip() for word in value.split(",") if word.strip()]
        elif kind == "json":
            try:
                given[name] = json.loads(value)
            except ValueError:
                continue
    return given


def _input(name: str, field: FieldInfo, example: object) -> Input:
    kind, options = _kind(_bare(field.annotation), field)
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


def _kind(annotation: Any, field: FieldInfo) -> tuple[Kind, tuple[str, ...]]:
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
        return simple[annotation], ()
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return ("file" if issubclass(annotation, FileCreate) else "json"), ()
    longest = next((each.max_length for each in field.metadata if hasattr(each, "max_length")), None)
    return ("area" if longest is not None and longest > LONG else "text"), ()


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
    return value.isoformat() if isinstance(value, date) else str(value)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
