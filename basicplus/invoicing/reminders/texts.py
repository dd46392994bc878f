"""The words of a reminder in the member's language, the house's or the group's own, with places to fill in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Formatter

from basicplus.errors import Problem
from basicplus.invoicing.documents.content import Language
from basicplus.invoicing.reminders.due import Step

PLACES = ("group", "member", "amount", "due", "days", "iban")


def text_of(step: Step, language: Language, places: Mapping[str, str]) -> tuple[str, str]:
    """Return subject and body of a step with every place filled in."""
    own = (step.texts or {}).get(language)
    text = own or _texts()["friendly" if step.position == 1 else "firm"][language]
    return text["subject"].format(**places), text["body"].strip().format(**places)


def problems_of(field: str, text: str) -> list[Problem]:
    """Return what is wrong with a text: places that do not exist, and braces that stand for nothing."""
    allowed = f"the places {', '.join(f'{{{place}}}' for place in PLACES)}; a brace itself is written twice"
    try:
        found = [
            f"{{{name}}}"
            for _, name, form, conversion in Formatter().parse(text)
            if name is not None and (name not in PLACES or form or conversion)
        ]
    except ValueError as error:
        return [Problem(field, str(error), allowed)]
    return [Problem(field, each, allowed) for each in found]


@cache
def _texts() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((files("basicplus.invoicing.reminders") / "texts.toml").read_text("utf-8"))
