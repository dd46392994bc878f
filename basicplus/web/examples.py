"""Examples for the description of the API: a plausible value of every shape, made from its schema alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]
DEEPEST = 6

# What a field of this name says, where its schema says no more than its type; the ending of a name counts too.
BY_NAME: dict[str, Any] = {
    "group": "demo",
    "member": "M001",
    "worker": "W001",
    "agreement": "A-2026-001",
    "contract": "C-W001",
    "invoice": "2026-0001",
    "document": "2026-0001",
    "number": "M001",
    "code": "CP",
    "pool": "CP",
    "site": "S-M001",
    "language": "fr",
    "email": "direction@ecole.example",
    "enterprise_number": "0739484052",
    "iban": "BE68539007547034",
    "street": "Rue des Écoles 12",
    "postal_code": "5000",
    "city": "Namur",
    "period": "2026-03",
    "month": "2026-03",
    "year": 2026,
    "rule": "GE-07",
    "title": "Fields cannot be accepted.",
    "reason": "Demande de l'école",
    "reference": "REF-2026-1",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}
BY_ENDING: dict[str, Any] = {
    "_on": "2026-03-02",
    "_at": "2026-03-02T08:30:00Z",
    "_time": "08:30",
    "_cents": 12500,
    "_minutes": 210,
    "_year": 2026,
    "_sha256": BY_NAME["sha256"],
    "_email": BY_NAME["email"],
}
BY_FORMAT: dict[str, Any] = {
    "date": "2026-03-02",
    "date-time": "2026-03-02T08:30:00Z",
    "time": "08:30:00",
    "base64": "UHJldXZl",
    "binary": "UHJldXZl",
    "uuid": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "uri": "https://ecole.example/",
    "duration": "PT3H30M",
}
OF_TYPE: dict[str, Any] = {"string": "texte", "boolean": True, "integer": 1, "number": 1.5, "null": None}


def example_of(schema: Schema, shapes: Mapping[str, Schema], name: str = "", depth: int = 0) -> Any:
    """Return an example that a schema allows; `shapes` are the schemas that it may refer to by name."""
    if "$ref" in schema:
        return example_of(shapes[schema["$ref"].rpartition("/")[2]], shapes, name, depth + 1)
    for given in ("example", "const", "default"):
        if schema.get(given) not in (None, "", [], {}):
            return schema[given]
    if schema.get("examples"):
        return schema["examples"][0]
    if schema.get("enum"):
        return schema["enum"][0]
    for either in ("anyOf", "oneOf", "allOf"):
        if either in schema:
            return example_of(_fittest(schema[either], depth), shapes, name, depth)
    if schema.get("type") == "array":
        return _list(schema, shapes, name, depth)
    if schema.get("type") == "object" or "properties" in schema:
        return _object(schema, shapes, depth)
    return _plain(schema, name)


def _fittest(choices: list[Schema], depth: int) -> Schema:
    """Return the first choice that says something; nothing at all where examples go too deep."""
    empty = [choice for choice in choices if choice.get("type") == "null"]
    return empty[0] if empty and depth > DEEPEST else next(each for each in choices if each not in empty)


def _list(schema: Schema, shapes: Mapping[str, Schema], name: str, depth: int) -> list[Any]:
    if "prefixItems" in schema:
        return [example_of(item, shapes, name, depth + 1) for item in schema["prefixItems"]]
    if depth > DEEPEST and not schema.get("minItems"):
        return []
    items = schema.get("items", {})
    return [example_of(items, shapes, name.removesuffix("s"), depth + 1)] * max(1, schema.get("minItems", 1))


def _object(schema: Schema, shapes: Mapping[str, Schema], depth: int) -> dict[str, Any]:
    fields = schema.get("properties", {})
    found = {name: example_of(field, shapes, name, depth + 1) for name, field in fields.items()}
    if not fields and isinstance(more := schema.get("additionalProperties"), Mapping):
        key = example_of(schema.get("propertyNames", {"type": "string"}), shapes, "member")
        found[str(key)] = example_of(more, shapes, "", depth + 1)
    return found


def _plain(schema: Schema, name: str) -> Any:
    kind = schema.get("type", "string")
    if kind in ("integer", "number"):
        return _between(schema, _named(name, kind))
    if kind != "string":
        return OF_TYPE.get(kind, {})
    if schema.get("format") in BY_FORMAT:
        return BY_FORMAT[schema["format"]]
    told = _fitting(str(_named(name, kind)), schema.get("pattern", ""))
    return told.ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength")]


def _fitting(told: str, pattern: str) -> str:
    """Return a text that matches a pattern, if we have one."""
    known = (told, *(value for value in BY_NAME.values() if isinstance(value, str)))
    return next((text for text in known if re.search(pattern, text)), told)


def _named(name: str, kind: str) -> Any:
    usual = OF_TYPE[kind]
    ending = next((value for end, value in BY_ENDING.items() if name.endswith(end)), usual)
    found = BY_NAME.get(name, ending)
    wanted = str if kind == "string" else (int, float)
    return found if isinstance(found, wanted) else usual


def _between(schema: Schema, value: Any) -> Any:
    least = schema.get("minimum", schema.get("exclusiveMinimum", value - 1) + 1)
    most = schema.get("maximum", schema.get("exclusiveMaximum", value + 1) - 1)
    return min(max(value, least), most)
