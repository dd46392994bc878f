"""The words of the documents in four languages, and how each language writes money, hours and days."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from babel import Locale

from basicplus.invoicing.documents.content import Language

NBSP = "\u00a0"
NARROW_NBSP = "\u202f"


@dataclass(frozen=True)
class Wording:
    """One language: its texts by key and its written forms.

    The symbols are read from babel once, because its own calls cost as much as drawing a line.
    """

    texts: Mapping[str, str]
    patterns: Mapping[str, str]
    decimal: str
    group: str
    months: tuple[str, ...]

    def __getitem__(self, key: str) -> str:
        """Give the text of `key`; an unknown key is an error."""
        return self.texts[key]

    def profession(self, code: str) -> str:
        """Name a profession; one that has no code is a word of the group's own and stays as it is."""
        return self.texts.get(code, code)

    def say(self, key: str, **parts: object) -> str:
        """Give the text of `key` with its parts filled in."""
        return self.texts[key].format(**parts)

    def money(self, cents: int) -> str:
        """Write cents as euros: `1 234,56 €`."""
        return self._euros("-" if cents < 0 else "", cents)

    def change(self, cents: int) -> str:
        """Write a difference in cents with its sign: `+12,00 €`."""
        return self._euros("-" if cents < 0 else "+" if cents else "", cents)

    def count(self, number: int) -> str:
        """Write a whole number: `1 083`."""
        return self._whole(number)

    def rate(self, rate_e4: int) -> str:
        """Write a rate in 1/10,000 EUR an hour: `45,6214 EUR/h`."""
        return self._form("rate", rate=f"{self._whole(rate_e4 // 10_000)}{self.decimal}{rate_e4 % 10_000:04}")

    def time(self, minutes: int) -> str:
        """Write a duration: `12 h 30`."""
        sign = "-" if minutes < 0 else ""
        hours, rest = divmod(abs(minutes), 60)
        return sign + self._form("time", hours=self._whole(hours), minutes=rest)

    def day(self, day: date) -> str:
        """Write a day in figures: `31/01/2025`."""
        return self.patterns["day"].format(day=day.day, month=day.month, year=day.year)

    def long_day(self, day: date) -> str:
        """Write a day in words: `31 janvier 2025`."""
        key = "long_first" if day.day == 1 else "long_day"
        return self._form(key, day=day.day, month=self.months[day.month - 1], year=day.year)

    def period(self, from_on: date, until_on: date) -> str:
        """Write a half-open span: a month, several months or a year in words, else its first and last day."""
        last = until_on - timedelta(days=1)
        if from_on.day != 1 or until_on.day != 1 or from_on > last:
            return self.patterns["span"].format(first=self.day(from_on), last=self.day(last))
        if (from_on.month, last.month) == (1, 12) and from_on.year == last.year:
            return self._form("year", year=from_on.year)
        until = self._form("month", month=self.months[last.month - 1], year=last.year)
        if (from_on.year, from_on.month) == (last.year, last.month):
            return until
        first = self.months[from_on.month - 1]
        if from_on.year != last.year:
            first = self._form("month", month=first, year=from_on.year)
        return self.patterns["months"].format(first=first, last=until)

    def _euros(self, sign: str, cents: int) -> str:
        amount = f"{self._whole(abs(cents) // 100)}{self.decimal}{abs(cents) % 100:02}"
        return self._form("money", sign=sign, amount=amount)

    def _whole(self, number: int) -> str:
        return f"{number:,}".replace(",", self.group)

    def _form(self, key: str, **parts: object) -> str:
        return self.patterns[key].replace(" ", NBSP).format(**parts)


@cache
def wording(language: Language) -> Wording:
    """Load one language; the texts are package data, read once."""
    source = files("basicplus.invoicing.documents").joinpath("texts", f"{language}.toml")
    texts = tomllib.loads(source.read_text(encoding="utf-8"))
    patterns = texts.pop("format")
    locale = Locale.parse(patterns["locale"])
    symbols = locale.number_symbols["latn"]
    months = locale.months["format"]["wide"]
    return Wording(
        texts=texts,
        patterns=patterns,
        decimal=symbols["decimal"],
        group=symbols["group"],
        months=tuple(months[number] for number in range(1, 13)),
    )


def enterprise_number(number: str) -> str:
    """Write an enterprise number as `0739.484.052`, whatever its stored form."""
    digits = "".join(character for character in number if character.isdigit()).zfill(10)
    return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"


def iban(number: str) -> str:
    """Write an account number in groups of four, kept on one line."""
    compact = number.replace(" ", "")
    return NBSP.join(compact[start : start + 4] for start in range(0, len(compact), 4))


def legal_name(name: str, legal_form: str) -> str:
    """Name a legal person with its form beside it, as CSA art. 2:20 wants, without saying it twice."""
    said = f" {legal_form.casefold()} " in f" {name.casefold()} "
    return name if said else f"{name} {legal_form}"
