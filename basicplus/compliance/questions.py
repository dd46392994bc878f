"""Open questions of law: what the sources leave open, the readings there are, and the prudent one."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Question:
    """A question that no source answers; `prudent` is the reading that holds until the group decides otherwise."""

    name: str
    rule: str
    prudent: str
    answers: tuple[str, ...]
    asks: dict[str, str]


@cache
def open_questions() -> dict[str, Question]:
    """Return the open questions by name."""
    raw = tomllib.loads((files("basicplus.compliance") / "questions.toml").read_text("utf-8"))
    return {
        name: Question(name, each["rule"], each["prudent"], tuple(each["answers"]), each["asks"])
        for name, each in raw.items()
    }
