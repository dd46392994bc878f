"""The words of calendars and printed months in four languages, over the written forms of the documents."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files

from basicplus.invoicing.documents.content import Language
from basicplus.invoicing.documents.wording import Wording
from basicplus.invoicing.documents.wording import wording as document_wording
from basicplus.workers import Worker

__all__ = ["Language", "Wording", "profession", "wording"]


@cache
def wording(language: Language) -> Wording:
    """Load the texts of a language; professions and written forms are those of the documents."""
    document = document_wording(language)
    own = tomllib.loads(files("basicplus.feeds").joinpath("texts", f"{language}.toml").read_text("utf-8"))
    return replace(document, texts=dict(document.texts) | own)


def profession(worker: Worker, words: Wording) -> str:
    """Name what a worker does in a language; the job of a dedicated worker has the name that the group gave it."""
    named = worker.function if worker.profession == "dedicated" else ""
    return named or words.profession(worker.profession)
