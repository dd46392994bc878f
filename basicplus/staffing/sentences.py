"""What the planning of staff has to say, in French, Dutch, German and English; texts in sentences.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["fr", "nl", "de", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "nl", "de", "en")
Value = str | int | float


@dataclass(frozen=True)
class Saying:
    """Something to say: the case picks the sentence, the values fill it in, a profession by its name."""

    case: str
    values: Mapping[str, Value] = field(default_factory=dict)


def say(saying: Saying, language: Language = "en") -> str:
    """Say it in a language. A number of one picks the singular where a text has one (`case.one`, by `count`)."""
    texts = _texts()
    one = f"{saying.case}.one"
    case = one if saying.values.get("count") == 1 and one in texts else saying.case
    values = dict(saying.values)
    if "profession" in values:
        number = "professions" if values.get("count") != 1 else "profession"
        values["people"] = texts[f"{number}.{values['profession']}"][language]
        values["person"] = texts[f"profession.{values['profession']}"][language]
    said = texts[case][language].format(**values)
    return said[0].upper() + said[1:]


@cache
def _texts() -> dict[str, dict[Language, str]]:
    return tomllib.loads(files(__package__).joinpath("sentences.toml").read_text("utf-8"))
