"""The words of agreements in four languages, with the written forms that all documents share."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from basicplus.invoicing.documents.content import Language
from basicplus.invoicing.documents.wording import Wording, wording

LANGUAGES: tuple[Language, ...] = ("fr", "nl", "de", "en")


@dataclass(frozen=True)
class Words:
    """One language: the texts of agreements by block and key, and how it writes money, time and days."""

    language: Language
    texts: Mapping[str, Any]
    forms: Wording

    def say(self, key: str, **parts: object) -> str:
        """Give the text of `key`, or of `block.key`, with its parts filled in; an unknown key is an error."""
        block, _, name = key.rpartition(".")
        found: str = (self.texts[block] if block else self.texts)[name]
        return found.format(**parts)

    def paragraphs(self, block: str, **parts: object) -> tuple[str, ...]:
        """Give what every agreement says in a block, with its parts filled in."""
        return tuple(text.format(**parts) for text in self.texts[block]["texts"])


@cache
def words_of(language: Language) -> Words:
    """Load one language; the texts are package data, read once."""
    source = files("basicplus.conventions").joinpath("texts", f"{language}.toml")
    return Words(language, tomllib.loads(source.read_text(encoding="utf-8")), wording(language))
