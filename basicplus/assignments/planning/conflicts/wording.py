"""The sentence of a conflict in four languages; what a rule found has the rule's own sentence."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from basicplus.assignments.planning.conflicts.model import Conflict
from basicplus.compliance.sentences import full_sentence


def says(conflict: Conflict, language: str) -> str:
    """Return what a conflict is and what to do, for a person."""
    if conflict.finding is not None:
        return full_sentence(conflict.finding, language)
    template = texts()[conflict.words][language]
    return template.format(subject=conflict.subject, day=conflict.day, **conflict.numbers)


@cache
def texts() -> dict[str, dict[str, str]]:
    """Return the sentences by their keys and languages."""
    content = files("basicplus.assignments.planning.conflicts").joinpath("sentences.toml").read_text("utf-8")
    return tomllib.loads(content)
