"""Sentences of services in the reader's language: found again by their English words, a TOML file per package.

Services say what they refuse in English, as `f"{month} is closed already."`; programs, the journal and the command
line keep that. A page finds the template that the sentence is made from, takes the facts out, and says the same in
another language, with days and amounts as that language writes them. What no file knows stays in English.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from importlib.resources import files

from basicplus.clock import parse_period
from basicplus.web.language import Speech

FACT = re.compile(r"\{(\w+)(?::(\w+))?\}")
"""A place for a fact in a sentence, with the family of words that a translation says it by."""
MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
SPAN = re.compile(r"(\d{4}-\d\d-\d\d) to (\d{4}-\d\d-\d\d)")
OPEN = re.compile(r"\bfrom (\d{4}-\d\d-\d\d)$")
DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
QUOTED = re.compile("'([^']*)'")
SEVERAL = re.compile(", | or | and ")
PERIOD = re.compile(r"(?<![\w/-])\d{4}-(?:Q[1-4]|0[1-9]|1[0-2])(?![\w/-])")
KEPT = 2_000
"""How many sentences are remembered with the template they are made from: they come again on each page."""
FIELD = re.compile(r"""(?:line (\d+), )?([\w.]+): found (['"])(.*?)\3; (.+)""", re.DOTALL)
"""What is amiss with a field, as the error of an input says it."""
WHOLE = "input"
"""The field of what is amiss with an input as a whole: the sentence says by itself what it is about."""
EUR = "EUR"
"""The family of amounts: a translation that names it writes the currency too."""
EUROS = re.compile(r"(-?)(\d+)\.(\d\d) EUR\b")


@dataclass(frozen=True)
class Template:
    """A sentence with places for its facts, and the same sentence in other languages.

    `{state:entry_state}` in a translation is a code of the records, said by the word of that family of texts, and
    `{left:EUR}` an amount.
    """

    english: str
    others: Mapping[str, str]

    @cached_property
    def parts(self) -> list[str]:
        """What stands between the facts."""
        return FACT.split(self.english)[::3]

    @property
    def names(self) -> list[str]:
        """The names of its facts in order."""
        return FACT.split(self.english)[1::3]

    @cached_property
    def _anchor(self) -> str:
        return max(self.parts, key=len)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("(.*?)".join(re.escape(part) for part in self.parts), re.DOTALL)

    def facts(self, sentence: str) -> dict[str, str] | None:
        """Return the facts of a sentence by name; None where it is made from another template."""
        if self._anchor not in sentence or not (found := self._pattern.fullmatch(sentence)):
            return None
        return dict(zip(self.names, found.groups(), strict=True))

    def said(self, facts: Mapping[str, str], t: Speech) -> str:
        """Say the sentence in a language."""
        text = self.others.get(t.code, self.english)
        return FACT.sub(lambda place: _fact(place[1], facts[place[1]], place[2] or "", t), text)


def _fact(name: str, text: str, family: str, t: Speech) -> str:
    """Say a fact: a code by its word, else an amount, a month, a day, or a phrase that has a template itself."""
    if family == EUR:
        return written(f"{text} EUR", t)
    if family:
        return ", ".join(t.word(family, code) for code in SEVERAL.split(text))
    if name.startswith(("month", "period")) and MONTH.fullmatch(text):
        return t.month(date.fromisoformat(f"{text}-01"))
    if found := QUOTED.fullmatch(text):
        return t("amiss.quoted", text=found[1])
    return said(text, t)


def said(sentence: str, t: Speech) -> str:
    """Say a sentence of a service in the reader's language; one that no file knows keeps its words."""
    if "\n" in sentence:
        return "\n".join(said(line, t) for line in sentence.split("\n"))
    if (made := _made_from(sentence)) is not None:
        template, facts = made
        return template.said(facts, t)
    if found := FIELD.fullmatch(sentence):
        line, field, _, text, allowed = found.groups()
        return of_field(field, text, said(allowed, t), t, int(line) if line else None)
    return written(sentence, t)


@lru_cache(KEPT)
def _made_from(sentence: str) -> tuple[Template, Mapping[str, str]] | None:
    """Return the template that a sentence is made from, and its facts; None if no file knows it."""
    for template in templates():
        if (facts := template.facts(sentence)) is not None:
            return template, facts
    return None


def field_said(name: str, t: Speech) -> str:
    """Name a field in the reader's language: by its word, else as a phrase of a service."""
    return t.texts.get(f"input.{name.split('.')[0]}") or said(name, t)


def of_field(field: str, found: str, allowed: str, t: Speech, line: int | None = None) -> str:
    """Say which field it is by its word, what was found there and what is allowed."""
    place = "" if line is None else t("amiss.line", line=line)
    name = field.split(".")[0]
    if name == WHOLE:
        return place + allowed
    if found in ("", "nothing"):
        return t("amiss.nothing", field=place + field_said(name, t), allowed=allowed)
    return t("amiss.field", field=place + field_said(name, t), found=written(found, t), allowed=allowed)


@cache
def templates() -> tuple[Template, ...]:
    """Return every template, those with the most words of their own first: they tell the most."""
    found = [
        Template(english, others)
        for file in files(__name__).iterdir()
        if file.name.endswith(".toml")
        for english, others in tomllib.loads(file.read_text("utf-8")).items()
    ]
    return tuple(sorted(found, key=lambda each: -sum(map(len, each.parts))))


def written(text: str, t: Speech) -> str:
    """Write the days, months, quarters and amounts in a text as the reader's language does."""
    text = PERIOD.sub(lambda found: _period(found[0], t), text)
    text = SPAN.sub(lambda found: _days(found[1], found[2], t), text)
    text = OPEN.sub(lambda found: t("span.open", day=_day(found[1], t)), text)
    text = EUROS.sub(lambda found: t.money(int(found[1] + found[2] + found[3])), text)
    return DAY.sub(lambda found: _day(found[0], t), text)


def _period(text: str, t: Speech) -> str:
    span = parse_period(text).span
    return t.period(span.from_on, span.until_on)


def _days(first: str, last: str, t: Speech) -> str:
    return _day(first, t) if first == last else f"{_day(first, t)}–{_day(last, t)}"


def _day(text: str, t: Speech) -> str:
    try:
        return t.day(date.fromisoformat(text))
    except ValueError:
        return text
