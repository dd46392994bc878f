"""Forms that begin with what a record says: of what they send back, only what the reader changed is done.

A form carries along what it began with. What the reader left alone is not sent to the act, so that it takes back
nothing that somebody else changed meanwhile; what the reader emptied is cleared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

from basicplus.acts import Act
from basicplus.groups.corrections import CLEAR
from basicplus.web.pages.inputs import Input, inputs

WAS = "was_"
"""Before the name of a field: what the form began with."""


def began_with(fields: Mapping[str, Any]) -> dict[str, str]:
    """Return what a form that was sent began with, by field; nothing, if its fields began empty."""
    return {name.removeprefix(WAS): str(value) for name, value in fields.items() if name.startswith(WAS)}


def changed(act: Act, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form says but for what it began with; what the reader emptied is named under `clear`."""
    was = began_with(fields)
    sent = {name: value for name, value in fields.items() if not name.startswith(WAS)}
    given = {name: value for name, value in sent.items() if value != was.get(name)}
    emptied = [name for name in _may_be_empty(act) if was.get(name) and name not in sent]
    return given | ({CLEAR: emptied} if emptied else {})


def changes_nothing(act: Act, fields: Mapping[str, Any]) -> bool:
    """Return whether a form that began with what a record says came back as it was."""
    return (
        bool(began_with(fields)) and not {each.name for each in _open(inputs(act))} & changed(act, fields).keys()
    )


def shown(
    act: Act, fields: Sequence[Input], was: Mapping[str, str], sent: Mapping[str, Any] | None = None
) -> list[Input]:
    """Return the fields of a form with what they begin with, or what was sent; some may not be emptied."""
    if not was:
        return list(fields)
    may, values = _may_be_empty(act), was if sent is None else sent
    return [
        replace(
            field,
            value=str(values.get(field.name, "")),
            example="",
            required=bool(was.get(field.name)) and field.name not in may,
        )
        for field in _open(fields)
        if field.name != CLEAR
    ]


def _open(fields: Sequence[Input]) -> list[Input]:
    """Return the fields that change something: those that are required say of what."""
    return [field for field in fields if not field.required]


def _may_be_empty(act: Act) -> tuple[str, ...]:
    """Return the fields of an act that can be emptied: the choices of `clear`."""
    field = act.model.model_fields.get(CLEAR)
    return get_args(get_args(field.annotation)[0]) if field is not None else ()
