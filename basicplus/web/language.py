"""Screens in the user's language: which one, its texts, and how it writes money, hours and days."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale
from starlette.requests import Request

from basicplus.clock import BRUSSELS, FOREVER
from basicplus.compliance import sentences
from basicplus.invoicing.documents.wording import Wording, wording

LANGUAGES = ("fr", "nl", "de", "en")
COOKIE = "language"
CHOICE = re.compile(r"\{(\w+):([^|{}]*)\|([^|{}]*)\}")
"""A word that depends on a number of the text: `{count:membre|membres}` for one and for several."""
ELIDED = re.compile(r"\b([Dd])e \{(\w+)\}")
VOWELS = frozenset("aàâäeéèêëiîïoôöœuùûüAÀÂÄEÉÈÊËIÎÏOÔÖŒUÙÛÜ")
"""What French `de` loses its own vowel before; names in h and y keep it, for they may be said with a breath."""


@dataclass(frozen=True)
class Speech:
    """One language of the screens: `speech("members.title", count=3)`."""

    code: str
    texts: Mapping[str, str]
    forms: Wording

    def __call__(self, key: str, /, **parts: object) -> str:
        """Give the text of a key with its parts filled in; an unknown key is an error."""
        text = self.texts[key]
        if not parts:
            return text
        if "|" in text:
            text = CHOICE.sub(lambda found: found[2 if self._is_one(parts[found[1]]) else 3], text)
        if self.code == "fr" and "e {" in text:
            text = ELIDED.sub(lambda found: _elided(found[1], found[2], parts), text)
        return text.format(**parts)

    def _is_one(self, number: object) -> bool:
        """Tell whether a number takes the singular; in French none does, too."""
        return str(number) in (("0", "1") if self.code == "fr" else ("1",))

    def word(self, family: str, code: str) -> str:
        """Give the word for a code of the records; the code itself when it is not a word (an act, a pool)."""
        return self.texts.get(f"{family}.{code}", code)

    def money(self, cents: int | None) -> str:
        """Write cents: `1 234,56 €`."""
        return "–" if cents is None else self.forms.money(cents)

    def hours(self, minutes: int | None) -> str:
        """Write minutes as hours: `12 h 30`."""
        return "–" if minutes is None else self.forms.time(int(minutes))

    def number(self, value: int) -> str:
        """Write a whole number: `11 472`."""
        return f"{value:,}".replace(",", self.forms.group)

    def decimal(self, value: float, digits: int = 1) -> str:
        """Write a number for the eye: `38,6`."""
        return f"{value:.{digits}f}".replace(".", self.forms.decimal)

    def percent(self, part: float, whole: float) -> str:
        """Write a share: `81,4 %`."""
        return f"{self.decimal(100 * part / whole)}\u00a0%" if whole else "–"

    def day(self, day: date | None) -> str:
        """Write a day in figures."""
        return "–" if day is None or day == FOREVER else self.forms.day(day)

    def last_day(self, until_on: date | None) -> str:
        """Write the last day of a half-open span."""
        return "–" if until_on is None or until_on == FOREVER else self.forms.day(until_on - timedelta(days=1))

    def month(self, first: date) -> str:
        """Write a month: `mars 2025`."""
        return f"{self.forms.months[first.month - 1]} {first.year}"

    def short_month(self, first: date) -> str:
        """Write a month where there is little room."""
        names = Locale.parse(self.forms.patterns["locale"]).months["format"]["abbreviated"]
        return str(names[first.month]).rstrip(".")[:4]

    def weekday(self, day: date) -> str:
        """Write the day of the week where there is little room: `lun`."""
        return _weekdays(self.forms.patterns["locale"])[day.weekday()]

    def period(self, from_on: date, until_on: date) -> str:
        """Write a half-open span in words."""
        return self.forms.period(from_on, until_on)

    def moment(self, instant: datetime) -> str:
        """Write an instant by Brussels clocks."""
        local = instant.astimezone(BRUSSELS)
        return f"{self.forms.day(local.date())} {local:%H:%M}"

    def clock(self, instant: datetime) -> str:
        """Write the time of an instant by Brussels clocks."""
        return f"{instant.astimezone(BRUSSELS):%H:%M}"


@cache
def _weekdays(locale: str) -> list[str]:
    names = Locale.parse(locale).days["format"]["abbreviated"]
    return [str(names[weekday]).rstrip(".") for weekday in range(7)]


@cache
def speech(code: str) -> Speech:
    """Load a language of the screens: one folder, a file for each topic."""
    texts = dict[str, str]()
    for topic in files("basicplus.web").joinpath("texts", code).iterdir():
        for key, said in _flat(tomllib.loads(topic.read_text("utf-8"))):
            assert key not in texts, f"{key} stands twice in the texts of {code}"
            texts[key] = said
    if code == "fr":
        texts = {key: _french_spaces(said) for key, said in texts.items()}
    return Speech(code, texts, wording(code))


def _elided(de: str, name: str, parts: Mapping[str, object]) -> str:
    """Write French `de` before a part as it is said: `d'octobre`, `de mai`."""
    return f"{de}'{{{name}}}" if str(parts[name])[:1] in VOWELS else f"{de}e {{{name}}}"


def _french_spaces(text: str) -> str:
    """Keep the marks that French sets off by a space on the line of their word."""
    for mark in ":;!?":
        text = text.replace(f" {mark}", f"\u00a0{mark}")
    return text


def _flat(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, str(value)


def language_of(request: Request) -> str:
    """Return the language asked for by `?lang=`, else by the cookie, else by the browser; French in doubt."""
    for wish in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if wish in LANGUAGES:
            return wish
    return accepted(request.headers.get("accept-language", ""), LANGUAGES)


def language_of_api(request: Request) -> str:
    """Return the language of the sentences of a refusal: one of four."""
    return accepted(request.headers.get("accept-language", ""), sentences.LANGUAGES)


def accepted(header: str, offered: tuple[str, ...]) -> str:
    """Return the offered language that an Accept-Language header likes best; the first one in doubt."""
    wishes = []
    for place, part in enumerate(header.split(",")):
        name, _, quality = part.strip().partition(";q=")
        try:
            wishes.append((-float(quality or 1), place, name.strip().lower().split("-")[0]))
        except ValueError:
            continue
    liked = [name for weight, _, name in sorted(wishes) if weight < 0 and name in offered]
    return liked[0] if liked else offered[0]
